"""What the pages of endpoints share with the process that serves them.

Its writer, and which endpoints it leaves alone for a while. Another process may know otherwise.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from gadfly.science.targets.breaker import Breaker
from gadfly.shared.refusal import Refusal
from gadfly.shared.writer import DirectWriter, Writes


class Breakers:
    """One an endpoint: what one of its targets learnt holds for the others."""

    def __init__(self) -> None:
        self._known: dict[int, Breaker] = {}

    def of(self, endpoint: int) -> Breaker:
        """Return the breaker of the endpoint with this row, the same one each time."""
        return self._known.setdefault(endpoint, Breaker())

    def rests(self, endpoint: int) -> bool:
        """Tell whether the endpoint failed so often in a row that it is not asked just now."""
        return self.of(endpoint).is_open


@dataclass(frozen=True, slots=True)
class Serving:
    """The process as far as endpoints go; by itself (tests, commands) one that writes directly."""

    writes: Writes = field(default_factory=DirectWriter)
    breakers: Breakers = field(default_factory=Breakers)
    _checked: set[int] = field(default_factory=set)

    @contextmanager
    def checking(self, endpoint: int) -> Iterator[None]:
        """Check an endpoint while nobody else does: it costs. Raises Refusal when somebody does."""
        if endpoint in self._checked:
            raise Refusal("It is being checked already. Look again in half a minute.")
        self._checked.add(endpoint)
        try:
            yield
        finally:
            self._checked.discard(endpoint)


_serving = Serving()


def install(process: Serving | None) -> None:
    """Make `process` the one that views use; None takes it away."""
    global _serving  # noqa: PLW0603 -- one process, one of it; views have no other way to it
    _serving = process or Serving()


def serving() -> Serving:
    """Return this process."""
    return _serving
