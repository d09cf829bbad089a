"""A circuit breaker: an endpoint that keeps failing is left alone for a while."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from gadfly.science.targets import AbsentError, RefusedError, TargetError, UnreachableError


class Breaker:
    """Opens after `limit` failures in a row, for `rest` seconds; then lets one trial through.

    Targets of one endpoint share one. A refusal that will not pass by itself (a wrong key, a
    conversation that is too long) says nothing of the endpoint's health and counts for nothing,
    nor does a person who leaves, nor an endpoint where nobody listens: there is nobody to spare, and
    whoever starts is to be found at once.
    """

    def __init__(
        self, *, limit: int = 5, rest: float = 30.0, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._limit = limit
        self._rest = rest
        self._clock = clock
        self._failures = 0
        self._until = 0.0
        self._trying = False

    @property
    def is_open(self) -> bool:
        """Whether requests are refused now."""
        return self._failures >= self._limit and (self._trying or self._clock() < self._until)

    @contextmanager
    def watch(self) -> Iterator[None]:
        """Count how the request inside ends; raises UnreachableError instead if the breaker is open."""
        if self.is_open:
            raise UnreachableError(
                "The model has failed several times in a row and is left alone for a moment; "
                "try again in a minute.",
                detail=f"{self._failures} failures in a row",
            )
        trial = self._failures >= self._limit
        self._trying = trial
        try:
            yield
        except TargetError as error:
            lasting = isinstance(error, RefusedError) and not error.passing
            if not (lasting or isinstance(error, AbsentError)):
                self._fail()
            raise
        else:
            self._failures = 0
        finally:
            if trial:
                self._trying = False

    def _fail(self) -> None:
        self._failures += 1
        self._until = self._clock() + self._rest
