"""Fair shares of an endpoint: so many turns at once, and who waits is served person by person.

The next place goes to the waiting person who holds the fewest; among those, to the one who was
served longest ago, or never; among those, to the one who came first. So whoever asks for many
turns, or for heavy ones, keeps nobody else waiting for more than the turns under way and one of
each other person's.
"""

import asyncio
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count


@dataclass(eq=False, slots=True)
class Ticket:
    """A turn's claim to a place."""

    person: int
    _called: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def served(self) -> bool:
        """Whether it has its place."""
        return self._called.is_set()

    def call(self) -> None:
        """Give it its place."""
        self._called.set()

    async def wait(self, seconds: float) -> bool:
        """Wait for the place, for so many seconds at most; return whether it is there."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._called.wait()
        return self.served


class Places:
    """The places at one endpoint. `size` may be changed at any time; None is without bound."""

    def __init__(self, size: int | None = None) -> None:
        self.size = size
        self._held: Counter[int] = Counter()
        self._waiting: dict[int, deque[Ticket]] = {}
        self._served: dict[int, int] = {}
        """By person: the number of the last turn that was served; forgotten when nobody is here."""
        self._turns = count(1)

    @contextmanager
    def ticket(self, person: int) -> Iterator[Ticket]:
        """Enter with a claim to a place; leaving gives up the place, or the claim."""
        ticket = Ticket(person)
        self._waiting.setdefault(person, deque()).append(ticket)
        self._serve()
        try:
            yield ticket
        finally:
            self._give_up(ticket)
            self._serve()

    def _serve(self) -> None:
        while self._waiting and (self.size is None or self._held.total() < self.size):
            person = min(self._waiting, key=lambda each: (self._held[each], self._served.get(each, 0)))
            self._waiting[person].popleft().call()
            self._held[person] += 1
            self._served[person] = next(self._turns)
            self._tidy(person)

    def _give_up(self, ticket: Ticket) -> None:
        person = ticket.person
        if ticket.served:
            self._held[person] -= 1
        else:
            self._waiting[person].remove(ticket)
        self._tidy(person)

    def _tidy(self, person: int) -> None:
        """Forget who waits for nothing, holds nothing; and, when all have gone, who was served when."""
        if person in self._waiting and not self._waiting[person]:
            del self._waiting[person]
        if not self._held[person]:
            del self._held[person]
        if not (self._waiting or self._held):
            self._served.clear()


class Lines:
    """The places of all endpoints that one process asks."""

    def __init__(self) -> None:
        self._known: dict[int, Places] = {}

    def of(self, endpoint: int, size: int | None) -> Places:
        """Return the places of the endpoint with this row, of which there are now `size`."""
        places = self._known.setdefault(endpoint, Places())
        places.size = size
        return places
