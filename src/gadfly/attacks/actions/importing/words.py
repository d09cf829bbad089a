"""What somebody wrote in a record, all of it: what the hard line is asked of."""

import json
from collections.abc import Iterator

from gadfly.science.datasets.record import AttackRecord
from gadfly.science.dialogue import Turn


def texts_of(record: AttackRecord) -> Iterator[str]:
    """Yield the record's texts: what was meant, said and answered, also behind an answer, and notes."""
    yield record.task_description
    for turn in record.dialogue.turns:
        yield from _said(turn)
    yield from filter(None, (record.transcript, record.report.expertise))
    for review in record.reviews:
        yield from (review.note, review.other)


def _said(turn: Turn) -> Iterator[str]:
    yield turn.human
    for candidate in turn.candidates:
        yield candidate.text
        if candidate.made:
            yield json.dumps(candidate.made, ensure_ascii=False)
