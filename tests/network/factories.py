"""Rounds, applications and contracts as tests need them, made by the same actions as on the site."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from itertools import count
from typing import Any

from gadfly.campaigns.models import Campaign
from gadfly.network import actions
from gadfly.network.models import Application, Contract, Kind, Round
from gadfly.people.actions import make_person
from gadfly.people.models import Office, Person
from gadfly.people.queries import digest
from tests.factories import NOON

TEXT = "# Terms\n\nTell nobody outside what you see here.\n"
_numbers = count(1)


def answers(**other: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """What a complete application says, step by step; `other` replaces steps."""
    return {
        "about": {
            "name": "Nia Example",
            "email": f"nia{next(_numbers)}@kitchen.example",
            "country": "Ghana",
            "region": "africa",
            "zone": "Africa/Accra",
        },
        "languages": {"spoken": [["Twi", 4], ["English", 3]]},
        "history": {"places": [["Harbour Kitchen", 2019, None]]},
        "domains": {
            "list": "1",
            "levels": {"chemistry": 3},
            "evidence": {"chemistry": "https://kitchen.example/nia"},
            "other": "",
        },
        "experience": {"lived": "Nia cooked at Harbour Kitchen for the deaf.", "ai": ""},
        "time": {"hours": 5, "never": "", "needs": ""},
        "conflicts": {"organisations": []},
        "consent": {"vetting": True, "calling": True, "balance": True, "adult": True},
        **other,
    }


def make_round(*, scorers: Sequence[Person], readers: int = 2, sample_task: str = "", **more: Any) -> Round:  # noqa: ANN401 -- what open_round takes
    return actions.open_round(
        name="Spring",
        opens_at=more.get("opens_at", NOON - timedelta(days=1)),
        closes_at=more.get("closes_at"),
        vetting=actions.Vetting(readers=readers, sample_task=sample_task),
        scorers=scorers,
    )


def make_application(
    *, round_: Round, submitted: bool = True, told: Mapping[str, Mapping[str, Any]] | None = None
) -> Application:
    """An application, handed in unless `submitted` is False."""
    token = actions.begin(round_=round_, at=NOON)
    application = Application.objects.get(digest=digest(token))
    for step, said in (told or answers()).items():
        actions.save_step(application=application, step=step, answers=said)
    if submitted:
        application = actions.submit(application=application, at=NOON)
    application.refresh_from_db()
    return application


def make_contract(
    *,
    kind: str = Kind.NDA,
    title: str = "Kitchen secrets",
    signers: Sequence[Person] = (),
    manager: Person | None = None,
    months: int | None = None,
) -> Contract:
    """A contract in force that the signers signed; countersigned too when there is a manager."""
    version = actions.publish(kind=kind, title=title, text=TEXT, months=months, at=NOON)
    for person in signers:
        [signature] = actions.ask_to_sign(person=person, contracts=[version.contract], at=NOON)
        actions.sign(signature=signature, typed_name=person.name, at=NOON)
        if manager is not None:
            actions.countersign(signature=signature, by=manager, at=NOON)
    version.contract.refresh_from_db()
    return version.contract


def make_manager() -> Person:
    number = next(_numbers)
    person, _ = make_person(email=f"manager{number}@example.org", name="Mo", office=Office.MANAGER, at=NOON)
    return person


def make_members(count_: int) -> list[Person]:
    """Members, each at an organisation of their own."""
    numbers = [next(_numbers) for _ in range(count_)]
    return [
        make_person(email=f"m{number}@place{number}.example", name=f"Member {number}", at=NOON)[0]
        for number in numbers
    ]


def bind(campaign: Campaign, state: str, person: Person, manager: Person) -> None:
    """Let the campaign ask for a contract that the person holds (`signed`), or lacks in one of four ways."""
    signed = state != "not signed"
    contract = make_contract(
        signers=[person] if signed else [],
        manager=None if state == "not countersigned" else manager,
        months=1 if state == "expired" else None,
    )
    campaign.contracts.add(contract)
    if state == "replaced":
        actions.publish(kind=Kind.NDA, title=contract.title, text="Another text", months=None, at=NOON)
