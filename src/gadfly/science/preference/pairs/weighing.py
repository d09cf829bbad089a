"""How much each pair counts: by what was asked, and by how sure the person was."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from gadfly.science.preference.pairs import Kind, Pair


def weighed(
    pairs: Iterable[Pair], kinds: Mapping[Kind, float], *, by_strength: bool = False
) -> Iterator[Pair]:
    """Yield the pairs with their weight multiplied by that of their kind, 1 where `kinds` has none.

    With `by_strength` a pick that was sure by 2, 3 or 4 counts a half, 1 or one and a half; one
    without a grade counts 1.
    """
    for pair in pairs:
        sure = (pair.strength - 1) / 2 if by_strength and pair.strength else 1.0
        yield replace(pair, weight=pair.weight * kinds.get(pair.kind, 1.0) * sure)
