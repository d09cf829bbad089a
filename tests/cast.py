"""Seven people, the same in every test: who may and who may not is told by their names.

Ada leads, Bo attacks, Cy reviews, Di has applied, Eve leads another campaign, Fay is a manager,
Gus a steward. What Ada, Bo, Cy and Eve may do in a campaign comes from the seats it gives them.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from gadfly.people.actions import make_person
from gadfly.people.models import Office, Person

JOINED = datetime(2026, 4, 1, 9, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody. `everyone` is in the order of the alphabet."""

    ada: Person
    bo: Person
    cy: Person
    di: Person
    eve: Person
    fay: Person
    gus: Person

    @property
    def everyone(self) -> tuple[Person, ...]:
        return (self.ada, self.bo, self.cy, self.di, self.eve, self.fay, self.gus)


def make_cast() -> Cast:
    return Cast(
        ada=_person("Ada", Office.LEAD),
        bo=_person("Bo", Office.MEMBER),
        cy=_person("Cy", Office.MEMBER),
        di=_person("Di", Office.APPLICANT),
        eve=_person("Eve", Office.LEAD),
        fay=_person("Fay", Office.MANAGER),
        gus=_person("Gus", Office.STEWARD),
    )


def _person(name: str, office: Office) -> Person:
    person, _ = make_person(email=f"{name.lower()}@example.org", name=name, office=office, at=JOINED)
    return person


@pytest.fixture
def cast(db: None) -> Cast:
    """The seven, in the test's database."""
    return make_cast()
