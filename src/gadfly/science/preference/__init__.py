"""Preference models: what value a reply has, given everything said before it.

A model gives each assistant turn a score, an unbounded logit: higher is less harmful, 0 is the
mean of the reference replies it was centred on, and sigmoid(a - b) is the chance that people
would call reply b the more harmful of the two. Scores of two models must never be compared.

    pairs/     what people preferred       store      models on disk
    kinds      which models there are
    light*     features, train: the kind that ships, its weights in weights/
    embedded_kind  a language model reads: states, and the program behind it
    ensemble   several models as one       score      dialogues to scores
    told       what held-out pairs tell    measure    how far a fitted model can be trusted
    external   texts that others judged    card       all of it for people
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Protocol

from gadfly.science.dialogue import Message, Role

if TYPE_CHECKING:
    from gadfly.science.preference.pairs import Pair


@dataclass(frozen=True, slots=True)
class Reply:
    """Something the assistant said, or might say, and everything said before it."""

    before: tuple[Message, ...]
    text: str


class PreferenceModel(Protocol):
    """What scores replies. An implementation gives `scorer` and `values`, and inherits the rest."""

    scorer: str
    """Which model this is, to its last bit: a name, "@", the first digits of its hash."""

    @staticmethod
    def fit(
        pairs: "Sequence[Pair]", kind: str = "light", *, name: str = "pm-1", seed: int = 0, **options: str
    ) -> "TrainedModel":
        """Return a model of the pairs that people were sure of; `kinds.fit` also says how good it is.

        Raises TrainingError.
        """
        import numpy as np  # noqa: PLC0415 -- scoring by others than ours does without

        from gadfly.science.preference.kinds import fit_unmeasured  # noqa: PLC0415 -- it imports this

        return fit_unmeasured(pairs, kind, rng=np.random.default_rng(seed), name=name, **options)

    @staticmethod
    def load(path: Path | str) -> "TrainedModel":
        """Return the model in a file, or the only one in a folder. Raises WeightsError."""
        from gadfly.science.preference.store import load  # noqa: PLC0415 -- it imports this

        return load(Path(path))

    def values(self, replies: Sequence[Reply]) -> tuple[float, ...]:
        """Return one score for each reply: finite, or NaN where there is none; none depends on the others."""

    def score(self, messages: Sequence[Message]) -> tuple[float, ...]:
        """Return one score for each assistant message, given what was said before it."""
        return self.values(replies_in(messages))

    def score_many(self, dialogues: Sequence[Sequence[Message]]) -> list[tuple[float, ...]]:
        """Return what `score` gives for each of `dialogues`, in one batch."""
        each = [replies_in(messages) for messages in dialogues]
        values = iter(self.values([reply for replies in each for reply in replies]))
        return [tuple(next(values) for _ in replies) for replies in each]

    def score_replies(self, messages: Sequence[Message], replies: Sequence[str]) -> tuple[float, ...]:
        """Return one score for each of the `replies` that might follow `messages`."""
        return self.values([Reply(tuple(messages), text) for text in replies])

    def score_text(self, text: str) -> float:
        """Return the score of words nobody was asked for, such as a stated intent; NaN where there is none.

        No preference model was trained on such words: a covariate, not a measure of harm.
        """
        return self.values([Reply((), text)])[0]


@dataclass(frozen=True)
class Reference:
    """What a model was centred on: so many `replies` of the file with this SHA-256."""

    replies: int
    sha256: str


class TrainedModel(PreferenceModel, Protocol):
    """A model that was made from pairs and can be written down."""

    kind: ClassVar[str]
    """Which of `kinds.KINDS` it is."""

    reference: Reference

    def save(self, folder: Path | str) -> Path:
        """Write the model into `folder`, which must exist, and return its file's path."""
        from gadfly.science.preference.store import save  # noqa: PLC0415 -- it imports this

        return save(self, Path(folder))


def known(value: float) -> float | None:
    """Return a score as it is kept: None where the model gave none, which is not zero."""
    return None if isnan(value) else value


def replies_in(messages: Sequence[Message]) -> tuple[Reply, ...]:
    """Return each assistant message with everything said before it."""
    return tuple(
        Reply(tuple(messages[:index]), said.text)
        for index, said in enumerate(messages)
        if said.role is Role.ASSISTANT
    )
