"""Writing: attacks as pieces of JSON for a file or a download, and files that are whole or absent."""

import os
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from os import PathLike
from pathlib import Path
from tempfile import mkstemp
from typing import BinaryIO

from gadfly.science.datasets.batches import Counted, turned
from gadfly.science.datasets.native import Native
from gadfly.science.datasets.record import AttackRecord
from gadfly.science.datasets.released import Released
from gadfly.science.datasets.report import UnwritableError
from gadfly.science.datasets.sources import GZIP_WINDOW

GZIP_LEVEL = 4
"""Half the time of zlib's own choice for a file a tenth larger."""
JSON_ENDINGS = (".jsonl", ".jsonl.gz", ".json", ".json.gz")
NATIVE_ENDINGS = (*JSON_ENDINGS, ".parquet")


class Form(StrEnum):
    """What is told of an attack: the ten fields of the public data set, or everything."""

    RELEASED = "released"
    NATIVE = "native"


class Layout(StrEnum):
    """How JSON objects follow each other."""

    LINES = "lines"
    ARRAY = "array"


def pieces(
    records: Iterable[AttackRecord],
    *,
    form: Form = Form.RELEASED,
    layout: Layout = Layout.LINES,
    gzip: bool = False,
    correct: bool = False,
) -> Iterator[bytes]:
    """Yield `records` as JSON, in pieces of a few hundred records, ready for a download.

    The same records give the same bytes. `correct` writes the misspelt released field right.
    Raises `UnwritableError` on the way if a record could not be read back.
    """
    codec = Native() if form is Form.NATIVE else Released(correct=correct)
    batches = turned(records, codec.write)
    plain = _lines(batches) if layout is Layout.LINES else _array(batches)
    return _zipped(plain) if gzip else plain


def _lines(batches: Iterator[list[str]]) -> Iterator[bytes]:
    for batch in batches:
        yield ("\n".join(batch) + "\n").encode()


def _array(batches: Iterator[list[str]]) -> Iterator[bytes]:
    before = "[\n"
    for batch in batches:
        yield (before + ",\n".join(batch)).encode()
        before = ",\n"
    yield ("[\n]\n" if before == "[\n" else "\n]\n").encode()


def _zipped(plain: Iterator[bytes]) -> Iterator[bytes]:
    """Yield one gzip member without time or name in it, so that the same bytes come out again."""
    engine = zlib.compressobj(GZIP_LEVEL, wbits=GZIP_WINDOW)
    for piece in plain:
        if packed := engine.compress(piece):
            yield packed
    yield engine.flush()


def write(
    path: str | PathLike[str],
    records: Iterable[AttackRecord],
    *,
    form: Form = Form.RELEASED,
    correct: bool = False,
) -> int:
    """Write `records` to `path` as its ending says and return their number.

    `.jsonl` and `.json` (an array), each also with `.gz`, for both forms; `.parquet` for the native
    one. The file appears under its name when it is whole and on disk, readable by its owner
    only; until then, and if anything fails, what stood there before stays. Raises
    `UnwritableError` and OSError.
    """
    target = Path(path)
    ending = _ending(target, form)
    counted = Counted(records)
    with _whole(target) as file:
        if ending.endswith(".parquet"):
            from gadfly.science.datasets import parquet  # noqa: PLC0415 -- pyarrow takes 60 MB

            parquet.write(file, counted)
        else:
            layout = Layout.ARRAY if ending.startswith(".json.") or ending == ".json" else Layout.LINES
            gzip = ending.endswith(".gz")
            file.writelines(pieces(counted, form=form, layout=layout, gzip=gzip, correct=correct))
    return counted.count


def _ending(path: Path, form: Form) -> str:
    allowed = NATIVE_ENDINGS if form is Form.NATIVE else JSON_ENDINGS
    for ending in allowed:
        if path.name.lower().endswith(ending):
            return ending
    raise UnwritableError(f"the name of a file of the {form} form must end in {', '.join(allowed)}")


@contextmanager
def _whole(path: Path) -> Iterator[BinaryIO]:
    """Give a file beside `path` that takes its place when it is whole."""
    number, name = mkstemp(dir=path.parent, prefix=f".{path.name[:40]}.", suffix=".part")
    try:
        with os.fdopen(number, "wb") as part:
            yield part
            part.flush()
            os.fsync(number)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
