"""A starting policy: a causal language model with its tokenizer, from a folder or a GGUF file."""

from pathlib import Path
from typing import Any, NamedTuple

import torch
import transformers

from gadfly.science.preference.teaching import plain, source


class Policy(NamedTuple):
    """A language model and what turns texts into its tokens."""

    model: Any
    tokenizer: Any

    def asking(self, text: str) -> Any:  # noqa: ANN401 -- a chat's messages or a text, as TRL takes either
        """Return what is put to the model that a human says `text`: a chat, if it was taught to chat."""
        if self.tokenizer.chat_template:
            return [{"role": "user", "content": text}]
        return f"\n\nHuman: {text}\n\nAssistant:"


def policy(base: Path) -> Policy:
    """Return the policy in a folder as Hugging Face has them, or in a GGUF file."""
    transformers.utils.logging.disable_progress_bar()
    where = source(base)
    tokenizer = transformers.AutoTokenizer.from_pretrained(**where)
    kind = transformers.AutoModelForCausalLM
    dtype = "bfloat16" if torch.cuda.is_available() else "float32"
    model = kind.from_pretrained(**where, dtype=dtype)
    if base.is_file():
        model = plain(model, kind)
    tokenizer.padding_side = tokenizer.truncation_side = "left"
    tokenizer.pad_token = tokenizer.pad_token or tokenizer.eos_token
    model.config.pad_token_id = tokenizer.pad_token_id
    return Policy(model, tokenizer)


def reply_in(completion: Any) -> str:  # noqa: ANN401 -- a chat's messages or a text, as TRL gives either
    """Return the reply in what the model wrote, up to where it speaks for the human."""
    text = completion if isinstance(completion, str) else completion[0]["content"]
    return str(text).partition("\n\nHuman:")[0].strip()


def additions(rank: int) -> Any:  # noqa: ANN401 -- PEFT's own
    """Return what low-rank additions to all linear layers take."""
    import peft  # noqa: PLC0415 -- a second that only learning waits for

    return peft.LoraConfig(task_type="CAUSAL_LM", r=rank, lora_alpha=2 * rank, target_modules="all-linear")
