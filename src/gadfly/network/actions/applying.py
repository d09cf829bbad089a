"""An applicant's own verbs: begin, save a step, submit, withdraw, take an offer."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from gadfly.network.actions.letters import write_letter
from gadfly.network.actions.readings import ask_scorers
from gadfly.network.actions.stages import move
from gadfly.network.answers import ineligible, missing
from gadfly.network.models import Application, Round, SelfDescription, Stage
from gadfly.people.actions import new_token, person_within
from gadfly.people.queries import digest, person_with, plain
from gadfly.shared.durable import durable
from gadfly.shared.refusal import NotValid, Refusal

if TYPE_CHECKING:
    from gadfly.people.models import Person

OVER = (Stage.REJECTED, Stage.WITHDRAWN)
BEING_VETTED = (Stage.SUBMITTED, Stage.ELIGIBLE, Stage.SCORED, Stage.TASK, Stage.DECISION, Stage.OFFERED)


def begin(*, round_: Round, at: datetime, draw: Callable[[], str] = new_token) -> str:
    """Begin an application and return the token of its link, which is not kept.

    No address is asked for yet, so that this tells nobody who is known here (R24).
    """
    token = draw()
    with durable():
        Application.objects.create(digest=digest(token), round=round_, begun_at=at, stage_at=at)
    return token


def new_link(*, application: Application, draw: Callable[[], str] = new_token) -> str:
    """Give the application another link, which ends the one before; return its token."""
    token = draw()
    with durable():
        Application.objects.filter(pk=application.pk).update(digest=digest(token))
    return token


def save_step(*, application: Application, step: str, answers: Mapping[str, Any]) -> Application:
    """Keep what one step says. Raises Refusal once the application was submitted."""
    with durable():
        row = Application.objects.select_for_update().get(pk=application.pk)
        if row.stage != Stage.DRAFT:
            raise Refusal("It was handed in already, so it cannot be changed. Withdraw it to write another.")
        if step == "self":
            SelfDescription.objects.update_or_create(application=row, defaults=dict(answers))
        else:
            row.answers = {**row.answers, step: dict(answers)}
            row.email = plain(row.answers.get("about", {}).get("email", ""))
            row.save(update_fields=["answers", "email"])
    return row


def submit(*, application: Application, at: datetime) -> Application:
    """Hand the application in; a rule decides at once whether scorers are asked. Again changes nothing.

    Raises NotValid when a step is missing, Refusal when the round is over.
    """
    with durable():
        row = (
            Application.objects.select_for_update(of=("self",)).select_related("round").get(pk=application.pk)
        )
        if row.stage != Stage.DRAFT:
            return row
        if missing(row.answers):
            raise NotValid(
                "Some steps are not filled in yet. Fill in those that are marked, then hand it in."
            )
        if row.round.closes_at is not None and row.round.closes_at <= at:
            raise Refusal(
                "This round is over. What you wrote is kept; watch the network's page for the next one."
            )
        row.submitted_at = at
        _settle_balance(row)
        move(application=row, to=Stage.SUBMITTED, reason="handed in", at=at)
        write_letter(application=row, template="received", at=at)
        why_not = ineligible(row.answers)
        if not why_not:
            move(application=row, to=Stage.ELIGIBLE, reason="eligible by rule", at=at)
            ask_scorers(application=row, at=at)
        else:
            move(application=row, to=Stage.REJECTED, reason="not eligible by rule", at=at, feedback=why_not)
            write_letter(application=row, template="rejected", at=at)
    return row


def withdraw(*, application: Application, at: datetime) -> Application | None:
    """Take the application back; what was not handed in yet is deleted, and None returned."""
    with durable():
        row = Application.objects.select_for_update().get(pk=application.pk)
        if row.stage == Stage.DRAFT:
            row.delete()
            return None
        if row.stage in BEING_VETTED:
            move(application=row, to=Stage.WITHDRAWN, reason="withdrawn by the applicant", at=at)
            _erase(row)
    return row


def accept_offer(*, application: Application, at: datetime) -> "Person":
    """Make the account of an applicant who accepts, and return it. Again returns the same account.

    Raises Refusal when there is no offer. An address that got an account since the offer is
    refused too: this link must not open what is somebody's already.
    """
    with durable():
        row = (
            Application.objects.select_for_update(of=("self",))
            .select_related("person")
            .get(pk=application.pk)
        )
        if row.person is not None and row.stage == Stage.SIGNED:
            return row.person
        if row.stage != Stage.OFFERED or person_with(row.email) is not None:
            raise Refusal("There is no offer to accept. The network's managers can tell you more.")
        row.person, _ = person_within(
            email=row.email, name=row.answers["about"]["name"], at=at, office="applicant"
        )
        row.save(update_fields=["person"])
        move(application=row, to=Stage.SIGNED, reason="accepted by the applicant", at=at)
    return row.person


def forget(*, at: datetime, kept_days: int) -> int:
    """Erase what rejected applicants wrote `kept_days` ago and more; return of how many (R43).

    The stages and their times stay, for the counts; nothing in them tells who it was.
    """
    with durable():
        old = Application.objects.filter(
            stage__in=OVER, stage_at__lte=at - timedelta(days=kept_days)
        ).exclude(answers={})
        rows = list(old.select_for_update())
        for row in rows:
            _erase(row)
    return len(rows)


def _settle_balance(row: Application) -> None:
    """Count what was told for balance if the applicant consents; delete it if not."""
    told = SelfDescription.objects.filter(application=row)
    if row.answers["consent"]["balance"]:
        told.update(counted=True)
    else:
        told.delete()


def _erase(row: Application) -> None:
    row.answers, row.email, row.feedback = {}, "", ""
    row.save(update_fields=["answers", "email", "feedback"])
    row.letters.all().delete()
    row.readings.all().delete()
    SelfDescription.objects.filter(application=row).delete()
