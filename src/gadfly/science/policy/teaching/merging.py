"""An adapter merged into the GGUF file it was taught from: one file that llama.cpp serves.

Everything that was not taught is copied as it is, chat template and quantised weights included.
What was taught is the file's own weights plus the additions, in 16 bits. Models of Llama's kind
alone: other kinds lay their weights out in other ways, and nobody would see what went wrong.
"""

import json
from pathlib import Path

import gguf
import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file

from gadfly.science.policy import PolicyError

Floats = NDArray[np.float32]

KIND = "llama"
_PARTS = {
    "self_attn.q_proj": "attn_q",
    "self_attn.k_proj": "attn_k",
    "self_attn.v_proj": "attn_v",
    "self_attn.o_proj": "attn_output",
    "mlp.gate_proj": "ffn_gate",
    "mlp.up_proj": "ffn_up",
    "mlp.down_proj": "ffn_down",
}
"""Transformers' names of Llama's linear layers, to llama.cpp's."""


def merge(base: Path, adapter: Path, made: Path) -> None:
    """Write the model in `base` with what `adapter` learnt to `made`. Raises PolicyError for other kinds."""
    reader = gguf.GGUFReader(base)
    kind = reader.fields["general.architecture"].contents()
    if kind != KIND:
        raise PolicyError(
            f"Models of the kind {kind} cannot be merged into a GGUF file here: serve the adapter beside its "
            "model, as the how-to says."
        )
    changes = _changes(adapter)
    heads = reader.fields[f"{KIND}.attention.head_count"].contents()
    readers = reader.fields.get(f"{KIND}.attention.head_count_kv")
    turned = {"attn_q": heads, "attn_k": heads if readers is None else readers.contents()}
    unfinished = made.with_suffix(".new")
    writer = gguf.GGUFWriter(unfinished, KIND)
    _copy_fields(reader, writer)
    for tensor in reader.tensors:
        change = changes.pop(tensor.name, None)
        if change is None:
            writer.add_tensor(
                tensor.name, tensor.data, raw_shape=tensor.data.shape, raw_dtype=tensor.tensor_type
            )
            continue
        part = tensor.name.split(".")[2]
        whole = gguf.quants.dequantize(tensor.data, tensor.tensor_type)
        taught = whole + (_turned(change, turned[part]) if part in turned else change)
        writer.add_tensor(tensor.name, taught.astype(np.float16))
    if changes:
        raise PolicyError(f"{base.name} has no {min(changes)}: it is not what the adapter was taught from.")
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    unfinished.replace(made)


def _changes(adapter: Path) -> dict[str, Floats]:
    """Return what the adapter adds to each tensor, by its name: α/r · B A (Hu et al. 2021, 4.1)."""
    told = json.loads((adapter / "adapter_config.json").read_text(encoding="utf-8"))
    scale = told["lora_alpha"] / told["r"]
    weights = load_file(adapter / "adapter_model.safetensors")
    found = {}
    for name, inner in weights.items():
        if name.endswith(".lora_A.weight"):
            _, _, layer = name.removesuffix(".lora_A.weight").partition(".layers.")
            number, _, part = layer.partition(".")
            outer = weights[name.replace(".lora_A.", ".lora_B.")]
            product = outer.astype(np.float32) @ inner.astype(np.float32)
            found[f"blk.{number}.{_PARTS[part]}.weight"] = scale * product
    return found


def _turned(change: Floats, heads: int) -> Floats:
    """Return rows as llama.cpp has them: the two halves of each head's rows, interleaved."""
    return change.reshape(heads, 2, -1, change.shape[1]).swapaxes(1, 2).reshape(change.shape)


def _copy_fields(reader: gguf.GGUFReader, writer: gguf.GGUFWriter) -> None:
    for field in reader.fields.values():
        if field.name.startswith("GGUF.") or field.name == "general.architecture":
            continue
        kind = field.types[0]
        inner = field.types[-1] if kind is gguf.GGUFValueType.ARRAY else None
        writer.add_key_value(field.name, field.contents(), kind, sub_type=inner)
