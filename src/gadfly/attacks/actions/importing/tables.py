"""Rows straight into tables: in bulk, their ids known before, no model instance in between.

Making an instance and having Django prepare each of its values takes several times as long as the
database takes to keep the row.
"""

import json
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from operator import itemgetter
from typing import Any

from django.db import connection
from django.db.models import Model

Row = Mapping[str, Any]
"""A value, as the database takes it, for each column."""

_NUL = re.compile(r"(?<!\\)((?:\\\\)*)\\u0000")


def take_ids(model: type[Model], count: int) -> list[int]:
    """Return ids nobody else gets. On SQLite they are taken only if this transaction uses them."""
    table = model._meta.db_table  # noqa: SLF001 -- Django's documented name for it
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            drawn = "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)"
            cursor.execute(drawn, [table, count])
            return [number for (number,) in cursor.fetchall()]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        used = cursor.fetchone() or (0,)
        return list(range(used[0] + 1, used[0] + 1 + count))


def columns_of(model: type[Model], *, numbered: bool = True) -> list[str]:
    """Return the names of the table's columns, all but the id unless the rows are `numbered`."""
    fields = model._meta.concrete_fields  # noqa: SLF001 -- Django's documented name for it
    return [str(field.column) for field in fields if numbered or not field.primary_key]


def insert(model: type[Model], rows: Iterable[Row], *, numbered: bool = True) -> None:
    """Insert the rows. Raises KeyError if one leaves out a column, so that none can be forgotten.

    Rows may name others that follow: foreign keys are looked at when the transaction ends.
    """
    columns = columns_of(model, numbered=numbered)
    table = model._meta.db_table  # noqa: SLF001 -- Django's documented name for it
    into = f"{table} ({', '.join(columns)})"
    values = map(itemgetter(*columns), rows)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with connection.wrap_database_errors, cursor.copy(f"COPY {into} FROM STDIN") as copy:
                for value in values:
                    copy.write_row(value)
        else:
            marks = ", ".join(["%s"] * len(columns))
            cursor.executemany(f"INSERT INTO {into} VALUES ({marks})", list(values))  # noqa: S608 -- names of ours


def moment(at: datetime | None) -> str | None:
    """Return a moment as both databases take it: their sessions live in UTC."""
    return None if at is None else at.astimezone(UTC).replace(tzinfo=None).isoformat(" ")


def plain(text: str) -> str:
    """Return `text` without NULs, which PostgreSQL cannot keep."""
    return text.replace("\0", "\N{REPLACEMENT CHARACTER}")


def document(value: object) -> str:
    """Return `value` as JSON, without NULs."""
    if value == {}:  # as most are
        return "{}"
    text = json.dumps(value)
    return _NUL.sub(r"\1\\ufffd", text) if r"\u0000" in text else text
