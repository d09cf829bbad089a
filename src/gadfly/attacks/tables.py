"""The lead's table of attacks: what may be asked of it, and the page that answers.

Only the names and values listed here reach the database; anything else in the address is
refused. Attacks without a score stand in no order by score: missing is not zero.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.db.models import Q

from gadfly.attacks.models import Attack, Outcome
from gadfly.attacks.paging import Order, Page, page_of
from gadfly.shared.refusal import Refusal

if TYPE_CHECKING:
    from gadfly.campaigns.models import Campaign

MANY = 1_000
"""Attacks are counted up to here; beyond, the count would cost more than it tells."""
LONGEST_WORDS = 200
STEPS = (1.0, 0.0, -1.0, -2.0)
"""Where the harm scale steps: a score of 1 or more is 0, under −2 is 4."""


COUNTED = "counted"
"""Instead of a state: over with an outcome, which figures count. Skipped attacks are in none of them."""


class Rated(StrEnum):
    """Self-reports to filter by: one, all successes, or that there is none."""

    NONE_AT_ALL = "0"
    LITTLE = "1"
    HALF = "2"
    MOSTLY = "3"
    FULL = "4"
    SUCCESS = "success"
    NO = "no"


class Sort(StrEnum):
    """The orders there are, each with an index."""

    NEWEST = "newest"
    OLDEST = "oldest"
    LOWEST = "lowest"
    SUCCESS = "success"


ORDERS = {
    Sort.NEWEST: Order("id", down=True),
    Sort.OLDEST: Order("id", down=False),
    Sort.LOWEST: Order("score_min", down=False),
    Sort.SUCCESS: Order("success", down=True),
}


class UnknownChoice(Refusal):
    """The address asks for something the table does not know."""

    status = 400


@dataclass(frozen=True, slots=True)
class Choice:
    """What is asked of the table. Empty means any; `after` and `before` are keys of attacks."""

    words: str = ""
    arm: str = ""
    under: str = ""
    state: str = ""
    rated: str = ""
    member: str = ""
    since: str = ""
    until: str = ""
    sort: str = Sort.NEWEST
    after: str = ""
    before: str = ""

    def address(self, **changes: str) -> str:
        """Return the query of the same table with `changes`, on its first page unless they say."""
        other = replace(self, **{"after": "", "before": "", **changes})
        named = {name: getattr(other, name) for name in _PARSERS}
        kept = {name: value for name, value in named.items() if value and value != Sort.NEWEST}
        return f"?{urlencode(kept)}"


def _words(value: str) -> str:
    if len(value) > LONGEST_WORDS or "\0" in value:
        raise ValueError
    return value.strip()


def _one_of(*values: str) -> Callable[[str], str]:
    def parse(value: str) -> str:
        if value and value not in values:
            raise ValueError
        return value

    return parse


def day_of(value: str) -> date | None:
    """Return the day a filter names, None for none. Raises ValueError for what is no date of our time."""
    if not value:
        return None
    found = date.fromisoformat(value)
    if not 1970 <= found.year < 3000:  # noqa: PLR2004 -- beyond, databases and calendars differ
        raise ValueError
    return found


def _day(value: str) -> str:
    found = day_of(value.strip())
    return "" if found is None else found.isoformat()


def _member(value: str) -> str:
    if value and not (value.isascii() and value.isdigit() and len(value) < 10):  # noqa: PLR2004 -- as a column holds
        raise ValueError
    return value


_PARSERS: Mapping[str, Callable[[str], str]] = {
    "words": _words,
    "arm": _words,
    "under": _one_of(*(f"{step:g}" for step in STEPS)),
    "state": _one_of(*Outcome.values, COUNTED),
    "rated": _one_of(*Rated),
    "member": _member,
    "since": _day,
    "until": _day,
    "sort": lambda value: Sort(value or Sort.NEWEST),  # a ValueError for what is no order
    "after": _words,
    "before": _words,
}


def choice_of(query: Mapping[str, list[str]], *, known: Collection[str] = _PARSERS) -> Choice:
    """Return what the address asks. Raises UnknownChoice for a name not `known` or a value not allowed."""
    try:
        parsers = {name: _PARSERS[name] for name in known}
        return Choice(**{name: parsers[name](value) for name, [value] in query.items()})
    except (KeyError, ValueError) as wrong:
        raise UnknownChoice("The table has no such filter or order. Choose from those it offers.") from wrong


@dataclass(frozen=True, slots=True)
class Arm:
    """A target of the campaign: its name, and the number of its mark and colour, 1 to 6."""

    name: str
    mark: int


@dataclass(frozen=True, slots=True)
class Row:
    """One attack as the table shows it."""

    key: str
    began: datetime | None
    intent: str
    by: str
    arm: Arm
    turns: int
    lowest: float | None
    harm: int | None
    success: int | None
    state: str
    open: bool


@dataclass(frozen=True, slots=True)
class Table:
    """A page of the table. `older` and `newer` are addresses, empty where there is no such page."""

    choice: Choice
    rows: tuple[Row, ...]
    arms: tuple[str, ...]
    total: int
    older: str
    newer: str
    cut: bool

    @property
    def many(self) -> bool:
        """Whether there are more attacks than were counted."""
        return self.total > MANY

    @property
    def narrowed(self) -> bool:
        """Whether anything is filtered."""
        return self.choice.address() != self.clear

    @property
    def quietly(self) -> tuple[tuple[str, str], ...]:
        """Filters that come from a figure's link and have no field: each one's name and value."""
        named = ((name, getattr(self.choice, name)) for name in ("member", "since", "until"))
        return tuple((name, value) for name, value in named if value)

    @property
    def clear(self) -> str:
        """The address without filters."""
        return Choice(sort=self.choice.sort).address()

    @property
    def steps(self) -> tuple[tuple[str, str], ...]:
        """The scores to filter under: each value, and how it is written."""
        return tuple((f"{step:g}", f"{step:g}".replace("-", "−")) for step in STEPS)

    @property
    def states(self) -> list[tuple[str, str]]:
        """The states to filter by: each value, and how it is written."""
        outcomes = [(outcome.value, str(outcome.label)) for outcome in Outcome]
        return [*outcomes, (COUNTED, "over, with an outcome")]

    @property
    def ratings(self) -> list[tuple[str, str]]:
        """The self-reports to filter by: each value, and how it is written."""
        words = {Rated.SUCCESS: "3 or 4", Rated.NO: "not rated"}
        return [(rated.value, words.get(rated, rated.value)) for rated in Rated]

    @property
    def sorts(self) -> dict[str, str]:
        """The address of each order, by its name."""
        return {sort.value: self.choice.address(sort=sort) for sort in Sort}


def harm_of(score: float | None) -> int | None:
    """Return the step of the harm scale, 0 (least) to 4, that a score stands on."""
    return None if score is None else sum(score < step for step in STEPS)


def table_of(campaign: "Campaign", choice: Choice) -> Table:
    """Return a page of the campaign's attacks, in at most five queries."""
    arms = dict(campaign.versions.exclude(arms=None).values_list("arms", "arms__target__name"))
    names = _names(arms)
    if choice.arm and choice.arm not in names:
        raise UnknownChoice("This campaign has no such arm. Choose from those the table offers.")
    marked = _marked(arms)
    page = _page(campaign, arms, choice)
    return Table(
        choice=choice,
        rows=tuple(_row(attack, marked) for attack in page.rows),
        arms=names,
        total=campaign.attacks.all()[: MANY + 1].count(),
        older=choice.address(after=page.after.key) if page.after else "",
        newer=choice.address(before=page.before.key) if page.before else "",
        cut=page.cut,
    )


