"""A language model taught to give a reply one number: torch, Transformers, PEFT and TRL, here alone."""

import hashlib
import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gadfly.science.preference.kinds import TrainingError

LONGEST = 1024
"""Tokens that are read of a text."""

MISSING = (
    "This kind needs torch and its companions, which Gadfly does without: make train, or "
    "pip install 'gadfly[train]'"
)


@dataclass(frozen=True, slots=True)
class Plan:
    """What is taught, and how: LoRA of this rank, or the whole model where it is 0."""

    base: Path
    rank: int = 16
    steps: int = 200
    batch: int = 8
    rate: float = 1e-4


@dataclass(frozen=True, eq=False)
class Reader:
    """A taught model with its tokenizer. `losses` are those of the steps, where it was taught here."""

    model: Any
    tokenizer: Any
    losses: tuple[float, ...] = ()

    def number(self, text: str) -> float:
        """Return what the model says of a text, a logit."""
        import torch  # noqa: PLC0415 -- see above

        tokens = self.tokenizer(text, return_tensors="pt", truncation=True, max_length=LONGEST)
        with torch.no_grad():
            found = self.model(
                input_ids=tokens["input_ids"].to(self.model.device),
                attention_mask=tokens["attention_mask"].to(self.model.device),
            )
        return float(found.logits[0, 0])

    def save(self, folder: Path) -> None:
        """Write model and tokenizer into `folder`."""
        self.model.save_pretrained(folder, max_shard_size="1TB")  # one file, which one hash knows
        self.tokenizer.save_pretrained(folder)

    def fingerprint(self) -> str:
        """Return the SHA-256 of the file of weights that `save` writes."""
        with tempfile.TemporaryDirectory() as folder:
            self.save(Path(folder))
            with (Path(folder) / "model.safetensors").open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest()


def read(base: Path) -> Reader:
    """Return the model in a folder or a GGUF file; one that gives no number yet gets zeros for a head."""
    try:
        import transformers  # noqa: PLC0415 -- see above
    except ImportError as error:
        raise TrainingError(MISSING) from error
    where = source(base)
    fresh = not (base / "model.safetensors").is_file() or not _has_head(base)
    tokenizer = transformers.AutoTokenizer.from_pretrained(**where)
    kind = transformers.AutoModelForSequenceClassification
    model = kind.from_pretrained(**where, num_labels=1, dtype="float32")
    if base.is_file():
        model = plain(model, kind)
    if fresh:
        model.score.weight.data.zero_()  # chance has no part in it
    tokenizer.truncation_side = "left"
    tokenizer.pad_token = tokenizer.pad_token or tokenizer.eos_token
    model.config.pad_token_id = tokenizer.pad_token_id
    return Reader(model.eval(), tokenizer)


def source(base: Path) -> dict[str, Any]:
    """Return how Transformers is told of a folder or of a GGUF file; what is not here is not asked for."""
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    if base.is_file():
        return {
            "pretrained_model_name_or_path": str(base.parent),
            "local_files_only": True,
            "gguf_file": base.name,
        }
    return {"pretrained_model_name_or_path": str(base), "local_files_only": True}


def plain(model: Any, kind: Any) -> Any:  # noqa: ANN401 -- Transformers' own
    """Return a model read from a GGUF file as one that can be taught: Transformers takes it for quantised."""
    model.config.__dict__.pop("quantization_config", None)
    made = kind.from_config(model.config)
    made.load_state_dict(model.state_dict())
    return made


def _has_head(folder: Path) -> bool:
    from safetensors import safe_open  # noqa: PLC0415 -- slow; only who loads waits

    with safe_open(folder / "model.safetensors", "np") as file:
        return "score.weight" in file.keys()  # noqa: SIM118 -- it is no mapping


def taught(plan: Plan, texts: Sequence[tuple[str, str]], *, seed: int) -> Reader:
    """Return the model of `plan`, taught that of each two texts the first deserves the higher number."""
    start = read(plan.base)
    import datasets  # noqa: PLC0415 -- see above
    import torch  # noqa: PLC0415 -- see above
    import transformers  # noqa: PLC0415 -- see above
    import trl  # noqa: PLC0415 -- see above

    torch.manual_seed(seed)
    rows = datasets.Dataset.from_list([{"chosen": one, "rejected": other} for one, other in texts])
    with tempfile.TemporaryDirectory() as folder:
        trainer = trl.RewardTrainer(
            model=start.model,
            args=trl.RewardConfig(
                output_dir=folder,
                max_steps=plan.steps,
                per_device_train_batch_size=plan.batch,
                learning_rate=plan.rate,
                max_length=LONGEST,
                seed=seed,
                logging_steps=1,
                save_strategy="no",
                report_to="none",
                disable_tqdm=True,
                bf16=torch.cuda.is_available(),
                gradient_checkpointing=False,
            ),
            processing_class=start.tokenizer,
            train_dataset=rows,
            peft_config=_additions(plan.rank),
        )
        trainer.remove_callback(transformers.PrinterCallback)  # what it says stands in `losses`
        trainer.train()
    model = trainer.accelerator.unwrap_model(trainer.model)
    whole = model.merge_and_unload() if plan.rank else model
    losses = tuple(float(step["loss"]) for step in trainer.state.log_history if "loss" in step)
    return Reader(whole.eval(), start.tokenizer, losses)


def _additions(rank: int) -> Any:  # noqa: ANN401 -- PEFT's own
    if not rank:
        return None
    import peft  # noqa: PLC0415 -- see above

    return peft.LoraConfig(
        task_type="SEQ_CLS",
        r=rank,
        lora_alpha=2 * rank,
        target_modules="all-linear",
        modules_to_save=["score"],
    )
