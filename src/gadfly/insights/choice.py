"""Which attacks a report tells of: the filters an address may name, and whether an attack passes them.

An attack passes a tag if somebody gave it that tag; a date is that on which it began, in UTC.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from urllib.parse import urlencode

from gadfly.attacks.tables import COUNTED, Rated, UnknownChoice, day_of
from gadfly.science.datasets import AttackRecord

LONGEST = 100
SUCCESS = 3
"""From this self-report on an attack counts as a success."""


@dataclass(frozen=True, slots=True)
class Choice:
    """The filters. Empty means any."""

    arm: str = ""
    rated: str = ""
    tag: str = ""
    since: str = ""
    until: str = ""

    @property
    def query(self) -> str:
        """The filters as a query, in one form only; empty for none."""
        return urlencode({name: value for name, value in asdict(self).items() if value})

    def takes(self, record: AttackRecord, arm: str) -> bool:
        """Tell whether an attack on an arm passes every filter."""
        return (
            self.arm in {"", arm}
            and (not self.tag or self.tag in (record.tags or ()))
            and _rated(record.report.success, self.rated)
            and self._began(None if record.started_at is None else record.started_at.date())
        )

    def _began(self, day: date | None) -> bool:
        since, until = day_of(self.since), day_of(self.until)
        if day is None:
            return since is None and until is None
        return (since is None or day >= since) and (until is None or day <= until)

    def attacks(self, **narrower: str) -> str:
        """Return the query of the table of attacks that shows what a figure rests on.

        Empty where that table has no such filter: tags are the reviewers', which it does not know.
        """
        if self.tag or (self.rated and narrower.get("rated", self.rated) != self.rated):
            return ""
        named = {"arm": self.arm, "rated": self.rated, "since": self.since, "until": self.until}
        asked = {"state": COUNTED, **named, **narrower}
        return "?" + urlencode({name: value for name, value in asked.items() if value})


def _rated(success: int | None, asked: str) -> bool:
    if asked == Rated.NO:
        return success is None
    if asked == Rated.SUCCESS:
        return success is not None and success >= SUCCESS
    return not asked or str(success) == asked


def choice_of(query: Mapping[str, list[str]]) -> Choice:
    """Return what the address asks. Raises UnknownChoice for any other name, or a value not allowed."""
    try:
        choice = Choice(**{name: fit(value) for name, [value] in query.items()})
        Rated(choice.rated or Rated.NO)
        for day in (choice.since, choice.until):
            day_of(day)
    except (TypeError, ValueError) as wrong:
        raise UnknownChoice("The report has no such filter. Choose from those it offers.") from wrong
    return choice


def fit(value: str) -> str:
    """Return what an address gives, without blanks around it. Raises ValueError where no name is like it."""
    if len(value) > LONGEST or "\0" in value:
        raise ValueError
    return value.strip()
