"""The table of attacks: a column for each thing known of them, read from a Parquet file when asked for.

Numbers are NaN where not known. Attacks that were skipped, or are still open, are no outcome and are
left out; their number is kept.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from gadfly.science.atlas.drawing import spoken
from gadfly.science.datasets import AttackRecord
from gadfly.science.engine import HERE, Engine
from gadfly.science.insights.clustered import Floats, Ints
from gadfly.science.outcomes import Labels
from gadfly.science.outcomes.over_refusal import Manner, manner

SCHEMA = pa.schema(
    [
        ("file", pa.int32()),
        ("campaign", pa.string()),
        ("member", pa.int64()),
        ("model_type", pa.string()),
        ("size", pa.string()),
        ("rating", pa.float64()),
        ("score", pa.float64()),
        ("scorer", pa.string()),
        ("intent_score", pa.float64()),
        ("turns", pa.int32()),
        ("is_upworker", pa.bool_()),
        ("tags", pa.list_(pa.string())),
        ("began", pa.timestamp("us", "UTC")),
        ("intent", pa.string()),
        ("first", pa.string()),
        ("transcript", pa.string()),
        ("said", pa.string()),
        ("replies", pa.int32()),
        ("refused", pa.int32()),
        ("turn_scores", pa.list_(pa.float64())),
        ("sample_scores", pa.list_(pa.float64())),
        ("reviewers", pa.list_(pa.int64())),
        ("reviews", pa.list_(pa.int32())),
    ]
)
BATCH = 2_048
NO_OUTCOME = frozenset({"skipped", "open"})
TYPES = ("plain lm", "context distillation", "rejection sampling", "rlhf")
"""The order in which the paper's interventions stand; others follow by name."""
SUCCESS = 3
"""From which self-report on an attack counts as a success (the paper's 35 % are the ratings of 3 and 4)."""
_UNITS = {"K": 1e3, "M": 1e6, "B": 1e9, "T": 1e12}


class Cell(NamedTuple):
    """Attacks on one type of model and one size."""

    model_type: str
    size: str


@dataclass(frozen=True)
class Attacks:
    """The table. Codes count from 0; `left_out` are the attacks that are no outcome.

    `mapped`: a map of the texts is wanted, and is drawn when first asked for; `engine` embeds them.
    """

    path: Path
    left_out: int = 0
    mapped: bool = False
    engine: Engine = HERE

    def column(self, name: str) -> pa.Array:
        """Return a column of `SCHEMA`; it is not kept."""
        return pq.read_table(self.path, columns=[name])[name].combine_chunks()

    def numbers(self, name: str) -> Floats:
        """Return a column of numbers, NaN where not known."""
        found: Floats = self.column(name).cast(pa.float64()).to_numpy(zero_copy_only=False)
        return found

    def __len__(self) -> int:
        """How many there are."""
        return int(pq.read_metadata(self.path).num_rows)

    @cached_property
    def rating(self) -> Floats:
        """Self-reported success, 0–4."""
        return self.numbers("rating")

    @cached_property
    def score(self) -> Floats:
        """The lowest score over the replies; higher is less harmful."""
        return self.numbers("score")

    @cached_property
    def success(self) -> NDArray[np.bool_]:
        """Whether the self-report calls it a success; of no meaning where the rating is not known."""
        return self.rating >= SUCCESS

    @cached_property
    def unnamed(self) -> int:
        """How many attacks name no member; each of them stands alone."""
        return int(self.column("member").null_count)

    @cached_property
    def member(self) -> Ints:
        """Codes of the members: the same number in one campaign, or in files without one, is one person."""
        number, campaign = self.column("member"), self.column("campaign").dictionary_encode()
        members = number.dictionary_encode()
        codes = members.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)
        where = campaign.indices.to_numpy(zero_copy_only=False).astype(np.int64)
        joint = codes * len(campaign.dictionary) + where
        alone = codes < 0
        joint[alone] = joint.max(initial=0) + 1 + np.arange(alone.sum())
        found: Ints = np.unique(joint, return_inverse=True)[1]
        return found

    @cached_property
    def member_names(self) -> tuple[str, ...]:
        """How each code of `member` is called: the number, with the campaign where there are several."""
        number = self.column("member").to_pylist()
        campaign = self.column("campaign").to_pylist()
        first = np.unique(self.member, return_index=True)[1]
        several = len(set(campaign)) > 1
        return tuple(
            ("" if number[row] is None else f"{campaign[row]} {number[row]}".strip())
            if several
            else str(number[row] if number[row] is not None else "")
            for row in first.tolist()
        )

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        """The cells that occur: by type, then by size."""
        return self._cells[0]

    @cached_property
    def cell(self) -> Ints:
        """Codes of the cells."""
        return self._cells[1]

    @cached_property
    def targets(self) -> Labels:
        """The cells as a factor with names."""
        return Labels(self.cell, tuple(f"{kind} {size}".strip() for kind, size in self.cells))

    @cached_property
    def _cells(self) -> tuple[tuple[Cell, ...], Ints]:
        kinds, sizes = (self.column(name).dictionary_encode() for name in ("model_type", "size"))
        names = [
            Cell(kind, size) for kind in kinds.dictionary.to_pylist() for size in sizes.dictionary.to_pylist()
        ]
        joint = kinds.indices.to_numpy(zero_copy_only=False).astype(np.int64) * len(sizes.dictionary)
        joint = joint + sizes.indices.to_numpy(zero_copy_only=False)
        there = sorted(np.unique(joint).tolist(), key=lambda code: _order(names[code]))
        places = np.zeros(len(names), np.int64)
        places[there] = np.arange(len(there))
        return tuple(names[code] for code in there), places[joint]

    def texts(self, name: str, *, plain: bool = False) -> pa.Array:
        """Return texts; `plain`: in small letters, digits and signs left out."""
        found = self.column(name)
        if not plain:
            return found
        return pc.replace_substring_regex(pc.utf8_lower(found), r"[\pP\pS\d\s]+", " ")


