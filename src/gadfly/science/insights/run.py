"""From files to a folder with a report, in stages that are kept: what a kill left done is not done again.

A stage is named by what goes into it: the bytes of the files, the columns, this version, and for a
section its name. The folder `.work` holds them; taking it away costs only time.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from gadfly import __version__
from gadfly.science.engine import HERE, Engine
from gadfly.science.insights.attacks import Attacks
from gadfly.science.insights.mapping import HOW_TO_MAP, can_map
from gadfly.science.insights.page import page
from gadfly.science.insights.reading import Gathered, fingerprint, gather
from gadfly.science.insights.registry import SECTIONS, Entry
from gadfly.science.insights.rendering import HOW_TO_DRAW, can_draw, key_of, put, write_chart, write_table
from gadfly.science.insights.section import Section

FORMAT = 2
"""Of the stages: another number, and none of an earlier one is taken."""
READ_MICROS = 75
DRAW_SECONDS = 4.0
BYTES_EACH = 900
"""Of an attack in plain JSON, for the plan; packed ones take a quarter."""


class Step(NamedTuple):
    """A part of the work, about how many seconds it will take, and whether it is done already."""

    name: str
    seconds: float
    done: bool


@dataclass(frozen=True, kw_only=True)
class Job:
    """What is to be made of which files, and where; `engine` embeds the texts of the map."""

    files: tuple[Path, ...]
    out: Path
    columns: Mapping[str, str] = field(default_factory=dict)
    skip_bad: bool = False
    with_map: bool = True
    engine: Engine = HERE

    @property
    def mapped(self) -> bool:
        """Whether there will be a map: it is wanted, and what draws it is installed."""
        return self.with_map and can_map()

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The sections there will be."""
        return tuple(entry for entry in SECTIONS if self.mapped or not entry.of_map)


class Made(NamedTuple):
    """What was made: the figures, the sections, and what is to be said about it."""

    summary: dict[str, Any]
    sections: tuple[Section, ...]
    notes: tuple[str, ...]


class Stages:
    """The stages of a job, on disk."""

    def __init__(self, job: Job) -> None:
        """Fingerprint the files. Raises OSError."""
        self.prints = tuple((path.name, fingerprint(path)) for path in job.files)
        key = key_of(FORMAT, __version__, self.prints, dict(job.columns), job.skip_bad)
        self.folder = job.out / ".work" / key
        self._job = job
        self.folder.mkdir(parents=True, exist_ok=True)

    @property
    def is_read(self) -> bool:
        """Whether the table of attacks is there."""
        return (self.folder / "gathered.json").exists()

    def gathered(self, step: Callable[[], object]) -> Gathered:
        """Return what the files held, read now if they were not."""
        told = self.folder / "gathered.json"
        if not self.is_read:
            part, job = self.folder / "attacks.part", self._job
            found = gather(job.files, part, columns=job.columns, skip_bad=job.skip_bad, step=step)
            part.replace(self.folder / "attacks.parquet")
            put(told, json.dumps(found).encode())
        good, bad, left_out, said = json.loads(told.read_bytes())
        return Gathered(good, bad, left_out, tuple(said))

    def has(self, entry: Entry) -> bool:
        """Whether the section is there."""
        return self._file(entry).exists()

    def section(self, entry: Entry, attacks: Attacks) -> Section:
        """Return the section, made now if it was not."""
        file = self._file(entry)
        if not file.exists():
            put(file, json.dumps(entry.make(attacks).document(), allow_nan=False).encode())
        return Section.of(json.loads(file.read_bytes()))

    def attacks(self, gathered: Gathered) -> Attacks:
        """Return the table."""
        return Attacks(self.folder / "attacks.parquet", gathered.left_out, self._job.mapped, self._job.engine)

    def _file(self, entry: Entry) -> Path:
        islands = "-by-islands" if entry.by_topic and self._job.mapped else ""
        return self.folder / f"{entry.name}{islands}.json"


def plan(job: Job, stages: Stages) -> list[Step]:
    """Return what is to be done, with about how long it takes on one processor."""
    count = sum(map(about, job.files))
    steps = [Step("read", count * READ_MICROS / 1e6, stages.is_read)]
    steps += [Step(entry.name, entry.seconds(count), stages.has(entry)) for entry in job.entries]
    return [*steps, Step("write", DRAW_SECONDS, done=False)]


def about(path: Path) -> int:
    """Return about how many attacks a file holds, by its size alone."""
    packed = path.suffix in {".gz", ".parquet"}
    return max(1, path.stat().st_size * (4 if packed else 1) // BYTES_EACH)


def make(job: Job, stages: Stages, *, step: Callable[[], object], begun: Callable[[str], object]) -> Made:
    """Make the report in `job.out`; `step` is called for each record read, `begun` before each stage.

    Raises what reading raises, and OSError.
    """
    begun("read")
    gathered = stages.gathered(step)
    attacks = stages.attacks(gathered)
    sections = []
    for entry in job.entries:
        begun(entry.name)
        sections.append(stages.section(entry, attacks))
    begun("write")
    named = {entry.name: section for entry, section in zip(job.entries, sections, strict=True)}
    summary = _summary(len(attacks), gathered, stages, named)
    notes = (*_write(job, stages.folder, named, summary), *_unmapped(job))
    return Made(summary, tuple(sections), notes)


def _summary(n: int, gathered: Gathered, stages: Stages, named: dict[str, Section]) -> dict[str, Any]:
    headlines = {name: dict(section.headline) for name, section in named.items()}
    cells = headlines.get("cells", {}).pop("cells", [])
    return {
        "gadfly": __version__,
        "n": n,
        "bad_records": gathered.bad,
        "bad_records_said": list(gathered.said),
        "left_out": gathered.left_out,
        "files": [{"name": name, "sha256": digest} for name, digest in stages.prints],
        "cells": cells,
        **{name: headline for name, headline in headlines.items() if headline},
        "absent": {name: section.absent for name, section in named.items() if section.absent},
    }


def _unmapped(job: Job) -> tuple[str, ...]:
    return (HOW_TO_MAP,) if job.with_map and not job.mapped else ()


def _write(job: Job, stages: Path, named: dict[str, Section], summary: dict[str, Any]) -> tuple[str, ...]:
    draw = can_draw()
    tables, charts = job.out / "tables", job.out / "charts"
    for folder in (tables, charts):
        folder.mkdir(parents=True, exist_ok=True)
    for section in named.values():
        for table in section.tables:
            write_table(table, tables)
        for chart in section.charts:
            write_chart(chart, charts, draw=draw)
        for name in section.files:
            put(tables / name, (stages / name).read_bytes())
    put(job.out / "summary.json", (json.dumps(summary, indent=1, allow_nan=False) + "\n").encode())
    put(job.out / "report.html", page(named, summary, charts if draw else None).encode())
    return () if draw else (HOW_TO_DRAW,)
