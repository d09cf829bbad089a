"""Keyset paging: a page costs the same at the end of a long list as at its start.

A page begins after a row, not at a number. Where rows are also narrowed by something no index
knows, a page looks through at most `WINDOW` rows and says so, instead of through the archive.
"""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from gadfly.attacks.models import Attack

SIZE = 25
"""Rows a page."""
WINDOW = 10_000
"""Rows that one page of a narrowed list looks through."""


@dataclass(frozen=True, slots=True)
class Order:
    """A column to sort by, ties by age; `down` puts the greatest, or the newest, first."""

    column: str = "id"
    down: bool = True

    @property
    def names(self) -> tuple[str, ...]:
        """What `order_by` takes."""
        sign = "-" if self.down else ""
        return tuple(f"{sign}{name}" for name in dict.fromkeys((self.column, "id")))

    @property
    def turned(self) -> "Order":
        """The same from the other end."""
        return Order(self.column, not self.down)

    def past(self, mark: Attack, *, itself: bool = False) -> Q:
        """Return what follows `mark` in this order, with `itself` or without.

        The bound on the column alone says nothing new; by it the database finds its place.
        """
        side = "lt" if self.down else "gt"
        ties = Q(**{f"id__{side}{'e' if itself else ''}": mark.pk})
        if self.column == "id":
            return ties
        value = getattr(mark, self.column)
        return Q(**{f"{self.column}__{side}e": value}) & (Q(**{f"{self.column}__{side}": value}) | ties)


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows in order, and the rows after and before which the neighbouring pages stand.

    `cut` says that the window ended before the page was full: there may be more further on.
    """

    rows: tuple[Attack, ...]
    after: Attack | None = None
    before: Attack | None = None
    cut: bool = False


def page_of(
    rows: QuerySet[Attack],
    order: Order,
    *,
    narrowed: Q | None = None,
    after: Attack | None = None,
    before: Attack | None = None,
    window: int = WINDOW,
) -> Page:
    """Return one page of `rows`: the first, the one after a row, or the one before it.

    One query, and one more to find the window's end when the rows are narrowed.
    """
    way = order.turned if before else order
    start = before or after
    ahead = (rows.filter(way.past(start)) if start else rows).order_by(*way.names)
    edge = _edge(ahead, way, window) if narrowed else None
    if edge:
        ahead = ahead.filter(way.turned.past(edge, itself=True))
    found = list((ahead.filter(narrowed) if narrowed else ahead)[: SIZE + 1])
    full = len(found) > SIZE
    found = found[:SIZE]
    far = (found[-1] if full else edge) if found or edge else None
    near = (found[0] if found else start) if start else None
    cut = edge is not None and not full
    if before:
        return Page(tuple(reversed(found)), after=near, before=far, cut=cut)
    return Page(tuple(found), after=far if full or cut else None, before=near, cut=cut)


def _edge(rows: QuerySet[Attack], way: Order, window: int) -> Attack | None:
    columns = {"id", "key", "campaign", way.column}  # a related manager asks for the campaign
    return rows.only(*columns).select_related(None)[window - 1 : window].first()
