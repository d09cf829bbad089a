"""Reads that happen all the time: Django makes their SQL once, and only the values change.

Building and compiling a query takes Django longer than the database takes to answer it. On the
paths that red teamers press hard a read is therefore written once, as a queryset of examples:

    person_by_id = Prepared(lambda pk: Person.objects.filter(pk=pk), pk=ANY)
    person_by_id(pk=7)     # → [Person] or []

What it returns are ordinary objects, with what `select_related` names already there; of `values_list`
the tuples.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import QuerySet
from django.db.models.query import get_related_populators

ANY = 2_147_483_629
"""An example of a number: one that fits every column and stands nowhere else."""

M = TypeVar("M")


class Prepared(Generic[M]):
    """A queryset with named values. `examples` stand for them while the SQL is made.

    Examples must differ from each other and from everything else in the query; each is compared
    as the database gets it.
    """

    def __init__(self, make: Callable[..., QuerySet[Any, M]], **examples: object) -> None:
        self._make, self._examples = make, examples
        self._sql = ""
        self._slots: list[tuple[str, object]] = []
        self._build: Callable[[list[Any]], list[M]] | None = None

    def __call__(self, **values: object) -> list[M]:
        """Return the objects for these values. Raises KeyError when one is missing."""
        build = self._build or self._prepare()
        params: list[Any] = [_given(values[name]) if name else fixed for name, fixed in self._slots]
        with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
            cursor.execute(self._sql, params)
            return build(cursor.fetchall())

    def _prepare(self) -> Callable[[list[Any]], list[M]]:
        compiler = self._make(**self._examples).query.get_compiler(DEFAULT_DB_ALIAS)
        self._sql, params = compiler.as_sql()
        names = {str(_given(example)): name for name, example in self._examples.items()}
        self._slots = [(names.get(str(param), ""), param) for param in params]
        if not {name for name, _ in self._slots} >= set(self._examples):
            raise ValueError("An example does not appear in the query's parameters.")
        self._build = _builder(compiler)
        return self._build


def _given(value: object) -> object:
    """Return a value as the database gets it."""
    if isinstance(value, datetime):
        return connections[DEFAULT_DB_ALIAS].ops.adapt_datetimefield_value(value)
    return value


def _builder(compiler: Any) -> Callable[[list[Any]], list[Any]]:  # noqa: ANN401 -- Django's compiler has no public type
    """Return what turns rows into objects, as Django's own iteration over a queryset does."""
    about, select = compiler.klass_info, compiler.select
    converters = compiler.get_converters([column[0] for column in select])
    if compiler.query.values_select:  # values_list
        return lambda rows: [tuple(row) for row in compiler.apply_converters(rows, converters)]
    own = about["select_fields"]
    start, end = own[0], own[-1] + 1
    names = [column[0].target.attname for column in select[start:end]]
    related = get_related_populators(about, select, DEFAULT_DB_ALIAS)  # type: ignore[call-arg]  # the stubs describe a newer Django

    def build(rows: list[Any]) -> list[Any]:
        made = []
        for row in compiler.apply_converters(rows, converters) if converters else rows:
            one = about["model"].from_db(DEFAULT_DB_ALIAS, names, row[start:end])
            for populator in related:
                populator.populate(row, one)
            made.append(one)
        return made

    return build
