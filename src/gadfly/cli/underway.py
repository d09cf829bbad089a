"""An attack in the terminal while it is made, and the record it makes."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from gadfly.science.datasets import Arm, AttackRecord, SelfReport, TurnDetail
from gadfly.science.dialogue import Candidate, Dialogue, State, Turn
from gadfly.science.targets import Account
from gadfly.science.turnloop import TurnLoop, shown


@dataclass(slots=True)
class Underway:
    """One attack: the loop with its rules, and beside it times, settings and broken attempts."""

    intent: str
    key: str
    seed: int
    arm: Arm
    settings: dict[str, Any]
    started_at: datetime
    loop: TurnLoop
    state: str = "left"
    report: SelfReport = field(default_factory=SelfReport)
    said_at: list[datetime] = field(default_factory=list)
    picked_at: dict[int, datetime] = field(default_factory=dict)
    broken: dict[int, list[Candidate]] = field(default_factory=dict)
    """By turn: the candidates of attempts that were given up."""
    accounts: dict[int, Account] = field(default_factory=dict)
    """By turn: what all its attempts took, as far as that is known."""

    @property
    def number(self) -> int:
        """The index of the last turn."""
        return len(self.loop.turns) - 1

    def answered(self, candidates: Sequence[Candidate], account: Account | None = None) -> None:
        """Take the replies to the last message; those of an earlier attempt are kept as broken."""
        self.accounts[self.number] = self.accounts.get(self.number, Account()) + (account or Account())
        self.broken.setdefault(self.number, []).extend(self.loop.turns[-1].candidates)
        self.loop.answer(candidates)

    @property
    def cut(self) -> bool:
        """Whether a reply to the last message did not arrive whole."""
        return any(one.state is not State.COMPLETE for one in self.loop.turns[-1].candidates)

    def record(self, *, state: str | None = None, ended_at: datetime | None = None) -> AttackRecord:
        """Return the record of the attack as it stands."""
        numbers = range(len(self.loop.turns))
        return AttackRecord(
            dialogue=Dialogue(tuple(map(self._turn, numbers))),
            task_description=self.intent,
            key=self.key,
            arm=self.arm,
            state=state or self.state,
            started_at=self.started_at,
            ended_at=ended_at,
            details=tuple(map(self._detail, numbers)),
            report=self.report,
            seed=self.seed,
        )

    def _turn(self, number: int) -> Turn:
        """Return a turn with the candidates of all its attempts, the picked ones counted anew."""
        turn, before = self.loop.turns[number], self.broken.get(number, [])
        return replace(
            turn,
            candidates=(*before, *turn.candidates),
            picked=None if turn.picked is None else turn.picked + len(before),
            continued=None if turn.continued is None else turn.continued + len(before),
        )

    def _detail(self, number: int) -> TurnDetail:
        offered, n = len(self._turn(number).candidates), self.loop.n
        order = shown(self.loop.orders[number])
        return TurnDetail(
            shown=tuple(start + place for start in range(0, offered, n) for place in order),
            attempts=tuple(place // n + 1 for place in range(offered)),
            settings=self.settings,
            said_at=self.said_at[number],
            picked_at=self.picked_at.get(number),
            account=self.accounts.get(number, Account()).document(),
        )
