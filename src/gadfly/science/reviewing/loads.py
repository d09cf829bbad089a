"""Who holds what while items are assigned, and chains along which work is moved.

In a chain each reviewer hands one item to the next who may have it, so that in the end only its first
has one less and its last one more.
"""

from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence

Ends = Callable[[int], bool]
Link = tuple[tuple[int, int], int]
"""Who hands on which item, and to whom."""


class Loads:
    """The items each reviewer holds. `allowed` is who may have each item; `room` bounds some reviewers."""

    def __init__(
        self, allowed: Mapping[int, Sequence[int]], reviewers: Iterable[int], room: Mapping[int, int]
    ) -> None:
        self.allowed = allowed
        self._room = room
        self._held: dict[int, dict[int, None]] = {who: {} for who in reviewers}  # in order, for repeatability
        self._holders: dict[int, set[int]] = {item: set() for item in allowed}

    def of(self, item: int) -> set[int]:
        """Return who holds the item."""
        return self._holders[item]

    def load(self, who: int) -> int:
        """Return how many items the reviewer holds."""
        return len(self._held[who])

    def has_room(self, who: int) -> bool:
        """Tell whether the reviewer can take one more."""
        return who not in self._room or self.load(who) < self._room[who]

    def give(self, item: int, who: int) -> None:
        """Let the reviewer hold the item."""
        self._held[who][item] = None
        self._holders[item].add(who)

    def make_room(self, item: int) -> bool:
        """Give a short item, whose reviewers are all full, to one of them who can hand something on.

        Return False if nobody can.
        """
        starts = [who for who in self.allowed[item] if who not in self.of(item)]
        for who in starts:
            chain, _ = self._chain(who, self.has_room, item)
            if chain:
                self._move(chain)
                self.give(item, who)
                return True
        return False

    def even_out(self) -> None:
        """Move work from who has most to who has least, until no chain makes it more even.

        Whom a search in vain reached has as little left to gain as who it began with: of them none
        has less than one item less, and whom they reach was reached.
        """
        settled: set[int] = set()
        while loaded := [who for who in self._held if who not in settled]:
            most = max(loaded, key=self.load)
            chain, reached = self._chain(most, self._lighter(self.load(most)))
            if chain:
                self._move(chain)
            else:
                settled |= reached

    def _lighter(self, load: int) -> Ends:
        """Return who would still have less than `load` after taking one, and has room for it."""
        return lambda who: self.load(who) <= load - 2 and self.has_room(who)

    def _chain(self, start: int, ends: Ends, barred: int | None = None) -> tuple[list[Link], set[int]]:
        """Return the shortest chain from `start` to somebody for whom `ends` holds, and who was reached.

        The chain is empty if there is none. Nobody hands on the item `barred`.
        """
        came: dict[int, Link | None] = {start: None}
        waiting = deque([start])
        while waiting and len(came) < len(self._held):
            who = waiting.popleft()
            for item in self._held[who]:
                if item == barred:
                    continue
                for other in self.allowed[item]:
                    if other in came or other in self._holders[item]:
                        continue
                    came[other] = ((who, item), other)
                    if ends(other):
                        return self._back(came, other), set(came)
                    waiting.append(other)
        return [], set(came)

    @staticmethod
    def _back(came: Mapping[int, Link | None], end: int) -> list[Link]:
        chain, step = [], came[end]
        while step is not None:
            chain.append(step)
            step = came[step[0][0]]
        return chain

    def _move(self, chain: Sequence[Link]) -> None:
        for (who, item), other in chain:
            del self._held[who][item]
            self._holders[item].remove(who)
            self.give(item, other)
