"""Scoring: scorers are asked, read blind, score, abstain or step back."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Count, Q

from gadfly.network.access import conflict_of
from gadfly.network.actions.stages import move
from gadfly.network.answers import ineligible
from gadfly.network.models import Application, Reading, Stage
from gadfly.shared.durable import durable
from gadfly.shared.refusal import NotValid, Refusal

MOST_POINTS = 5


def ask_scorers(*, application: Application, at: datetime) -> list[Reading]:
    """Ask as many scorers of the round as still lack, those with least to read first; return whom.

    Scorers with a conflict are passed over. Runs inside the transaction of whoever needs it.
    """
    counted = application.readings.filter(recused_at=None, abstained=False).count()
    asked = set(application.readings.values_list("scorer", flat=True))
    load = Count("readings", filter=Q(readings__done_at=None, readings__recused_at=None))
    free = application.round.scorers.filter(is_active=True).exclude(pk__in=asked).annotate(load=load)
    made: list[Reading] = []
    for scorer in free.order_by("load", "pk"):
        if len(made) >= application.round.readers - counted:
            break
        if conflict_of(application, scorer) is None:
            made.append(application.readings.create(scorer=scorer, asked_at=at))
    return made


def score(*, reading: Reading, scores: Sequence[int] | None, note: str, at: datetime) -> Reading:
    """Keep what a scorer gives, or that they abstain (None). The first time counts.

    With the last score that was missing the application moves on; for who abstains another is
    asked. Raises NotValid for points that do not fit the rubric.
    """
    with durable():
        application = _held(reading)
        row = Reading.objects.get(pk=reading.pk)
        if row.done_at is not None:
            return row
        if row.recused_at is not None or application.stage != Stage.ELIGIBLE:
            raise Refusal("This application is not being scored any more. Nothing was changed.")
        if scores is not None and not _fits(scores, application):
            raise NotValid(f"Give each criterion 0 to {MOST_POINTS} points.")
        row.scores, row.abstained = (None if scores is None else list(scores)), scores is None
        row.note, row.done_at = note, at
        row.save(update_fields=["scores", "abstained", "note", "done_at"])
        if row.abstained:
            ask_scorers(application=application, at=at)
        elif application.readings.filter(scores__isnull=False).count() >= application.round.readers:
            move(application=application, to=Stage.SCORED, reason="all scores are in", at=at)
    return row


def recuse(*, reading: Reading, why: str, at: datetime) -> Reading:
    """Let a scorer step back for a conflict they declare; another is asked in their place.

    From then on the application does not exist for them.
    """
    with durable():
        application = _held(reading)
        row = Reading.objects.get(pk=reading.pk)
        if row.done_at is not None:
            raise Refusal("You have scored this application already. Tell a manager of the conflict.")
        if row.recused_at is None:
            row.recused_at, row.recused_why = at, why[:200]
            row.save(update_fields=["recused_at", "recused_why"])
            if application.stage == Stage.ELIGIBLE:
                ask_scorers(application=application, at=at)
    return row


def appoint(*, application: Application, at: datetime) -> list[Reading]:
    """Ask further scorers where some are missing: more were appointed since, or somebody left."""
    with durable():
        row = (
            Application.objects.select_for_update(of=("self",)).select_related("round").get(pk=application.pk)
        )
        if row.stage == Stage.SUBMITTED and not ineligible(row.answers):  # imported: nobody asked for it yet
            move(application=row, to=Stage.ELIGIBLE, reason="eligible by rule", at=at)
        return ask_scorers(application=row, at=at) if row.stage == Stage.ELIGIBLE else []


def _held(reading: Reading) -> Application:
    """Return the application under lock, so that two scorers who finish at once meet here."""
    rows = Application.objects.select_for_update(of=("self",)).select_related("round")
    return rows.get(pk=reading.application_id)


def _fits(scores: Sequence[int], application: Application) -> bool:
    return len(scores) == len(application.round.rubric) and all(0 <= one <= MOST_POINTS for one in scores)
