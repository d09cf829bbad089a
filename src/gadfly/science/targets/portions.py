"""How many candidates to ask for in one request, as it turns out what a server brings."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self


@dataclass(frozen=True, slots=True)
class Portions:
    """What is known of a server: it has brought `proved` candidates at once; ask for `most` at most.

    Some bring one whatever they are asked for, some refuse more than they have room for.
    """

    proved: int = 1
    most: int = sys.maxsize

    @classmethod
    def knowing(cls, several: bool | None) -> Self:  # noqa: FBT001 -- what is known, or None
        """Return what one knows of a server that brings several candidates, one that does not, or any."""
        return cls(proved=2) if several else cls(most=1 if several is False else sys.maxsize)

    def of(self, left: Sequence[int]) -> list[range]:
        """Return the runs of candidates to ask for now, each in a request of its own.

        A size that no request has proved yet is tried alone.
        """
        runs: list[range] = []
        for index in left:
            if runs and index == runs[-1].stop and len(runs[-1]) < self.most:
                runs[-1] = range(runs[-1].start, index + 1)
            else:
                runs.append(range(index, index + 1))
        return runs if len(runs[0]) <= self.proved else runs[:1]

    def refused(self, size: int) -> Self | None:
        """Return what is known once a request for `size` was not accepted; None if that is not why."""
        return replace(self, most=size // 2) if size > self.proved else None

    def brought(self, size: int, came: int) -> Self:
        """Return what is known once a request for `size` candidates brought as many as `came`."""
        if came < size:
            return replace(self, proved=min(self.proved, came), most=came)
        return self if size <= self.proved else replace(self, proved=size)
