"""What one request brings: pieces of the candidates as they come, and how each of them ends."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from gadfly.science.targets import BrokenError, Ending, NonsenseError, Piece, RefusedError, TargetError
from gadfly.science.targets.events import Events

_UNKNOWN = "unknown"
"""The finish reason of a candidate whose server says that it is done, and not why."""
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
"""What no database keeps as text: NUL, and halves of surrogate pairs."""


class Answer:
    """The answer to one request for `n` candidates, called `first`, `first` + 1 … from here on.

    `shown` tells whether any words came, `over` that nothing more will. A server may ignore `n`
    and leave candidates out: then they have neither words nor an Ending.
    """

    def __init__(self, n: int, *, first: int = 0, seed: int | None = None) -> None:
        self.shown = False
        self._asked = range(n)
        self._first = first
        self._seed = seed
        self._events = Events()
        self._words: dict[int, str] = {}
        self._reasons: dict[int, str | None] = {}
        self._told: set[int] = set()
        self._uncounted: list[int] = []
        self._usage: dict[int | None, dict[str, Any]] = {}

    @property
    def over(self) -> bool:
        """Whether the server has said that nothing more comes."""
        return self._events.done

    def feed(self, data: bytes) -> list[Piece]:
        """Return the words that `data` completes, one piece a candidate.

        Raises TargetError; `pieces` then has the words before the fault.
        """
        self._take_all(self._events.feed(data))
        return self.pieces()

    def close(self) -> list[Piece]:
        """Return the last words, at the end of the body. Raises TargetError if there must be more."""
        self._take_all(self._events.close())
        if not self._reasons:
            raise NonsenseError("The endpoint sent an empty reply; try again.", detail="no choices came")
        if not self.over and None in self._reasons.values():
            raise BrokenError(
                "The reply was cut off; try again.", detail="the body ended early", passing=True
            )
        return self.pieces()

    def pieces(self) -> list[Piece]:
        """Return the words that no call has returned yet."""
        words, self._words = self._words, {}
        return [Piece(self._first + index, _storable(text)) for index, text in words.items()]

    def endings(self) -> list[Ending]:
        """Return the Endings of the candidates that are whole and were not told before."""
        whole = [i for i, reason in self._reasons.items() if (reason or self.over) and i not in self._told]
        self._told.update(whole)
        return [self._ending(index) for index in sorted(whole)]

    def _ending(self, index: int) -> Ending:
        own = self._usage.get(index)
        usage = own or self._usage.get(None, {})
        counted = _number(usage, "completion_tokens")
        alone = own is not None or len(self._asked) == 1
        return Ending(
            index=self._first + index,
            finish_reason=str(self._reasons[index] or _UNKNOWN),
            seed=self._seed,
            prompt_tokens=_number(usage, "prompt_tokens"),
            completion_tokens=counted if alone else None,
            together=None if alone else counted,
        )

    def _take_all(self, events: Iterable[Any]) -> None:
        for event in events:
            try:
                self._take(event)
            except (AttributeError, TypeError) as error:  # a list where an object belongs, and the like
                raise NonsenseError(
                    "The endpoint's reply is not put together as it should be; check what answers there.",
                    detail=str(event)[:200],
                ) from error

    def _take(self, event: Any) -> None:  # noqa: ANN401 -- JSON as it came
        if event.get("error"):
            raise self._reported(event["error"])
        choices: Sequence[Any] = event.get("choices") or ()
        for choice in choices:
            index = choice.get("index") or 0
            if index not in self._asked:
                continue
            said = choice.get("delta") or choice.get("message") or choice
            text = said.get("content") or said.get("text")
            if text:
                self._words[index] = self._words.get(index, "") + text
                self.shown = True
            reason = choice.get("finish_reason")
            if reason and not self._reasons.get(index):
                self._uncounted.append(index)
            self._reasons[index] = reason or self._reasons.get(index)
        if isinstance(event.get("usage"), dict):
            self._count(choices, event["usage"])

    def _count(self, choices: Sequence[Any], usage: dict[str, Any]) -> None:
        """Take the counts of the candidate in the same event, or of all that ended since the last counts.

        Some servers count all candidates at the end, llama.cpp's counts each right behind its end.
        """
        whose = [choices[0].get("index") or 0] if len(choices) == 1 else self._uncounted
        self._usage[whose[0] if len(whose) == 1 else None] = usage
        self._uncounted = []

    def _reported(self, error: Any) -> TargetError:  # noqa: ANN401 -- JSON as it came
        kind = BrokenError if self.shown else RefusedError
        return kind("The model's server reported a fault; try again.", detail=str(error)[:200], passing=True)


def _number(usage: dict[str, Any], name: str) -> int | None:
    """Return a count from what should be an object of counts, None where it is none."""
    value = usage.get(name)
    return value if type(value) is int and value >= 0 else None


def _storable(text: str) -> str:
    """Return `text` with pairs of surrogates joined, and what no database keeps replaced."""
    if _UNSTORABLE.search(text) is None:
        return text
    joined = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return joined.replace("\x00", "\N{REPLACEMENT CHARACTER}")
