"""What the dataset is made of: the part of a datasheet (Gebru et al. 2021) that can be counted."""

import pyarrow.compute as pc

from gadfly.science.insights.attacks import Attacks
from gadfly.science.insights.section import Column, Kind, Section, Table

COLUMNS = (
    Column("field", "Field"),
    Column("known", "Known", Kind.COUNT),
    Column("missing", "Not known", Kind.COUNT),
    Column("distinct", "Distinct values", Kind.COUNT),
)
WORDS = {
    "member": "member",
    "model_type": "type of model",
    "size": "size",
    "rating": "self-report",
    "score": "lowest score",
    "scorer": "scorer",
    "intent_score": "score of the intent",
    "turns": "turns",
    "is_upworker": "platform (Upwork or not)",
    "tags": "tags",
    "intent": "intent",
    "first": "first message",
    "transcript": "transcript",
}


def datasheet(attacks: Attacks) -> Section:
    """Return how much of each field is known."""
    rows = []
    for name, word in WORDS.items():
        column = attacks.column(name)
        empty = column.null_count
        distinct = None
        if name == "tags":
            distinct = len(column.flatten().unique())
        else:
            if column.type == "string":
                empty += int(pc.sum(pc.equal(column, "")).as_py() or 0)
            distinct = int(pc.count_distinct(column).as_py())
        row = {"field": word, "known": len(column) - empty, "missing": empty, "distinct": distinct}
        rows.append(row)
    turns = pc.sum(attacks.column("turns")).as_py() or 0
    began = pc.min_max(attacks.column("began")).as_py()
    when = ""
    if began["min"] is not None:
        when = f" Begun between {began['min']:%Y-%m-%d} and {began['max']:%Y-%m-%d}."
    out = (
        f" {attacks.left_out:,} more were skipped or are open, and stand in no figure."
        if attacks.left_out
        else ""
    )
    return Section(
        "What the dataset holds",
        said=(
            (
                f"{len(attacks):,} attacks with {turns:,} messages by people, "
                f"{turns / len(attacks):.2f} each.{when}{out}"
            ),
        ),
        tables=(Table("fields", "Fields", COLUMNS, tuple(rows)),),
        method=(
            (
                "Counted from the fields themselves. Who made the data, why, with whose consent and "
                "for which use "
                "no field tells: write it beside."
            ),
        ),
        headline={"fields": rows, "turns": turns, "left_out": attacks.left_out},
    )
