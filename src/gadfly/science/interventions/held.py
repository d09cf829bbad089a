"""Replies held back until all of them are there, because something must happen to them first."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from typing import Any

from gadfly.science.targets import Account, Batch, BrokenError, Ending, Piece, Said, TargetError


@dataclass(slots=True)
class Held:
    """What came from one stream of `n` candidates; `error` is why some did not come whole."""

    n: int
    texts: list[str] = field(init=False)
    endings: dict[int, Ending] = field(default_factory=dict)
    error: TargetError | None = None

    def __post_init__(self) -> None:
        self.texts = [""] * self.n

    async def hold(self, stream: AsyncGenerator[Batch]) -> AsyncGenerator[Batch]:
        """Read `stream` to its end and keep the words; yield only what it took, as soon as it is said."""
        try:
            async with aclosing(stream) as batches:
                async for batch in batches:
                    for said in batch:
                        if isinstance(said, Account):
                            yield [said]
                        else:
                            self._take(said)
        except TargetError as error:
            self.error = error
        if self.error is None and len(self.endings) < self.n:
            self.error = BrokenError("The reply was cut before its end; try again.", passing=True)

    @property
    def whole(self) -> tuple[int, ...]:
        """The candidates that came whole, in the order in which they were asked for."""
        return tuple(sorted(self.endings))

    def ended(self, index: int, **made: Any) -> Ending:  # noqa: ANN401 -- JSON values
        """Return the candidate's Ending, with what was `made` of it added."""
        ending = self.endings[index]
        return replace(ending, made=ending.made | made)

    def _take(self, said: Piece | Ending) -> None:
        if isinstance(said, Ending):
            self.endings[said.index] = said
        else:
            self.texts[said.index] += said.text


def offered(text: str, ending: Ending, index: int) -> Sequence[Said]:
    """Return a whole reply as candidate `index`."""
    words = [Piece(index, text)] if text else []
    return [*words, replace(ending, index=index)]
