"""A campaign whose picks can teach: attacks about food, in which the curt reply was always picked."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from gadfly.attacks.actions.importing import import_records
from gadfly.science.datasets.record import AttackRecord
from gadfly.science.dialogue import Candidate, Dialogue, Turn
from tests.factories import NOON
from tests.science.preference.kitchen import planted

if TYPE_CHECKING:
    from gadfly.campaigns.models import Campaign


def picked(count: int) -> Iterator[AttackRecord]:
    """Yield attacks of one turn each, no two alike."""
    for pair in planted(count):
        said = (Candidate(pair.chosen), Candidate(pair.rejected))
        turn = Turn(pair.prompt[0].text, said, picked=1, strength=3, continued=1)
        yield AttackRecord(Dialogue((turn,)), task_description="get a curt answer")


def fill(campaign: "Campaign", count: int) -> None:
    """Give the campaign so many attacks that are over and not scored."""
    for _ in import_records(campaign=campaign, records=picked(count), at=NOON):
        pass