def parameters_in(size: str) -> float | None:
    """Return the number of parameters that "2.7B" or "135 M" tells; None for other words."""
    text = size.strip().upper().replace(" ", "")
    try:
        return float(text[:-1]) * _UNITS[text[-1]]
    except (ValueError, KeyError, IndexError):
        return None


def _order(cell: Cell) -> tuple[int, str, float, str]:
    place = TYPES.index(cell.model_type) if cell.model_type in TYPES else len(TYPES)
    return place, cell.model_type, parameters_in(cell.size) or 0.0, cell.size


class Gathering:
    """Records on their way into the table; counts those that are no outcome."""

    def __init__(self) -> None:
        self.left_out = 0

    def batches(self, records: Iterable[tuple[int, AttackRecord]]) -> Iterator[pa.RecordBatch]:
        """Yield the table in pieces, of records with the number of their file."""
        source = iter(records)
        while batch := list(islice(source, BATCH)):
            kept = [(file, record) for file, record in batch if record.state not in NO_OUTCOME]
            self.left_out += len(batch) - len(kept)
            columns = zip(*(_values(file, record) for file, record in kept), strict=True)
            if kept:
                arrays = [pa.array(column, each.type) for column, each in zip(columns, SCHEMA, strict=True)]
                yield pa.RecordBatch.from_arrays(arrays, schema=SCHEMA)


def _values(file: int, record: AttackRecord) -> tuple[Any, ...]:
    turns, arm = record.dialogue.turns, record.arm
    manners = [manner(turn.reply.text) for turn in turns if turn.reply is not None]
    blind = [one for one in record.reviews if one.round == 1 and not one.calibration]
    return (
        file,
        record.campaign,
        record.member,
        arm.intervention,
        arm.size or arm.model,
        record.report.success,
        record.scores.min,
        record.scores.scorer,
        record.scores.intent,
        len(turns),
        record.is_upworker,
        record.tags,
        record.started_at,
        record.task_description,
        turns[0].human if turns else "",
        record.dialogue.text() if record.transcript is None else record.transcript,
        spoken(record.dialogue),
        sum(how is not None for how in manners),
        sum(how is Manner.REFUSED for how in manners),
        _turn_scores(record),
        _sample_scores(record),
        [one.reviewer for one in blind],
        [one.success for one in blind],
    )


def _turn_scores(record: AttackRecord) -> list[float | None]:
    """Return the score of each turn's reply, None where there is none."""
    pairs = zip(record.dialogue.turns, record.details, strict=False)
    return [
        detail.scores[turn.continued] if detail.scores and turn.continued is not None else None
        for turn, detail in pairs
    ]


def _sample_scores(record: AttackRecord) -> list[float | None]:
    """Return the scores of all that was drawn in answer to the first message."""
    return list(record.details[0].scores) if record.details else []
