"""How applications move: from stage to stage, each time with a row that says who, why and when."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from gadfly.network.actions.letters import write_letter
from gadfly.network.models import Application, Stage, Transition
from gadfly.people.queries import person_with
from gadfly.shared.durable import durable
from gadfly.shared.refusal import NotValid, Refusal

if TYPE_CHECKING:
    from gadfly.people.models import Person

_LEAVING = (Stage.REJECTED, Stage.WITHDRAWN)
WAYS: dict[str, tuple[Stage, ...]] = {
    Stage.DRAFT: (Stage.SUBMITTED,),
    Stage.SUBMITTED: (Stage.ELIGIBLE, *_LEAVING),
    Stage.ELIGIBLE: (Stage.SCORED, *_LEAVING),
    Stage.SCORED: (Stage.TASK, Stage.DECISION, *_LEAVING),
    Stage.TASK: (Stage.DECISION, *_LEAVING),
    Stage.DECISION: (Stage.OFFERED, *_LEAVING),
    Stage.OFFERED: (Stage.SIGNED, *_LEAVING),
    Stage.SIGNED: (Stage.ACTIVE, *_LEAVING),
    Stage.ACTIVE: (),
    Stage.REJECTED: (),
    Stage.WITHDRAWN: (),
}
"""Where each stage leads."""
DECIDED = (Stage.TASK, Stage.DECISION, Stage.OFFERED, Stage.REJECTED)
"""What a manager may decide; the other stages come by what applicants, scorers and signers do."""


def choices_of(application: Application) -> list[Stage]:
    """Return what a manager may decide now. A task is offered in rounds that have one."""
    ways = [stage for stage in WAYS[application.stage] if stage in DECIDED]
    return [stage for stage in ways if stage != Stage.TASK or application.round.sample_task]


def decide(
    *, application: Application, to: str, actor: "Person", reason: str, at: datetime, feedback: str = ""
) -> Application:
    """Move the application as a manager decides, and write the letter that belongs to it.

    Raises NotValid without a reason, or without feedback for a rejection; Refusal for a way that
    does not exist, or an offer to an address that has an account: its holder needs no second one.
    """
    with durable():
        row = (
            Application.objects.select_for_update(of=("self",)).select_related("round").get(pk=application.pk)
        )
        if row.stage == to:
            return row
        if to not in choices_of(row):
            raise Refusal(
                "That cannot follow where the application stands now. Reload the page to see where it is."
            )
        if not reason.strip():
            raise NotValid("Give the reason in a few words: it is kept with the decision.")
        if to == Stage.REJECTED and not feedback.strip():
            raise NotValid("Write what the applicant may learn from it: the letter carries it.")
        if to == Stage.OFFERED and person_with(row.email) is not None:
            raise Refusal(
                "This address has an account already, so its holder needs no offer. Ask them directly."
            )
        move(
            application=row,
            to=Stage(to),
            reason=reason.strip(),
            at=at,
            actor=actor,
            feedback=feedback.strip(),
        )
        if to != Stage.DECISION:
            write_letter(application=row, template=to, at=at)
    return row


def move(
    *,
    application: Application,
    to: Stage,
    reason: str,
    at: datetime,
    actor: "Person | None" = None,
    feedback: str = "",
) -> Transition:
    """Take one way and record it. Runs inside the transaction of the verb that decides.

    Raises Refusal for a way that does not exist.
    """
    before = application.stage
    if to not in WAYS[before]:
        raise Refusal("That cannot follow where the application stands now.")
    application.stage, application.stage_at = to, at
    if to == Stage.REJECTED:
        application.feedback = feedback
        application.reapply_at = later(at.date(), application.round.reapply_months)
    application.save(update_fields=["stage", "stage_at", "feedback", "reapply_at", "submitted_at"])
    return application.transitions.create(before=before, after=to, actor=actor, reason=reason, at=at)


def later(day: date, months: int) -> date:
    """Return the day some months on; the last of the month where there is no such day."""
    count = day.month - 1 + months
    year, month = day.year + count // 12, count % 12 + 1
    last = (date(year + month // 12, month % 12 + 1, 1) - date(year, month, 1)).days
    return date(year, month, min(day.day, last))
