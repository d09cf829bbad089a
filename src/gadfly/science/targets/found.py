"""What probing an endpoint found, as values and as sentences."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Self

_NAMED = 5
"""Models a sentence names at most."""


@dataclass(frozen=True, slots=True)
class Found:
    """What an endpoint can do. None: could not be seen.

    `chat` and `raw` say what it answers, `n_in_one` whether one request brings several
    candidates, `seed` whether the same seed repeats the words and another one changes them,
    `logprobs` whether tokens come with their probabilities, `streams` whether words come in
    several reads, `counts` whether a stream ends with token counts. `context` is how many tokens
    a dialogue and its reply may take up, `models` what the server lists. `problems` are plain
    sentences; `details` what the server itself said to each of them, for whoever runs it.
    """

    chat: bool = False
    raw: bool = False
    n_in_one: bool | None = None
    seed: bool | None = None
    logprobs: bool | None = None
    streams: bool | None = None
    counts: bool | None = None
    context: int | None = None
    models: tuple[str, ...] = ()
    first_token_ms: int | None = None
    tokens_a_second: float | None = None
    problems: tuple[str, ...] = ()
    details: tuple[str, ...] = ()

    @property
    def works(self) -> bool:
        """Whether it answers in one form at least."""
        return self.chat or self.raw

    def as_json(self) -> dict[str, Any]:
        """Return it as JSON values."""
        lists = {name: list(value) for name, value in asdict(self).items() if isinstance(value, tuple)}
        return asdict(self) | lists

    @classmethod
    def of_json(cls, kept: Mapping[str, Any]) -> Self:
        """Return what `as_json` gave. What another version knew and this one does not is left out."""
        known: dict[str, Any] = {field.name: kept[field.name] for field in fields(cls) if field.name in kept}
        lists = {name: tuple(value) for name, value in known.items() if isinstance(value, list)}
        return cls(**known | lists)

    def sentences(self) -> tuple[str, ...]:
        """Return each finding as a plain sentence, the problems last."""
        return (*self._answers(), *self._abilities(), *self._sizes(), *self.problems)

    def _answers(self) -> Iterator[str]:
        yield "It answers chat completions." if self.chat else "It does not answer chat completions."
        yield "It continues raw text." if self.raw else "It does not continue raw text."

    def _abilities(self) -> Iterator[str]:
        if not self.works:
            return
        yield _one_of(
            self.n_in_one,
            "One request brings several candidates.",
            "Each candidate needs a request of its own.",
            "Whether one request brings several candidates could not be seen.",
        )
        yield _one_of(
            self.seed,
            "The same seed brings the same words, another seed others.",
            "A seed does not decide the words, so replies cannot be drawn again.",
            "Whether a seed decides the words could not be seen.",
        )
        yield _one_of(
            self.logprobs,
            "Tokens come with their probabilities.",
            "Tokens come without their probabilities.",
            "Whether tokens come with their probabilities could not be seen.",
        )
        yield _one_of(
            self.streams,
            "Words come as they are written.",
            "A reply comes all at once.",
            "Whether words come as they are written could not be seen.",
        )
        yield _one_of(
            self.counts,
            "It counts the tokens of each request.",
            "It does not count tokens, so what it takes can only be estimated.",
            "Whether it counts tokens could not be seen.",
        )

    def _sizes(self) -> Iterator[str]:
        if self.context is not None:
            yield f"A dialogue and its next reply may take up {self.context:,} tokens."
        elif self.works:
            yield "It does not say how long a dialogue may become."
        if self.models:
            more = f" and {len(self.models) - _NAMED} more" if self.models[_NAMED:] else ""
            yield f"It lists {', '.join(self.models[:_NAMED])}{more}."
        if self.first_token_ms is not None:
            rate = "" if self.tokens_a_second is None else f", and {self.tokens_a_second:.0f} more a second"
            yield f"The first words came after {self.first_token_ms:,} ms{rate}."


def _one_of(seen: bool | None, yes: str, no: str, unknown: str) -> str:  # noqa: FBT001 -- a finding
    if seen is None:
        return unknown
    return yes if seen else no
