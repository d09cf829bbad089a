"""Whether bigger is safer: the slope of an outcome in size, by type of model, and how the slopes differ."""

import numpy as np
from scipy.stats import f as fisher

from gadfly.science.insights.attacks import Attacks, parameters_in
from gadfly.science.insights.clustered import Floats, Spread, estimates, jackknife, member_sums
from gadfly.science.insights.section import Column, Kind, Row, Section, Table, told

OUTCOMES = (("score", "lowest score"), ("rating", "self-report"))
COLUMNS = (
    Column("outcome", "Outcome"),
    Column("model_type", "Type of model"),
    Column("n", "Attacks", Kind.COUNT),
    Column("members", "Members", Kind.COUNT),
    Column("slope", "Slope per tenfold size", Kind.NUMBER, interval=True),
    Column("difference", "Beyond that of the first type", Kind.NUMBER, interval=True),
)
TESTS = (
    Column("outcome", "Outcome"),
    Column("n", "Attacks", Kind.COUNT),
    Column("left_out", "Left out", Kind.COUNT),
    Column("f", "F", Kind.NUMBER),
    Column("between", "df", Kind.COUNT),
    Column("within", "df of members", Kind.NUMBER),
    Column("p", "p", Kind.NUMBER),
)


def slopes(attacks: Attacks) -> Section:
    """Return the slopes of both outcomes and the test that they are all the same."""
    sizes = [parameters_in(cell.size) for cell in attacks.cells]
    logs = np.array([np.nan if size is None else np.log10(size) for size in sizes])
    rows: list[Row] = []
    tests: list[Row] = []
    for name, word in OUTCOMES:
        made, test = _slopes(attacks, logs, getattr(attacks, name), word)
        rows += made
        tests += test
    said = [_sentence(test) for test in tests if test["p"] is not None]
    return Section(
        "Slopes in size",
        said=tuple(said) or ("No type of model was attacked at two known sizes or more.",),
        tables=(
            Table(
                "slopes", "Change of the outcome when the model is ten times as large", COLUMNS, tuple(rows)
            ),
            Table("slopes_test", "Are the slopes the same for all types?", TESTS, tuple(tests)),
        ),
        method=(
            (
                "Within each type of model the outcome is regressed on log10 of the number of "
                "parameters by least "
                "squares; the interaction is the difference from the first type's slope. Intervals "
                "and the joint "
                "Wald F test take the members as clusters (delete-one-member jackknife)."
            ),
        ),
        headline={"slopes": rows, "interaction": tests},
    )


def _slopes(attacks: Attacks, logs: Floats, outcome: Floats, word: str) -> tuple[list[Row], list[Row]]:
    kinds = _kinds_with_sizes(attacks, logs, outcome)
    if not kinds:
        return [], []
    x = logs[attacks.cell]
    known = ~np.isnan(x) & ~np.isnan(outcome)
    of = np.array(
        [kinds.index(cell.model_type) if cell.model_type in kinds else -1 for cell in attacks.cells]
    )
    kind = np.where(known, of[attacks.cell], -1)
    used = kind >= 0
    columns = []
    for place in range(len(kinds)):
        here = (kind == place)[used].astype(np.float64)
        a, b = x[used] - np.mean(x[used]), outcome[used]
        columns += [here, here * a, here * b, here * a * a, here * a * b]
    spread = jackknife(member_sums(attacks.member[used], *columns), _fit)
    found = estimates(spread)
    rows = []
    for place, name in enumerate(kinds):
        there = kind == place
        row = {"outcome": word, "model_type": name, "n": int(there.sum())}
        row["members"] = len(np.unique(attacks.member[there]))
        row |= told("slope", found[place])
        other = found[len(kinds) + place - 1] if place else None
        rows.append(
            row
            | (
                told("difference", other)
                if other
                else dict.fromkeys(("difference", "difference_low", "difference_high"))
            )
        )
    return rows, [_tested(spread, word, len(kinds), len(attacks))]


def _kinds_with_sizes(attacks: Attacks, logs: Floats, outcome: Floats) -> list[str]:
    """Return the types that have the outcome at two sizes or more."""
    counts = np.bincount(attacks.cell[~np.isnan(outcome)], minlength=len(attacks.cells))
    there = [
        (cell.model_type, log)
        for cell, log, count in zip(attacks.cells, logs, counts, strict=True)
        if count and not np.isnan(log)
    ]
    kinds = dict.fromkeys(kind for kind, _ in there)
    return [kind for kind in kinds if len({log for name, log in there if name == kind}) > 1]


def _fit(sums: Floats) -> Floats:
    """Return the slopes, then their differences from the first."""
    parts = sums[..., 1:].reshape(*sums.shape[:-1], -1, 5)
    n, x, y, xx, xy = np.moveaxis(parts, -1, 0)
    found = (n * xy - x * y) / (n * xx - x * x)
    return np.concatenate([found, found[..., 1:] - found[..., :1]], axis=-1)


def _tested(spread: Spread, word: str, kinds: int, total: int) -> Row:
    row: Row = {"outcome": word, "n": spread.n, "left_out": total - spread.n, "between": kinds - 1}
    row |= {"f": None, "within": None, "p": None}
    covariance = spread.covariance[kinds:, kinds:]
    if kinds < 2 or not np.isfinite(covariance).all() or np.linalg.matrix_rank(covariance) < kinds - 1:  # noqa: PLR2004 -- pairs
        return row
    apart = spread.values[kinds:]
    value = float(apart @ np.linalg.solve(covariance, apart)) / (kinds - 1)
    p = float(fisher.sf(value, kinds - 1, spread.freedom))
    return row | {"f": value, "within": spread.freedom, "p": p}


def _sentence(test: Row) -> str:
    verb = "differ" if test["p"] < 0.05 else "cannot be told apart"  # noqa: PLR2004 -- the usual level
    p = "p < 0.001" if test["p"] < 0.001 else f"p = {test['p']:.3f}"  # noqa: PLR2004 -- as p is told
    return f"Slopes of the {test['outcome']} in size {verb} between types of model ({p})."
