"""A finding is written up, and goes its course: each change a row with who, why and when."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from gadfly.findings.course import State, may_follow
from gadfly.findings.models import LONGEST, Basis, Finding, Progress, Step
from gadfly.shared.durable import durable
from gadfly.shared.refusal import NotValid, Refusal
from gadfly.wellbeing.actions import keep_out

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gadfly.attacks.models import Attack
    from gadfly.campaigns.models import Campaign
    from gadfly.people.models import Person

UNTESTED = "Run its test items again first: a run must have ended since it was called mitigated."


@dataclass(frozen=True, slots=True)
class Writing:
    """What is written up. `sent` is the page's own name for it."""

    sent: str
    title: str
    harm: str
    severity: int
    reproduction: str


def write_finding(
    *, campaign: "Campaign", author: "Person", writing: Writing, attacks: "Sequence[Attack]", at: datetime
) -> Finding:
    """Write up a weakness that rests on these attacks. The same `sent` again returns what it made.

    The attacks are those that `access` gives. Raises NotValid where there is none, Refusal where its words
    cross the hard line.
    """
    if not attacks or any(attack.campaign_id != campaign.pk for attack in attacks):
        raise NotValid("Choose at least one attack of this campaign that the finding rests on.")
    texts = (writing.title, writing.harm, writing.reproduction)
    keep_out(texts, person=author.pk, campaign=campaign.pk, subject=campaign.key, at=at)
    with durable():
        known = Finding.objects.filter(author=author, sent=writing.sent).first()
        if known is not None:
            return known
        made = Finding.objects.create(
            campaign=campaign,
            author=author,
            sent=writing.sent,
            title=writing.title,
            harm=writing.harm,
            severity=writing.severity,
            reproduction=writing.reproduction,
            written_at=at,
        )
        Basis.objects.bulk_create(Basis(finding=made, attack=attack) for attack in attacks)
        Step.objects.create(finding=made, number=1, sent=writing.sent, after=State.NEW, actor=author, at=at)
    return made


def take_step(
    *,
    finding: Finding,
    actor: "Person",
    leads: bool,
    after: State,
    reason: str,
    sent: str,
    at: datetime,
    duplicate_of: Finding | None = None,
) -> Step:
    """Bring the finding into another state. The same `sent` again changes nothing.

    Raises Refusal where that state cannot follow or the reason crosses the hard line, and NotValid where
    a reason or the finding it repeats is lacking.
    """
    if not reason.strip() or len(reason) > LONGEST:
        raise NotValid(f"Say why, in 1 to {LONGEST:,} characters: those who come later read it.")
    keep_out([reason], person=actor.pk, campaign=finding.campaign_id, subject=finding.key, at=at)
    with durable():
        held = Finding.objects.select_for_update().get(pk=finding.pk)
        known = held.steps.filter(sent=sent).first()
        if known is not None:
            return known
        before = State(held.state)
        if not may_follow(before, after, leads=leads):
            raise Refusal(f"This finding is “{before}” by now; “{after}” cannot follow. Reload the page.")
        _ensure_ready(held, after, duplicate_of)
        held.state, held.duplicate_of = after, duplicate_of if after is State.DUPLICATE else None
        held.save(update_fields=["state", "duplicate_of"])
        return held.steps.create(
            number=held.steps.count() + 1,
            sent=sent,
            before=before,
            after=after,
            actor=actor,
            reason=reason.strip(),
            at=at,
        )


def _ensure_ready(held: Finding, after: State, other: Finding | None) -> None:
    if after is State.DUPLICATE and (
        other is None or other.campaign_id != held.campaign_id or other.pk == held.pk or other.duplicate_of_id
    ):
        raise NotValid("Say which other finding of this campaign it repeats, one that repeats none itself.")
    if after is State.RETESTED:
        mitigated = held.steps.filter(after=State.MITIGATED).latest("number")
        if not held.retests.filter(state=Progress.DONE, asked_at__gte=mitigated.at).exists():
            raise Refusal(UNTESTED)
