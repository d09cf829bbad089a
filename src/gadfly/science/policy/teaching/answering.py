"""What a policy says to prompts, drawn as it learns: at temperature 1, of all tokens."""

from collections.abc import Sequence
from typing import Any

import torch

from gadfly.science.policy.teaching.loading import Policy, reply_in

AT_ONCE = 32
"""Replies written at once."""


def answers(
    policy: Policy,
    model: Any,  # noqa: ANN401 -- torch's own
    asked: Sequence[str],
    *,
    each: int,
    tokens: int,
    seed: int,
) -> list[list[str]]:
    """Return `each` replies of `model` to each of the texts; chance elsewhere is left as it was."""
    was_learning = model.training
    model.eval()
    found: list[str] = []
    with torch.random.fork_rng(), torch.no_grad():
        torch.manual_seed(seed)
        every = [text for text in asked for _ in range(each)]
        for start in range(0, len(every), AT_ONCE):
            found += _written(policy, model, every[start : start + AT_ONCE], tokens)
    model.train(was_learning)
    return [found[start : start + each] for start in range(0, len(found), each)]


def _written(policy: Policy, model: Any, some: Sequence[str], tokens: int) -> list[str]:  # noqa: ANN401 -- likewise
    put = [policy.asking(text) for text in some]
    if policy.tokenizer.chat_template:
        put = policy.tokenizer.apply_chat_template(put, tokenize=False, add_generation_prompt=True)
    read = policy.tokenizer(put, return_tensors="pt", padding=True, add_special_tokens=False).to(model.device)
    written = model.generate(
        input_ids=read["input_ids"],
        attention_mask=read["attention_mask"],
        max_new_tokens=tokens,
        do_sample=True,
        temperature=1.0,
        top_k=0,
        top_p=1.0,
        pad_token_id=policy.tokenizer.pad_token_id,
    )
    said = policy.tokenizer.batch_decode(written[:, read["input_ids"].shape[1] :], skip_special_tokens=True)
    return [reply_in(text) for text in said]
