"""Members of a network as tests of calling need them: an accepted application each."""

from collections.abc import Sequence
from itertools import count

from gadfly.calling import actions
from gadfly.calling.actions.asking import Asking
from gadfly.calling.models import Calling, Invitation
from gadfly.calling.wish import Wish
from gadfly.campaigns.models import Campaign
from gadfly.ledger.actions import set_card
from gadfly.ledger.models import RateCard
from gadfly.network.models import Application, Round, Stage
from gadfly.people.actions import make_person
from gadfly.people.models import Person
from gadfly.science.pay import Rate
from gadfly.shared.keys import new_key
from tests.factories import NOON
from tests.network.factories import answers

TOLD = "Replies may be curt about rice."
_numbers = count(1)


def make_member(
    name: str,
    *,
    domains: dict[str, int] | None = None,
    region: str = "africa",
    hours: int = 30,
    calling: bool = True,
    **steps: dict[str, object],
) -> Person:
    """A member by an application; `steps` replace what else they wrote."""
    number = next(_numbers)
    person, _ = make_person(email=f"member{number}@place{number}.example", name=name, at=NOON)
    told = answers(
        about={"name": name, "email": person.email, "country": "X", "region": region, "zone": "Africa/Accra"},
        domains={"list": "1", "levels": domains or {"chemistry": 3}, "evidence": {}, "other": ""},
        time={"hours": hours, "never": "", "needs": ""},
        history={"places": []},
        consent={"vetting": True, "calling": calling, "balance": False, "adult": True},
    )
    Application.objects.create(
        digest=new_key(),
        round=_round(),
        stage=Stage.ACTIVE,
        answers=told | steps,
        email=person.email,
        person=person,
        begun_at=NOON,
        submitted_at=NOON,
        stage_at=NOON,
    )
    return person


def _round() -> Round:
    return Round.objects.first() or Round.objects.create(name="First", opens_at=NOON)


def make_network() -> list[Person]:
    return [
        make_member("Nia", domains={"chemistry": 4}, region="africa", hours=5),
        make_member("Ola", domains={"chemistry": 2}, region="africa"),
        make_member("Pim", domains={"law": 3}, region="europe"),
        make_member("Qi", domains={"law": 2}, region="east-asia"),
        make_member("Ros", domains={"healthcare": 3}, region="europe"),
        make_member("Sam", domains={"chemistry": 1, "law": 1}, region="oceania"),
    ]


def pays_nothing(campaign: Campaign, by: Person) -> RateCard:
    rate = Rate(currency="", volunteers=True)
    return set_card(campaign=campaign, rate=rate, floor=None, by=by, at=NOON)


def wish(**but: object) -> Wish:
    return Wish(**{"size": 3, "new_share": 0, **but})  # type: ignore[arg-type]  # the fields of a wish


def make_calling(
    campaign: Campaign, people: Sequence[Person], by: Person, *, sent: str = "", days: int = 7, **but: object
) -> Calling:
    return actions.call_people(
        campaign=campaign,
        wish=wish(**but),
        people=[person.key for person in people],
        asking=Asking(sent=sent or new_key(), told=TOLD, days=days),
        by=by,
        at=NOON,
    )


def invitation_of(person: Person) -> Invitation:
    return Invitation.objects.get(person=person)
