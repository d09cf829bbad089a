"""Applicants from a table, all or nothing."""

from collections.abc import Sequence
from datetime import datetime

from gadfly.network.lines import Line
from gadfly.network.models import Application, Round, Stage, Transition
from gadfly.people.actions import new_token
from gadfly.people.queries import digest
from gadfly.shared.durable import durable
from gadfly.shared.refusal import NotValid

BATCH = 500


def already_here(lines: Sequence[Line]) -> set[str]:
    """Return which of the lines' addresses have an application already."""
    addresses = [line.email for line in lines]
    found: set[str] = set()
    for start in range(0, len(addresses), BATCH):
        rows = Application.objects.filter(email__in=addresses[start : start + BATCH])
        found |= set(rows.values_list("email", flat=True))
    return found


def import_applicants(*, lines: Sequence[Line], round_: Round, at: datetime) -> int:
    """Make an application, submitted, of every line in one transaction; return how many.

    A line whose address has an application already is passed over, so that the same file again
    adds nothing. No letter is written and no scorer asked: a manager decides what comes next.
    Raises NotValid when a line is wrong; then nothing is kept.
    """
    if any(line.answers is None for line in lines):
        raise NotValid("Some lines are wrong. Mend them; nothing was imported.")
    with durable():
        known = already_here(lines)
        fresh = [line for line in lines if line.email not in known]
        made = Application.objects.bulk_create([_row(line, round_, at) for line in fresh], batch_size=BATCH)
        Transition.objects.bulk_create(
            [
                Transition(
                    application=row, before=Stage.DRAFT, after=Stage.SUBMITTED, reason="imported", at=at
                )
                for row in made
            ],
            batch_size=BATCH,
        )
    return len(made)


def _row(line: Line, round_: Round, at: datetime) -> Application:
    return Application(
        digest=digest(new_token()),
        round=round_,
        stage=Stage.SUBMITTED,
        answers=line.answers,
        email=line.email,
        begun_at=at,
        submitted_at=at,
        stage_at=at,
    )
