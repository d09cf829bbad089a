"""What is set side by side: attacks of a campaign, and those of another one or of another arm.

It only knows what an address may say. Whether the person leads both campaigns is asked at the door.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from gadfly.attacks.tables import UnknownChoice
from gadfly.insights.choice import fit
from gadfly.shared.keys import LENGTH

NO_SUCH = "The comparison has no such sides. Choose from those it offers."
MARK = "/"
"""Between a campaign's key and the name of an arm; no key holds it."""


@dataclass(frozen=True, slots=True)
class Contrast:
    """The first side is an arm of this campaign, the second of `other` (a key). Empty arms: all attacks."""

    first: str = ""
    other: str = ""
    second: str = ""

    @property
    def query(self) -> str:
        """The arms as a query, in one form only; the campaigns are told elsewhere."""
        return urlencode({name: arm for name, arm in (("first", self.first), ("second", self.second)) if arm})

    @property
    def chosen(self) -> str:
        """The second side as the address has it."""
        return f"{self.other}{MARK}{self.second}" if self.second else self.other


def contrast_of(query: Mapping[str, list[str]]) -> Contrast:
    """Return what the address asks. Raises UnknownChoice for any other name, or a value not allowed."""
    try:
        told = {name: fit(value) for name, [value] in query.items()}
    except ValueError as wrong:
        raise UnknownChoice(NO_SUCH) from wrong
    other, _, second = told.get("second", "").partition(MARK)
    if set(told) - {"first", "second"} or len(other) not in {0, LENGTH} or (second and not other):
        raise UnknownChoice(NO_SUCH)
    return Contrast(told.get("first", ""), other, second)
