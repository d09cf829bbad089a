"""A language model of half a megabyte, with weights thrown by a seed: it reads bytes and knows nothing.

What stands after its layers still tells texts apart, as any such mixture does: enough to try the
road from a text to a score in milliseconds, without fetching anything.
"""

import struct
from pathlib import Path

import numpy as np

WIDTH, HEADS, INNER, LAYERS = 64, 2, 96, 3

_SPECIAL = ("<|endoftext|>", "<|im_start|>", "<|im_end|>")


def _letters() -> list[str]:
    """Return the sign that stands for each byte, as GPT-2's tokenizer has it."""
    shown = [*range(33, 127), *range(161, 173), *range(174, 256)]
    hidden = (byte for byte in range(256) if byte not in shown)
    signs = dict(zip(shown, shown, strict=True)) | {byte: 256 + at for at, byte in enumerate(hidden)}
    return [chr(signs[byte]) for byte in range(256)]


def _text(text: str) -> bytes:
    return struct.pack("<Q", len(text.encode())) + text.encode()


def _field(name: str, value: object) -> bytes:
    match value:
        case str():
            return _text(name) + struct.pack("<I", 8) + _text(value)
        case int():
            return _text(name) + struct.pack("<II", 4, value)
        case float():
            return _text(name) + struct.pack("<If", 6, value)
        case [str(), *_]:
            items = b"".join(_text(str(item)) for item in value)
            return _text(name) + struct.pack("<IIQ", 9, 8, len(value)) + items
        case [*numbers]:
            return _text(name) + struct.pack(f"<IIQ{len(numbers)}i", 9, 5, len(numbers), *numbers)
    raise TypeError(value)


def _fields() -> list[bytes]:
    tokens = [*_SPECIAL, *_letters(), "th"]
    told = {
        "general.architecture": "llama",
        "llama.block_count": LAYERS,
        "llama.context_length": 8192,
        "llama.embedding_length": WIDTH,
        "llama.feed_forward_length": INNER,
        "llama.attention.head_count": HEADS,
        "llama.attention.head_count_kv": HEADS,
        "llama.attention.layer_norm_rms_epsilon": 1e-5,
        "llama.rope.dimension_count": WIDTH // HEADS,
        "llama.vocab_size": len(tokens),
        "tokenizer.ggml.model": "gpt2",
        "tokenizer.ggml.pre": "smollm",
        "tokenizer.ggml.tokens": tokens,
        "tokenizer.ggml.token_type": [3 if token in _SPECIAL else 1 for token in tokens],
        "tokenizer.ggml.merges": ["t h"],
        "tokenizer.ggml.bos_token_id": 1,
        "tokenizer.ggml.eos_token_id": 2,
    }
    return [_field(name, value) for name, value in told.items()]


def _tensors(seed: int) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(seed)

    def drawn(*shape: int) -> np.ndarray:
        return rng.normal(0, 1 / np.sqrt(shape[-1]), shape).astype("<f4")

    made = {"token_embd.weight": drawn(260, WIDTH) * 8, "output_norm.weight": np.ones(WIDTH, "<f4")}
    for at in range(LAYERS):
        block = f"blk.{at}."
        made |= {f"{block}attn_{part}.weight": drawn(WIDTH, WIDTH) for part in ("q", "k", "v", "output")}
        made |= {f"{block}ffn_{part}.weight": drawn(INNER, WIDTH) for part in ("gate", "up")}
        made[f"{block}ffn_down.weight"] = drawn(WIDTH, INNER)
        made |= {f"{block}{part}_norm.weight": np.ones(WIDTH, "<f4") for part in ("attn", "ffn")}
    return made


def tiny(path: Path, seed: int = 0) -> Path:
    """Write the model to `path` and return it."""
    listed, data = b"", b""
    fields, tensors = _fields(), _tensors(seed)
    for name, values in tensors.items():
        shape = values.shape[::-1]
        listed += _text(name) + struct.pack(f"<I{len(shape)}QIQ", len(shape), *shape, 0, len(data))
        data += values.tobytes() + bytes(-values.nbytes % 32)
    head = b"GGUF" + struct.pack("<IQQ", 3, len(tensors), len(fields)) + b"".join(fields) + listed
    path.write_bytes(head + bytes(-len(head) % 32) + data)
    return path
