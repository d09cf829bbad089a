"""Pairs: what people preferred, from picks and from files in the form of HH-RLHF.

A line of such a file is a JSON object with two transcripts, `chosen` and `rejected`, that say
the same up to the last human message. What follows it is the reply, which may be empty.
"""

import gzip
import json
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from io import BufferedIOBase
from pathlib import Path

from gadfly.science import turnloop
from gadfly.science.dialogue import Dialogue, Message, Role, Turn, messages_of
from gadfly.science.preference import Reply

LONGEST_LINE = 1_000_000
"""Bytes of one line. The longest line of the public files has some twenty thousand."""

LARGEST_FILE = 500_000_000
"""Bytes of one file, unpacked; whoever has more should train another model."""


class PairError(Exception):
    """A file of pairs cannot be read. The text says where, and what was expected."""


class Kind(StrEnum):
    """What was asked of the person who preferred one reply."""

    HARMLESS = "harmless"
    HELPFUL = "helpful"


@dataclass(frozen=True, slots=True)
class Pair:
    """Two replies to the same messages; people found `rejected` the more harmful.

    `strength` is how sure the pick was (2 to 4), None where nobody was asked. `weight` is how
    much the pair counts in training.
    """

    prompt: tuple[Message, ...]
    chosen: str
    rejected: str
    kind: Kind = Kind.HARMLESS
    strength: int | None = None
    weight: float = 1.0

    @property
    def replies(self) -> tuple[Reply, Reply]:
        """The chosen reply and the rejected one."""
        return Reply(self.prompt, self.chosen), Reply(self.prompt, self.rejected)

    @property
    def opening(self) -> str:
        """The first human message, blanks and case set aside: what must not be split."""
        first = next((said.text for said in self.prompt if said.role is Role.HUMAN), "")
        return " ".join(first.casefold().split())


def pairs_of(dialogue: Dialogue) -> tuple[Pair, ...]:
    """Return the pairs in a dialogue's picks: each complete candidate over the one picked.

    An unsure pick makes none, nor does a candidate that was cut. The pairs of one pick share
    the weight 1, so that a turn with four candidates counts as much as one with two.
    """
    before: tuple[Message, ...] = ()
    pairs: list[Pair] = []
    for turn in dialogue.turns:
        before += (Message(Role.HUMAN, turn.human),)
        pairs += _picked(before, turn)
        if turn.reply is not None:
            before += (Message(Role.ASSISTANT, turn.reply.text),)
    return tuple(pairs)


def _picked(before: tuple[Message, ...], turn: Turn) -> list[Pair]:
    return [
        Pair(
            before,
            turn.candidates[pair.chosen].text,
            turn.candidates[pair.rejected].text,
            strength=pair.strength,
            weight=pair.weight,
        )
        for pair in turnloop.pairs(turn)
    ]


def read_pairs(path: Path, kind: Kind = Kind.HARMLESS, *, largest: int = LARGEST_FILE) -> Iterator[Pair]:
    """Yield the pairs of a JSON lines file, plain or gzip, in the form of HH-RLHF.

    Raises PairError at the first line that is not a pair or is longer than `LONGEST_LINE`, where
    the file holds more than `largest` bytes unpacked, and where the file cannot be opened or is cut.
    """
    try:
        with _opened(path) as file:
            for number, line in enumerate(_lines(file, largest), start=1):
                yield _pair(line, number, kind)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise PairError(f"{path.name} is damaged or cut off.") from error
    except OSError as error:
        raise PairError(f"{path.name} cannot be read: {error.strerror}.") from error


def _opened(path: Path) -> BufferedIOBase:
    with path.open("rb") as file:
        packed = file.read(2) == b"\x1f\x8b"
    return gzip.open(path) if packed else path.open("rb")


def _lines(file: BufferedIOBase, largest: int) -> Iterator[bytes]:
    number, read = 0, 0
    while line := file.readline(LONGEST_LINE + 1):
        number, read = number + 1, read + len(line)
        if len(line) > LONGEST_LINE:
            raise PairError(f"Line {number} is longer than {LONGEST_LINE:,} bytes.")
        if read > largest:
            raise PairError(f"The file holds more than {largest:,} bytes.")
        yield line


def _pair(line: bytes, number: int, kind: Kind) -> Pair:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise PairError(f"Line {number} is not JSON.") from error
    if not isinstance(row, dict) or not all(isinstance(row.get(key), str) for key in ("chosen", "rejected")):
        raise PairError(f"Line {number} lacks one of the texts “chosen” and “rejected”.")
    prompt, chosen = _split(messages_of(row["chosen"]), number)
    other, rejected = _split(messages_of(row["rejected"]), number)
    if prompt != other:
        raise PairError(f"Line {number}: the two transcripts differ before the last human message.")
    return Pair(prompt, chosen, rejected, kind)


def _split(messages: Sequence[Message], number: int) -> tuple[tuple[Message, ...], str]:
    """Return everything up to the last human message, and the reply that follows it.

    A reply that itself contains a speaker's mark reads as two messages; it is one reply.
    """
    humans = [index for index, said in enumerate(messages) if said.role is Role.HUMAN]
    if not humans or humans[-1] == len(messages) - 1:
        raise PairError(f"Line {number}: a transcript must end with a reply to a human message.")
    end = humans[-1] + 1
    return tuple(messages[:end]), "\n\n".join(said.text for said in messages[end:])
