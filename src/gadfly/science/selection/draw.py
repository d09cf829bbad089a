"""Drawing a panel so that anybody can draw it again: chance comes from the seed and SHA-256 alone.

Before the draw two things are published: the lottery, and the seed's commitment. After it, the seed.
Who changes either changes the fingerprint or the commitment; nobody who did not choose the seed can
know the panel before. Who chooses the seed could try many: let several people choose a part each.
"""

from dataclasses import dataclass
from hashlib import sha256
from json import dumps

from gadfly.science.selection.lottery import LOTS, Lottery


@dataclass(frozen=True, slots=True)
class Drawn:
    """The people drawn, the lot that came, and what to compare it with."""

    chosen: tuple[str, ...]
    lot: int
    fingerprint: str
    commitment: str


def fingerprint(lottery: Lottery) -> str:
    """Return the SHA-256 of all that a draw depends on: who is in which type, the panels, their lots."""
    said = [lottery.pool.members, lottery.panels.tolist(), lottery.lots.tolist()]
    return sha256(dumps(said, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def commitment(seed: str) -> str:
    """Return what to publish of a seed before the draw. A seed that can be guessed is no secret."""
    return sha256(f"gadfly seed {seed}".encode()).hexdigest()


def draw(lottery: Lottery, seed: str) -> Drawn:
    """Draw a panel. The lot is uniform on `LOTS` but for one part in 2²³⁶; so are people within a type."""
    print_ = fingerprint(lottery)
    lot = _number(f"{print_} {seed} lot") % LOTS
    panel = lottery.panels[int(lottery.lots.cumsum().searchsorted(lot, side="right"))]
    chosen = [
        name
        for names, count in zip(lottery.pool.members, panel.tolist(), strict=True)
        for name in sorted(names, key=lambda each: _number(f"{print_} {seed} person {each}"))[:count]
    ]
    return Drawn(tuple(sorted(chosen)), lot, print_, commitment(seed))


def _number(text: str) -> int:
    return int.from_bytes(sha256(text.encode()).digest())
