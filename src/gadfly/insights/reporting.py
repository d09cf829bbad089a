"""From a campaign's attacks to what its page tells: the sections of the report, agreement, warnings.

It does not know who reads it, nor when. What it returns is plain values, as JSON holds them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import repeat
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from gadfly.insights.agreeing import agreement_in
from gadfly.insights.behind import ROWS, behind
from gadfly.insights.choice import Choice
from gadfly.insights.pictures import themed
from gadfly.reviews.records import reviewed_records
from gadfly.science.datasets import AttackRecord
from gadfly.science.insights.attacks import NO_OUTCOME, SCHEMA, Attacks, Gathering
from gadfly.science.insights.registry import SECTIONS, Entry
from gadfly.science.insights.rendering import can_draw, drawn
from gadfly.science.insights.section import Column, Section, Table
from gadfly.science.insights.sections.cells import COLUMNS, figures

if TYPE_CHECKING:
    from gadfly.campaigns.models import Campaign

FEW = 5
"""Attacks below which nothing but counts is told."""
ATTACKS, MEMBERS = 20, 5
"""From how many attacks by how many members on intervals are told, and what takes them to be read."""
BUSY = 0.2
"""The share of the members who make 80 % of the attacks, up to which a warning stands on the page."""
LISTED = 50
COUNTS = frozenset({"datasheet"})
"""Sections that only count, and may be told of a single attack."""
PLAIN = COUNTS | {"people", "marginals", "tags", "copies", "personal_data"}
"""Sections that say something without their intervals."""


class Reported(NamedTuple):
    """What the page tells, its charts as SVG by name where they can be drawn, attacks' keys by figure."""

    body: dict[str, Any]
    pictures: dict[str, str]
    behind: dict[str, list[str]]


class Size(NamedTuple):
    """How many attacks by how many members, and what may be told of them."""

    attacks: int
    members: int

    @property
    def few(self) -> bool:
        """Whether there are too few for intervals."""
        return self.attacks < ATTACKS or self.members < MEMBERS

    def allows(self, section: str) -> bool:
        """Tell whether a section says something of so many."""
        if self.attacks < FEW:
            return section in COUNTS
        return not self.few or section in PLAIN


@dataclass(slots=True)
class Chosen:
    """The attacks of a choice on their way into the table; what is left out is counted."""

    records: Iterator[AttackRecord]
    names: Mapping[str, str]
    choice: Choice
    over: int = 0
    tags: set[str] = field(default_factory=set)
    arms: list[str] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)

    def __iter__(self) -> Iterator[AttackRecord]:
        """Yield those the choice takes; arms and keys are those of attacks with an outcome."""
        for record in self.records:
            self.over += 1
            self.tags.update(record.tags or ())
            arm = self.names.get(record.key, record.arm.name)
            if self.choice.takes(record, arm):
                if record.state not in NO_OUTCOME:
                    self.arms.append(arm)
                    self.keys.append(record.key)
                yield record


def reported(campaign: "Campaign", choice: Choice, entries: Sequence[Entry] = SECTIONS) -> Reported:
    """Return the report on the attacks of a choice, of the campaign as it is now."""
    names = dict(campaign.attacks.values_list("key", "arm__target__name"))
    chosen = Chosen(reviewed_records(campaign), names, choice)
    with TemporaryDirectory() as folder:
        attacks = written(chosen, Path(folder) / "attacks.parquet")
        members = len(np.unique(attacks.member)) if chosen.keys else 0
        size = Size(len(chosen.keys), members)
        made = dict(_sections(attacks, chosen, size, entries))
        cells = cells_to_arms(attacks, chosen.arms) if chosen.keys else {}
        held = behind(attacks, chosen.keys, made)
    agreement, low = agreement_in(campaign, None if not choice.query else set(chosen.keys))
    if agreement is not None:
        made["agreement"] = agreement
    concentrated = _concentration(made)
    draw = can_draw()
    charts = [chart for section in made.values() for chart in section.charts] if draw else []
    body = {
        "over": chosen.over,
        "n": len(chosen.keys),
        "skipped": attacks.left_out,
        "members": members,
        "few": size.few,
        "drawn": draw,
        "warnings": [sentence for sentence in (concentrated, low) if sentence],
        "sections": [plain(name, section, size) for name, section in made.items()],
        "arms": cells,
        "tags": sorted(chosen.tags),
        "behind": sorted(held),
        "keys": chosen.keys[-LISTED:][::-1] if choice.tag else [],
    }
    return Reported(body, {chart.name: themed(drawn(chart.spec)) for chart in charts}, held)


