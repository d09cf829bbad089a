"""What a measurement comes to: figures with their goals, as a table and as JSON."""

import json
import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

RESULTS = Path(__file__).with_name("results")


@dataclass(frozen=True, slots=True)
class Goal:
    """A figure that must not exceed its limit. A figure that could not be had is not met."""

    what: str
    figure: float | None
    limit: float
    unit: str

    @property
    def met(self) -> bool:
        """Whether the figure is there and within its limit."""
        return self.figure is not None and self.figure <= self.limit


def number(value: float | None) -> str:
    """Return a figure with as many digits as mean something."""
    if value is None:
        return "–"
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.3g}"  # noqa: PLR2004 -- three digits


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return aligned columns: the first to the left, the others to the right."""
    widths = [max(len(row[column]) for row in (head, *rows)) for column in range(len(head))]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if not column else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in (head, *rows)
    )


def goals_table(goals: Sequence[Goal]) -> str:
    """Return the goals with what was reached."""
    return table(
        ("goal", "measured", "limit", "unit", ""),
        [
            (goal.what, number(goal.figure), number(goal.limit), goal.unit, "met" if goal.met else "MISSED")
            for goal in goals
        ],
    )


def waiting_percent() -> float | None:
    """Return the share of the last five minutes in which somebody waited for a core; None if unknown."""
    pressure = Path("/proc/pressure/cpu")
    if not pressure.exists():
        return None
    some = pressure.read_text(encoding="utf-8").splitlines()[0].split()
    return float(next(word for word in some if word.startswith("avg300=")).removeprefix("avg300="))


def machine() -> dict[str, object]:
    """Return what the figures depend on: how many cores, how busy they were, which Python."""
    return {
        "cores": os.cpu_count(),
        "load_average": os.getloadavg()[0],
        "waiting_percent": waiting_percent(),
        "python": platform.python_version(),
    }


def warn_if_busy() -> None:
    """Say so if others use the machine: times are then theirs as much as ours."""
    load, cores = os.getloadavg()[0], os.cpu_count() or 1
    if load > cores / 2:
        print(
            f"This machine is busy (load {load:.1f} on {cores} cores). Times will be too long;"
            " ratios and CPU mean more, and those too are better taken in quiet.\n"
        )


def write(name: str, goals: Sequence[Goal], figures: Mapping[str, object]) -> None:
    """Keep the figures and goals of one benchmark as JSON under results/."""
    RESULTS.mkdir(exist_ok=True)
    kept = {
        "machine": machine(),
        "goals": [{**asdict(goal), "met": goal.met} for goal in goals],
        "figures": figures,
    }
    text = json.dumps(kept, indent=1, ensure_ascii=False) + "\n"
    (RESULTS / f"{name}.json").write_text(text, encoding="utf-8")
