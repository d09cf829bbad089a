"""What one request brings: pieces of the candidates as they come, and how each of them ends."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from gadfly.science.targets import (
    Account,
    BrokenError,
    Ending,
    NonsenseError,
    Piece,
    RefusedError,
    TargetError,
)
from gadfly.science.targets.counts import Counts
from gadfly.science.targets.events import Events
from gadfly.science.targets.limits import too_long

_UNKNOWN = "unknown"
"""The finish reason of a candidate whose server says that it is done, and not why."""
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
"""What no database keeps as text: NUL, and halves of surrogate pairs."""


class Answer:
    """The answer to one request for `n` candidates, called `first`, `first` + 1 … from here on.

    `served` is set once the server has taken the request. `shown` tells whether any words came, `over`
    that nothing more will. A server may ignore `n`
    and leave candidates out: then they have neither words nor an Ending. `stripped` leaves out the
    blanks before a candidate's first word, which continue the text of a raw prompt.
    """

    def __init__(self, n: int, *, first: int = 0, seed: int | None = None, stripped: bool = False) -> None:
        self.served = False
        self.shown = False
        self._asked = range(n)
        self._first = first
        self._seed = seed
        self._silent = set(self._asked) if stripped else set()
        self._events = Events()
        self._words: dict[int, str] = {}
        self._reasons: dict[int, str | None] = {}
        self._told: set[int] = set()
        self._uncounted: list[int] = []
        self._counts: dict[int | None, Counts] = {}

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

    def account(self, seconds: float) -> Account:
        """Return what the request took, as far as the server has counted it.

        Candidates of one request share its prompt, which is read once however often it is counted.
        """
        own = [counts for index, counts in self._counts.items() if index is not None]
        together = self._counts.get(None)
        if together is not None and (not own or len(own) < len(self._reasons)):
            own.append(together)
        prompt = max((counts.prompt or 0 for counts in own), default=0)
        return Account(
            requests=1,
            samples=len(self._reasons),
            unmetered=int(self.served and not own),
            prompt_tokens=prompt,
            cached_tokens=min(prompt, max((counts.cached or 0 for counts in own), default=0)),
            completion_tokens=sum(counts.completion or 0 for counts in own),
            seconds=seconds,
        )

    def _ending(self, index: int) -> Ending:
        own = self._counts.get(index)
        counts = own or self._counts.get(None) or Counts(None, None, None)
        alone = own is not None or len(self._asked) == 1
        return Ending(
            index=self._first + index,
            finish_reason=str(self._reasons[index] or _UNKNOWN),
            seed=self._seed,
            prompt_tokens=counts.prompt,
            completion_tokens=counts.completion if alone else None,
            together=None if alone else counts.completion,
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
            if text and index in self._silent:
                text = text.lstrip()
                self._silent -= {index} if text else set()
            if text:
                self._words[index] = self._words.get(index, "") + text
                self.shown = True
            reason = choice.get("finish_reason")
            if reason and not self._reasons.get(index):
                self._uncounted.append(index)
            self._reasons[index] = reason or self._reasons.get(index)
        counts = Counts.of(event)
        if counts is not None:
            self._count(choices, counts)

    def _count(self, choices: Sequence[Any], counts: Counts) -> None:
        """Take the counts of the candidate in the same event, or of all that ended since the last counts.

        Some servers count all candidates at the end, llama.cpp's counts each right behind its end.
        """
        whose = [choices[0].get("index") or 0] if len(choices) == 1 else self._uncounted
        self._counts[whose[0] if len(whose) == 1 else None] = counts
        self._uncounted = []

    def _reported(self, error: Any) -> TargetError:  # noqa: ANN401 -- JSON as it came
        if not self.shown and (refused := too_long(str(error))):
            return refused
        kind = BrokenError if self.shown else RefusedError
        return kind("The model's server reported a fault; try again.", detail=str(error)[:200], passing=True)


def _storable(text: str) -> str:
    """Return `text` with pairs of surrogates joined, and what no database keeps replaced."""
    if _UNSTORABLE.search(text) is None:
        return text
    joined = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return joined.replace("\x00", "\N{REPLACEMENT CHARACTER}")
