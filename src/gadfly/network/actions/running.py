"""A manager's verbs for the network itself: its words and its rounds."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from gadfly.network.models import Charter, Round
from gadfly.people.queries import person_with
from gadfly.shared.durable import durable
from gadfly.shared.refusal import NotValid

if TYPE_CHECKING:
    from gadfly.people.models import Person

WORDS = ("words", "criteria", "protections", "pay", "questions")


class Vetting(NamedTuple):
    """How a round vets."""

    readers: int = 2
    rubric: Sequence[tuple[str, int]] = ()
    """Empty: the usual one."""
    sample_task: str = ""
    conflict_years: int = 3
    reapply_months: int = 6


def set_charter(*, words: dict[str, str], sought: Sequence[str]) -> Charter:
    """Keep what the network says of itself, and the slugs of the domains it lacks."""
    with durable():
        charter, _ = Charter.objects.update_or_create(
            pk=1, defaults={name: words.get(name, "") for name in WORDS} | {"sought": list(sought)}
        )
    return charter


def open_round(
    *,
    name: str,
    opens_at: datetime,
    closes_at: datetime | None,
    vetting: Vetting,
    scorers: "Sequence[Person]",
) -> Round:
    """Announce a round; without a closing date it is rolling. Raises NotValid for too few scorers."""
    if len(scorers) < vetting.readers:
        raise NotValid(f"Appoint at least {vetting.readers} scorers, or let fewer read each application.")
    with durable():
        made = Round.objects.create(
            name=name,
            opens_at=opens_at,
            closes_at=closes_at,
            readers=vetting.readers,
            sample_task=vetting.sample_task,
            conflict_years=vetting.conflict_years,
            reapply_months=vetting.reapply_months,
            **({"rubric": [list(pair) for pair in vetting.rubric]} if vetting.rubric else {}),
        )
        made.scorers.set(scorers)
    return made


def close_round(*, round_: Round, at: datetime) -> Round:
    """End a round now. Whoever handed in goes on being vetted."""
    with durable():
        if round_.closes_at is None or round_.closes_at > at:
            round_.closes_at = at
            round_.save(update_fields=["closes_at"])
    return round_


def appointed(addresses: Sequence[str]) -> "list[Person]":
    """Return the members and leads with these addresses. Raises NotValid naming the first that is none."""
    found = []
    for address in addresses:
        person = person_with(address)
        if person is None or not person.is_active or person.office not in {"member", "lead"}:
            raise NotValid(f"{address} is not the address of a member or lead here.")
        found.append(person)
    return found
