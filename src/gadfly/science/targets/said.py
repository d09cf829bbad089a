"""What a target's stream brings: pieces of candidates, how each ends, and what it all took."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any


@dataclass(frozen=True, slots=True)
class Piece:
    """More words of candidate `index`."""

    index: int
    text: str


@dataclass(frozen=True, slots=True)
class Ending:
    """Candidate `index` is whole. Token counts are the server's own, None where it sends none.

    A server asked for several candidates at once may count them only together: then
    `completion_tokens` is None and `together` holds the sum, the same in each Ending. `made` says
    how an intervention came to these words, as JSON values: a rank's score, a draft before its
    revision, what a filter saw.
    """

    index: int
    finish_reason: str
    seed: int | None = None
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    together: int | None = None
    made: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Account:
    """What answering took, over all requests, whether their words were shown or not.

    A stream may bring several: they add up, also when it fails in between. `samples` counts the
    replies that were written, `unmetered` the requests whose tokens the server did not count.
    `cached_tokens` is the part of `prompt_tokens` the server did not have to read again. `seconds`
    is the time spent waiting for the endpoint, requests side by side counted once each; `ranking`
    the time our own scorers took. `left_out` is how many of the oldest turns the model did not
    see since they did not fit: the most of any request.
    """

    requests: int = 0
    samples: int = 0
    unmetered: int = 0
    prompt_tokens: int = 0
    cached_tokens: int = 0
    completion_tokens: int = 0
    seconds: float = 0.0
    ranking: float = 0.0
    left_out: int = 0

    def __add__(self, other: "Account") -> "Account":
        return Account(
            requests=self.requests + other.requests,
            samples=self.samples + other.samples,
            unmetered=self.unmetered + other.unmetered,
            prompt_tokens=self.prompt_tokens + other.prompt_tokens,
            cached_tokens=self.cached_tokens + other.cached_tokens,
            completion_tokens=self.completion_tokens + other.completion_tokens,
            seconds=self.seconds + other.seconds,
            ranking=self.ranking + other.ranking,
            left_out=max(self.left_out, other.left_out),
        )

    @property
    def tokens(self) -> int:
        """Tokens read and written."""
        return self.prompt_tokens + self.completion_tokens

    def document(self) -> dict[str, int | float]:
        """Return it as JSON values; empty where nothing is known, seconds to the millisecond."""
        if self == Account():
            return {}
        said = {part.name: getattr(self, part.name) for part in fields(self)}
        return {name: round(value, 3) if type(value) is float else value for name, value in said.items()}

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> "Account":
        """Return the account that `document` says. What it leaves out, or what is no number, is 0."""
        numbers = {name: value for name, value in document.items() if type(value) in {int, float}}
        return cls(**{part.name: numbers[part.name] for part in fields(cls) if part.name in numbers})


Said = Piece | Ending | Account
"""One thing of a batch."""

Batch = Sequence[Said]
"""What one read from the network brought."""
