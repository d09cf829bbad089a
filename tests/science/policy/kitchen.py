"""Scorers and a learner for tests without torch: mild words, and numbers that can be done in one's head."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gadfly.science.policy import records
from gadfly.science.policy.prompts import Mixed, Prompt
from gadfly.science.policy.run import Run
from gadfly.science.preference import PreferenceModel, Reply

DISHES = (
    "bread",
    "rice",
    "soup",
    "beans",
    "fish",
    "cake",
    "eggs",
    "stew",
    "pasta",
    "plums",
    "quinces",
    "leeks",
)


@dataclass(frozen=True)
class Counts(PreferenceModel):
    """Likes a word, and gives an empty reply no score."""

    word: str
    scorer: str = "counts-1@00"

    def values(self, replies: Sequence[Reply]) -> tuple[float, ...]:
        return tuple(
            float(reply.text.count(self.word)) if reply.text.strip() else float("nan") for reply in replies
        )


@dataclass(frozen=True)
class Letters(PreferenceModel):
    """Likes letters from a to z: what even a model that knows nothing can learn to write."""

    scorer: str

    def values(self, replies: Sequence[Reply]) -> tuple[float, ...]:
        return tuple(float(sum("a" <= sign.lower() <= "z" for sign in reply.text)) for reply in replies)


@dataclass
class Cook:
    """A learner that says one more kind word for each step it took."""

    kindness: int = 0
    first: bool = True
    asked: list[int] = field(default_factory=list)

    def answers(self, asked: Sequence[str], *, each: int, seed: int) -> list[list[str]]:
        self.asked.append(seed)
        return [["gladly " * self.kindness + f"with {text}"] * each for text in asked]

    def learn(self, folder: Path, *, resume: bool) -> None:
        begun = len(records.steps(folder)) if resume else 0
        records.forget_after(folder, begun)
        for step in range(begun + 1, begun + 31):
            self.kindness += 1
            records.append(folder, records.step_of(step, train=step, test=step / 2, kl=0.1, tokens=9, cut=0))

    def save(self, folder: Path) -> None:
        folder.mkdir()
        (folder / "adapter.json").write_text(json.dumps(self.kindness))


def run(**other: Any) -> Run:  # noqa: ANN401 -- a run's own fields
    told: dict[str, Any] = {"method": "rlhf", "base": "tiny.gguf", "base_sha256": "ab", "data_sha256": "cd"}
    return Run(**(told | {"train_pm": "a@1", "test_pm": "b@2", "steps": 30} | other))


def prompts(held_out: int = 12) -> Mixed:
    asked = tuple(Prompt(dish, benign=at % 2 == 0) for at, dish in enumerate(DISHES))
    return Mixed((Prompt("a kitchen"), Prompt("a pan", benign=True)), asked[:held_out], left_out=3)