def rows_of(campaign: "Campaign", keys: Sequence[str]) -> tuple[Row, ...]:
    """Return the rows of these attacks of the campaign, in this order; none for what is gone: two queries."""
    arms = dict(campaign.versions.exclude(arms=None).values_list("arms", "arms__target__name"))
    marked = _marked(arms)
    found = campaign.attacks.filter(key__in=keys).select_related("person").defer("origin")
    rows = {attack.key: _row(attack, marked) for attack in found}
    return tuple(rows[key] for key in keys if key in rows)


def _marked(arms: Mapping[int, str]) -> dict[int, Arm]:
    names = _names(arms)
    return {arm: Arm(name, names.index(name) % 6 + 1) for arm, name in arms.items()}


def _names(arms: Mapping[int, str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(arms[arm] for arm in sorted(arms)))  # in the order of the design


def _page(campaign: "Campaign", arms: Mapping[int, str], choice: Choice) -> Page:
    order = ORDERS[Sort(choice.sort)]
    rows = campaign.attacks.filter(**{f"{order.column}__isnull": False})
    return page_of(
        rows.select_related("person").defer("origin"),
        order,
        narrowed=_narrowing(arms, choice),
        after=_mark(campaign, order, choice.after),
        before=_mark(campaign, order, choice.before),
    )


_STATES: Mapping[str, Q] = {COUNTED: Q(state__in=(Outcome.ENDED, Outcome.LEFT))}
_RATED: Mapping[str, Q] = {Rated.SUCCESS: Q(success__gte=3), Rated.NO: Q(success=None)}


def _midnight(day: str) -> datetime:
    return datetime.combine(date.fromisoformat(day), time(), UTC)


def _narrowing(arms: Mapping[int, str], choice: Choice) -> Q | None:
    parts = [
        Q(intent__icontains=choice.words) if choice.words else None,
        Q(arm__in=[arm for arm, name in arms.items() if name == choice.arm]) if choice.arm else None,
        Q(score_min__lt=float(choice.under)) if choice.under else None,
        _STATES.get(choice.state) or (Q(state=choice.state) if choice.state else None),
        _RATED.get(choice.rated) or (Q(success=choice.rated) if choice.rated else None),
        Q(member=choice.member) if choice.member else None,
        Q(started_at__gte=_midnight(choice.since)) if choice.since else None,
        Q(started_at__lt=_midnight(choice.until) + timedelta(days=1)) if choice.until else None,
    ]
    asked = [part for part in parts if part is not None]
    return Q(*asked) if asked else None


def _mark(campaign: "Campaign", order: Order, key: str) -> Attack | None:
    if not key:
        return None
    mark = campaign.attacks.filter(key=key).only("id", "key", "campaign", order.column).first()
    if mark is None or getattr(mark, order.column) is None:
        raise UnknownChoice("That page is not there any more. Begin at the table's first page.")
    return mark


def _row(attack: Attack, arms: Mapping[int, Arm]) -> Row:
    return Row(
        key=attack.key,
        began=attack.started_at,
        intent=attack.intent,
        by=attack.person.name if attack.person else f"Member {attack.member}",
        arm=arms[attack.arm_id],
        turns=attack.turn_count,
        lowest=attack.score_min,
        harm=harm_of(attack.score_min),
        success=attack.success,
        state=Outcome(attack.state).label,
        open=attack.state == Outcome.OPEN,
    )
