"""The tables of cells, slopes and mixed models by pandas and statsmodels, as one would write them by hand.

It imports nothing of Gadfly. Means and shares take statsmodels' cluster-robust errors; quantiles and the
tail's mean, for which it has none, leave out one member after the other; mixed models are MixedLM by REML.
"""

import time
import warnings
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

TAIL = 0.05
SUCCESS = 3
NAMES = {
    "min_harmlessness_score_transcript": "score",
    "task_descripton_harmlessness_score": "intent",
    "red_team_member_id": "member",
}
UNITS = {"M": 1e6, "B": 1e9}
MODELS = (("score", ""), ("rating", ""), ("score", " + rating"), ("rating", " + score"))


def tables(source: Path) -> dict[str, Any]:
    """Return the seconds that reading and the tables took, and some figures to hold against ours."""
    pd = import_module("pandas")  # neither ships types, and loading them is not part of the figure
    sm, smf = import_module("statsmodels.api"), import_module("statsmodels.formula.api")
    start = time.process_time()
    rows = pd.read_json(source, lines=True).rename(columns=NAMES)
    read = time.process_time()
    rows["cell"] = rows["model_type"] + " " + rows["num_params"]
    rows["size"] = [np.log10(float(size[:-1]) * UNITS[size[-1]]) for size in rows["num_params"]]
    rows["success"] = np.where(rows["rating"].isna(), np.nan, rows["rating"] >= SUCCESS)
    means = {cell: _cell(sm, part) for cell, part in rows.groupby("cell")}
    cells = time.process_time()
    slopes = [_slopes(smf, rows.dropna(subset=[outcome]), outcome) for outcome in ("score", "rating")]
    sloped = time.process_time()
    mixed = [_mixed(smf, rows, outcome, beside) for outcome, beside in MODELS]
    end = time.process_time()
    return {
        "read": read - start,
        "cells": cells - read,
        "slopes": sloped - cells,
        "mixed": end - sloped,
        "found": {"means": means, "slopes": slopes, "intent": mixed},
    }


def _cell(sm: Any, part: Any) -> float:  # noqa: ANN401 -- neither has types
    for outcome in ("score", "rating", "success"):
        known = part.dropna(subset=[outcome])
        fit = sm.OLS(known[outcome].to_numpy(float), np.ones(len(known)))
        fit.fit(cov_type="cluster", cov_kwds={"groups": known["member"].to_numpy()}).conf_int()
    known = part.dropna(subset=["score"])
    for member in known["member"].unique():
        left = known.loc[known["member"] != member, "score"]
        left[left <= left.quantile(TAIL)].mean()
    return float(known["score"].mean())


def _slopes(smf: Any, rows: Any, outcome: str) -> float:  # noqa: ANN401 -- likewise
    model = smf.ols(f"{outcome} ~ C(model_type) * size", rows)
    fit = model.fit(cov_type="cluster", cov_kwds={"groups": rows["member"].to_numpy()})
    fit.wald_test_terms(scalar=True)
    plain = fit.params["size"]
    return float(plain + fit.params.get("C(model_type)[T.plain lm]:size", 0.0))


def _mixed(smf: Any, rows: Any, outcome: str, beside: str) -> float:  # noqa: ANN401 -- likewise
    formula = f"{outcome} ~ intent + is_upworker + C(cell){beside}"
    known = rows.dropna(subset=["score", "rating", "intent", "is_upworker", "member"])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fit = smf.mixedlm(formula, known.astype({"is_upworker": float}), groups=known["member"]).fit(
            reml=True
        )
    fit.conf_int()
    return float(fit.params["intent"])
