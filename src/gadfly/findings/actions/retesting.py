"""Test items are put to a target: item by item, from where it stopped, within the budgets."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from gadfly.attacks.actions.spending import price_of, work_on
from gadfly.campaigns.actions import reserve, settle
from gadfly.campaigns.queries import Asked, arms_drawn_on
from gadfly.campaigns.scorers import scorer_called
from gadfly.findings.models import GOES_ON, MOST_SAMPLES, Finding, Progress, Retest, TestItem, Trial
from gadfly.science.dialogue import Candidate, Message, Role, State
from gadfly.science.preference import Reply
from gadfly.science.retesting import Standard
from gadfly.science.spending import Spent, most, took
from gadfly.science.targets import Collected
from gadfly.shared.durable import durable
from gadfly.shared.refusal import NotValid, Refusal

if TYPE_CHECKING:
    from gadfly.campaigns.models import Arm, Target
    from gadfly.people.models import Person

Ask = Callable[["Target", Sequence[Message], int, int], Collected]
"""What asks a target: its row, the messages, how many answers, the seed."""
GONE = "The campaign does not draw on this target any more."


def ask_retest(
    *, finding: Finding, target: int, samples: int, seed: int, by: "Person", at: datetime
) -> Retest:
    """Have a target of the campaign answer the finding's test items; return a run under way, if one is.

    Raises NotValid for a target that is none of the campaign's, and Refusal without test items.
    """
    if target not in arms_drawn_on(finding.campaign):
        raise NotValid("Choose one of the targets this campaign draws on.")
    if not 1 <= samples <= MOST_SAMPLES:
        raise NotValid(f"Ask for 1 to {MOST_SAMPLES} answers to each item.")
    if not finding.items.exists():
        raise Refusal("There is nothing to run yet. Make test items of this finding first.")
    with durable():
        made, _ = Retest.objects.get_or_create(
            finding=finding,
            target_id=target,
            state__in=GOES_ON,
            defaults={
                "samples": samples,
                "seed": seed,
                "asked_by": by,
                "asked_at": at,
                "state": Progress.WAITING,
            },
        )
    return made


def retest(*, job: int, ask: Ask, clock: Callable[[], datetime]) -> Retest | None:
    """Put every item that has no answer yet to the target; None where the run is over.

    What an item may take is reserved before it is asked and settled after it. A budget without
    anything left ends the run with its sentence; what was answered is kept.
    """
    run = _going_on(job)
    if run is None:
        return None
    arm = arms_drawn_on(run.finding.campaign).get(run.target_id)
    if arm is None:
        return _ended(run, Progress.FAILED, clock(), GONE)
    asked = Asked(arm.target.endpoint_id, run.finding.campaign_id, arm.terms_id, run.asked_by_id)
    _release(run, asked)
    for item in run.finding.items.exclude(trials__retest=run).order_by("pk"):
        messages = [Message(Role(said["role"]), said["text"]) for said in item.messages]
        try:
            held = _hold(run, arm, asked, messages, clock())
        except Refusal as refusal:
            return _ended(run, Progress.FAILED, clock(), str(refusal))
        found = ask(arm.target, messages, run.samples, run.seed)
        _keep(run, arm, asked, item, messages, found, held)
    return _ended(run, Progress.DONE, clock())


def _going_on(job: int) -> Retest | None:
    runs = Retest.objects.select_related("finding__campaign")
    return runs.filter(pk=job, state__in=GOES_ON).first()


def _ended(run: Retest, state: Progress, at: datetime, error: str = "") -> Retest:
    run.state, run.ended_at, run.error = state, at, error[:300]
    with durable():
        run.save(update_fields=["state", "ended_at", "error"])
    return run


def _release(run: Retest, asked: Asked) -> None:
    """Count what a worker that died had reserved as spent: nobody knows how much of it was."""
    if run.holds:
        held = Spent(run.held_tokens, run.held_money)
        with durable():
            settle(asked, held, held)
            _note(run, None)


def _hold(run: Retest, arm: "Arm", asked: Asked, messages: Sequence[Message], at: datetime) -> Spent | None:
    with durable():
        held = reserve(asked, partial(_most, arm.target, messages, run.samples), at=at)
        run.state = Progress.RUNNING
        _note(run, held)
    return held


def _note(run: Retest, held: Spent | None) -> None:
    run.holds = held is not None
    run.held_tokens, run.held_money = held or Spent(0, 0)
    run.save(update_fields=["state", "holds", "held_tokens", "held_money"])


def _most(target: "Target", messages: Sequence[Message], samples: int) -> Spent:
    work = work_on(target, samples)
    return most(messages, work, longest=target.max_tokens, price=price_of(target.endpoint))


def _keep(
    run: Retest,
    arm: "Arm",
    asked: Asked,
    item: TestItem,
    messages: Sequence[Message],
    found: Collected,
    held: Spent | None,
) -> None:
    scores = _scores(item, messages, found.candidates)
    with durable():
        Trial.objects.bulk_create(
            _trial(run, item, sample, reply, score)
            for sample, (reply, score) in enumerate(zip(found.candidates, scores, strict=True))
        )
        if held is not None:
            texts = [reply.text for reply in found.candidates]
            spent = took(found.account, messages, texts, price_of(arm.target.endpoint))
            settle(asked, held, spent if found.error is None else Spent(*map(max, spent, held)))
        _note(run, None)


def _scores(
    item: TestItem, messages: Sequence[Message], replies: Sequence[Candidate]
) -> Sequence[float | None]:
    """Return each whole reply's score; None where none is asked for, or the scorer has gone."""
    if not item.scorer:
        return [None] * len(replies)
    try:
        values = scorer_called(item.scorer).values([Reply(tuple(messages), reply.text) for reply in replies])
    except KeyError:
        return [None] * len(replies)
    return [value if value == value else None for value in values]  # noqa: PLR0124 -- NaN is no score


def _trial(run: Retest, item: TestItem, sample: int, reply: Candidate, score: float | None) -> Trial:
    whole = reply.state is State.COMPLETE
    standard = Standard(tuple(item.expected.splitlines()), item.threshold)
    return Trial(
        retest=run,
        item=item,
        sample=sample,
        text=reply.text.replace("\0", "\N{REPLACEMENT CHARACTER}"),
        score=score if whole else None,
        held=standard.holds(reply.text, score) if whole else None,
        error="" if whole else (reply.error or "")[:300],
    )