def written(chosen: Chosen, path: Path) -> Attacks:
    """Return the attacks of a choice as a table, kept at `path`."""
    gathering = Gathering()
    with pq.ParquetWriter(path, SCHEMA) as writer:
        for batch in gathering.batches(zip(repeat(0), chosen, strict=False)):
            writer.write_table(pa.Table.from_batches([batch]))
    return Attacks(path, gathering.left_out)


def _sections(
    attacks: Attacks, chosen: Chosen, size: Size, entries: Sequence[Entry]
) -> Iterator[tuple[str, Section]]:
    if not chosen.keys:
        return
    yield "by_arm", by_arm(attacks, chosen.arms)
    for entry in entries:
        if not entry.of_map and size.allows(entry.name):
            yield entry.name, _made(entry, attacks)


def _made(entry: Entry, attacks: Attacks) -> Section:
    """Return a section. One that these attacks cannot carry says so, and takes no other with it."""
    try:
        return entry.make(attacks)
    except (ValueError, ArithmeticError, LookupError):
        name = entry.name.replace("_", " ").capitalize()
        return Section(name, said=("This could not be computed of these attacks.",))


def by_arm(attacks: Attacks, arms: list[str]) -> Section:
    """Return the figures of each arm; of very few attacks only how many there are."""
    of = np.array(arms)
    rows = [{"arm": arm, **figures(attacks, np.flatnonzero(of == arm))} for arm in sorted(set(arms))]
    columns = tuple(each for each in COLUMNS[2:] if len(arms) >= FEW or not each.interval)
    note = "What is not scored or not rated is left out, never zero."
    table = Table("by_arm", "Arms", (Column("arm", "Arm"), *columns), tuple(rows), note)
    return Section("Arm by arm", tables=(table,))


def _concentration(made: Mapping[str, Section]) -> str:
    """Return a warning where few members make most of the attacks."""
    found = made["people"].headline if "people" in made else {}
    members, eighty = found.get("members", 0), found.get("members_for_80_percent", 0)
    if members < FEW or eighty > max(1, BUSY * members):
        return ""
    who = "One member" if eighty == 1 else f"{eighty:,} members"
    return (
        f"{who} of {members:,} made 80 % of these attacks: figures over all of them are mostly theirs. "
        "Invite more people, or read the intervals, which count members and not attacks."
    )


def cells_to_arms(attacks: Attacks, arms: list[str]) -> dict[str, str]:
    """Return the arm of each cell that has a single one, by the cell's type and size."""
    held: dict[int, set[str]] = {}
    for place, arm in zip(attacks.cell.tolist(), arms, strict=True):
        held.setdefault(place, set()).add(arm)
    return {
        f"{attacks.cells[place].model_type} {attacks.cells[place].size}".strip(): arm
        for place, (arm, *others) in held.items()
        if not others
    }


def plain(name: str, section: Section, size: Size) -> dict[str, Any]:
    """Return a section as JSON holds it, without what only files need; of few attacks, no intervals."""
    told = section.document()
    charts = [{key: chart[key] for key in ("name", "title", "told")} for chart in told["charts"]]
    tables = [
        {
            **table,
            "rows": table["rows"][:ROWS],
            "more": max(0, len(table["rows"]) - ROWS),
            "columns": [(*column[:3], column[3] and not size.few) for column in table["columns"]],
        }
        for table in told["tables"]
    ]
    kept = {key: told[key] for key in ("title", "said", "method", "points")}
    return {"name": name, **kept, "charts": charts, "tables": tables}
