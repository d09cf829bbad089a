"""One turn's replies while they are written. One that crosses the hard line is emptied as it comes."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from gadfly.attacks.actions import Bill, OpenedTurn
from gadfly.attacks.actions.spending import price_of
from gadfly.science.dialogue import Candidate, State
from gadfly.science.spending import Spent, took
from gadfly.science.targets import Account, Ending, Said
from gadfly.science.visible import VisibleStream, visible
from gadfly.wellbeing.watch import WITHHELD, line

CUT = "The reply was cut before it was whole. What had arrived is kept."


REACH, STEP = 300, 80
"""Characters of a reply that are looked at once more, more than a combination spans; and that are new at
least while it is written: whether each word crosses the hard line is too dear for hundreds of streams."""


@dataclass(slots=True)
class Draft:
    """What has arrived of a turn's candidates, by position; times in seconds of one clock."""

    opened: OpenedTurn
    born: float
    began: bool = False
    dirty: bool = False
    ended: float | None = None
    """When the last of it arrived; it may be held back after that."""
    error: str = ""
    texts: list[str] = field(init=False)
    screens: list[VisibleStream] = field(init=False)
    firsts: list[float | None] = field(init=False)
    looked: list[int] = field(init=False)
    """How many characters of each were looked at, whether they cross the hard line."""
    endings: dict[int, tuple[Ending, float]] = field(default_factory=dict)
    account: Account = field(default_factory=Account)
    asking: bool = False
    """Whether the target is being asked. What that takes is known only when it has said all."""
    closed: asyncio.Event = field(default_factory=asyncio.Event)
    crossed: dict[int, str] = field(default_factory=dict)
    """By position: the words by which a reply crossed the hard line, until an alarm holds their digest."""

    def __post_init__(self) -> None:
        size = len(self.opened.candidates)
        self.texts, self.firsts = [""] * size, [None] * size
        self.looked = [0] * size
        self.screens = [VisibleStream() for _ in range(size)]

    def take(self, read: Sequence[Said], at: float) -> dict[int, str]:
        """Take in one read; return the new words by side, as they may be shown."""
        fresh: dict[int, str] = {}
        for part in read:
            if isinstance(part, Account):
                self.account += part
                continue
            if isinstance(part, Ending):
                self.endings[part.index] = (part, at)
                self._look(part.index)
                self._show(part.index, self.screens[part.index].rest(), fresh)
                continue
            if part.index in self.crossed:
                continue
            self.texts[part.index] += part.text
            if self._look(part.index, STEP):
                continue
            if self.firsts[part.index] is None:
                self.firsts[part.index] = at
            self._show(part.index, self.screens[part.index].feed(part.text), fresh)
        self.dirty = self.dirty or bool(fresh)
        return fresh

    def _look(self, position: int, least: int = 1) -> bool:
        """Tell whether the reply has crossed the hard line; of one that has, nothing stays here.

        It is looked at when at least so many characters are new.
        """
        text, looked = self.texts[position], self.looked[position]
        if position in self.crossed or len(text) - looked < least:
            return position in self.crossed
        self.looked[position] = len(text)
        if line().crossed(text[max(0, looked - REACH) :]):
            self.crossed[position], self.texts[position] = text, ""
            self.screens[position] = VisibleStream()
        return position in self.crossed

    def _show(self, position: int, words: str, fresh: dict[int, str]) -> None:
        if words:
            side = self.opened.sides[position]
            fresh[side] = fresh.get(side, "") + words

    @property
    def whole(self) -> bool:
        """Whether every candidate arrived whole."""
        return len(self.endings) == len(self.texts) and not self.crossed

    def shown(self) -> dict[int, str]:
        """Return the words of whole candidates by side, as they may be shown."""
        by_side = sorted((side, position) for position, side in enumerate(self.opened.sides))
        return {side: visible(self.texts[at]) if at in self.endings else "" for side, at in by_side}

    def withhold(self) -> None:
        """Take back how each ended: nobody waited for it, and nobody shall learn how far it was."""
        self.endings.clear()
        self.error = ""

    def errors(self) -> dict[int, str]:
        """Return what went wrong, by side."""
        broken = (i for i in range(len(self.texts)) if i not in self.endings or i in self.crossed)
        return {self.opened.sides[position]: self._why(position) for position in broken}

    def _why(self, position: int) -> str:
        return WITHHELD if position in self.crossed else self.error or CUT

    def rows(self) -> dict[int, str]:
        """Return the text so far by row, to be kept."""
        for position in range(len(self.texts)):
            self._look(position)
        return dict(zip(self.opened.candidates, self.texts, strict=True))

    def replies(self, at: float) -> Mapping[int, Candidate]:
        """Return how each candidate stands, by row."""
        at = at if self.ended is None else self.ended
        for position in range(len(self.texts)):
            self._look(position)
        return {row: self._reply(position, at) for position, row in enumerate(self.opened.candidates)}

    def bill(self) -> Bill:
        """Return what it took."""
        opened = self.opened
        account = opened.before + self.account
        return Bill(opened.attempt, account, opened.asked, opened.held, self._spent(opened.held))

    def _spent(self, held: Spent | None) -> Spent:
        """Return what budgets count. An attempt that is cut counts as all that is held for it, or more."""
        if held is None:
            return Spent(0, 0)
        price = price_of(self.opened.target.endpoint)
        known = took(self.account, self.opened.messages, self.texts, price)
        return Spent(*map(max, known, held)) if self.asking else known

    def _reply(self, position: int, at: float) -> Candidate:
        ending, ended = self.endings.get(position, (None, at))
        if position in self.crossed:
            ending = None
        first = self.firsts[position]
        return Candidate(
            text=self.texts[position].replace("\0", "\N{REPLACEMENT CHARACTER}"),
            state=State.INTERRUPTED if ending is None else State.COMPLETE,
            seed=None if ending is None else ending.seed,
            finish_reason=None if ending is None else ending.finish_reason,
            prompt_tokens=None if ending is None else ending.prompt_tokens,
            completion_tokens=None if ending is None else ending.completion_tokens,
            made={} if ending is None or _crosses(ending.made) else ending.made,
            first_token_ms=None if first is None else self._ms(first),
            latency_ms=self._ms(ended),
            error=None if ending is not None else self._why(position),
        )

    def _ms(self, at: float) -> int:
        return max(0, round(1000 * (at - self.born)))


def _crosses(made: Mapping[str, object]) -> bool:
    """Tell whether what an intervention kept beside the reply crosses the hard line."""
    return bool(made) and line().crossed(json.dumps(made, ensure_ascii=False))
