"""The paper's model of what confounds: cells, intent and platform, with an intercept for each member."""

from typing import NamedTuple

import numpy as np

from gadfly.science.insights import charts
from gadfly.science.insights.attacks import Attacks
from gadfly.science.insights.clustered import Floats
from gadfly.science.insights.section import Chart, Column, Kind, Row, Section, Table, told
from gadfly.science.outcomes import Labels
from gadfly.science.outcomes.design import Design, crossing
from gadfly.science.outcomes.intercepts import Coefficient, Intercepts, random_intercept

TERMS = (
    Column("term", "Term"),
    Column("score", "Lowest score", Kind.NUMBER, interval=True),
    Column("rating", "Self-report", Kind.NUMBER, interval=True),
    Column("score_given", "Lowest score, given the self-report", Kind.NUMBER, interval=True),
    Column("rating_given", "Self-report, given the lowest score", Kind.NUMBER, interval=True),
)
FITS = (
    Column("model", "Model"),
    Column("n", "Attacks", Kind.COUNT),
    Column("excluded", "Left out", Kind.COUNT),
    Column("members", "Members", Kind.COUNT),
    Column("between", "Variance of members", Kind.NUMBER),
    Column("within", "Variance of attacks", Kind.NUMBER),
    Column("icc", "Share of members (ICC)", Kind.SHARE, interval=True),
    Column("dropped", "Terms that cannot be told"),
)
SKILLS = (
    Column("member", "Member"),
    Column("n", "Attacks", Kind.COUNT),
    Column("skill", "Intercept, lowest score", Kind.NUMBER, interval=True),
)
PEOPLE = "a row for each member; open to read"
SHOWN = 120
"""Members in the picture of intercepts: with more, evenly chosen ones by rank."""
NUMBERS = {"intent_score": "score of the intent", "is_upworker": "platform is Upwork"}
MOSTLY = 0.5
"""The share of attacks that must have a covariate for it to be taken in."""


METHOD = (
    (
        "Linear mixed model by REML with an intercept for each member, as in the paper's A.3: outcome ~ "
        "score of "
        "the intent + platform + type of model × size, then again with the other outcome added. A "
        "covariate that "
        "fewer than half of the attacks have, or that never varies, is left out; attacks that miss "
        "anything are "
        "left out and counted. Intervals of coefficients: Student's t with members less one; of the ICC: "
        "profile likelihood."
    ),
    "It takes effects and errors for normal. A self-report of five steps is not: see the ordinal model.",
)


class _Model(NamedTuple):
    """An outcome, and what else stands on the right side."""

    key: str
    name: str
    outcome: str
    beside: str | None = None


MODELS = (
    _Model("score", "lowest score", "score"),
    _Model("rating", "self-report", "rating"),
    _Model("score_given", "lowest score, given the self-report", "score", "rating"),
    _Model("rating_given", "self-report, given the lowest score", "rating", "score"),
)
WORDS = {"score": "lowest score", "rating": "self-report"}


def mixed(attacks: Attacks) -> Section:
    """Return the four fits of Ganguli et al. 2022, A.3, and the members' intercepts."""
    terms: dict[str, Row] = {}
    fits: list[Row] = []
    skills: list[Row] = []
    failed = []
    for model in MODELS:
        design, fit = fitted(attacks, model)
        if fit is None:
            failed.append(model.name)
            continue
        for term, found in zip(design.names, fit.coefficients, strict=True):
            terms.setdefault(term, {"term": term}).update(coefficient(model.key, found))
        fits.append(_fit_row(model.name, design, fit))
        skills = skills or (_skills(attacks, fit) if model == MODELS[0] else [])
    title = "What else could explain it: the mixed model"
    if not fits:
        why = "it takes two members, attacks of theirs with an outcome, and one who made two of them."
        return Section(title, absent=why)
    return Section(
        title,
        said=(_sentence(fits), *(f"It could not be fitted to the {name}." for name in failed)),
        tables=(
            Table("mixed_fits", "Fits", FITS, tuple(fits)),
            Table("mixed_terms", "Coefficients", TERMS, tuple(terms.values()), _reference(attacks)),
            *([_skill_table(skills)] if skills else []),
        ),
        charts=(caterpillar(skills),) if skills else (),
        method=METHOD,
        headline={"fits": fits, "terms": list(terms.values())},
    )


def _skills(attacks: Attacks, fit: Intercepts) -> list[Row]:
    """Return the members' intercepts, the lowest first."""
    return [
        {"member": attacks.member_names[one.member] or "not named", "n": one.n}
        | {"skill": one.value, "skill_low": one.low, "skill_high": one.high}
        for one in sorted(fit.skills, key=lambda one: one.value)
    ]


def _skill_table(skills: list[Row]) -> Table:
    note = (
        "Shrunk towards 0, the more the fewer the attacks. Below 0: lower scores than others reach, more "
        "effective. No ranking: must not be used to pay or judge anybody."
    )
    title = "Members' intercepts, the most effective first"
    return Table("member_skill", title, SKILLS, tuple(skills), note, folded=PEOPLE)


def covariates(attacks: Attacks, *, beside: str | None = None) -> dict[str, Floats]:
    """Return the numbers that enough of the attacks have, and that vary."""
    found = {word: attacks.numbers(name) for name, word in NUMBERS.items()}
    if beside:
        found[WORDS[beside]] = getattr(attacks, beside)
    return {
        word: values
        for word, values in found.items()
        if np.isfinite(values).mean() >= MOSTLY and np.nanmin(values) < np.nanmax(values)
    }


def design_of(attacks: Attacks, numbers: dict[str, Floats]) -> Design:
    """Return the design: an intercept, the numbers, type of model × size."""
    kinds, sizes = (list(dict.fromkeys(part)) for part in zip(*attacks.cells, strict=True))
    kind = np.array([kinds.index(cell.model_type) for cell in attacks.cells])[attacks.cell]
    size = np.array([sizes.index(cell.size) for cell in attacks.cells])[attacks.cell]
    named = (tuple(kinds), tuple(size or "size not told" for size in sizes))
    return crossing(numbers, Labels(kind, named[0]), Labels(size, named[1]))


def fitted(attacks: Attacks, model: _Model) -> tuple[Design, Intercepts | None]:
    """Return the design and the fit, None where the data do not allow it."""
    y = getattr(attacks, model.outcome)
    design = design_of(attacks, covariates(attacks, beside=model.beside))
    missing = model.beside is not None and WORDS[model.beside] not in (*design.names, *design.dropped)
    if missing or not np.isfinite(y).any() or np.nanmin(y) == np.nanmax(y):
        return design, None
    try:
        return design, random_intercept(y, design.x, attacks.member)
    except (ValueError, np.linalg.LinAlgError):
        return design, None


def coefficient(key: str, found: Coefficient) -> Row:
    """Return a coefficient as the values of a row."""
    return {key: found.value, f"{key}_low": found.low, f"{key}_high": found.high}


def _fit_row(name: str, design: Design, fit: Intercepts) -> Row:
    row = {"model": name, "n": fit.n, "excluded": fit.excluded, "members": fit.groups}
    row |= {"between": fit.between, "within": fit.within, "dropped": ", ".join(design.dropped) or "none"}
    return row | told("icc", fit.icc)


def _reference(attacks: Attacks) -> str:
    cell = attacks.targets.names[0]
    return f"The reference cell is {cell}: its figure is the intercept, others are what they add to it."


def _sentence(fits: list[Row]) -> str:
    row = fits[0]
    ends = "" if row["icc_low"] is None else f" ({row['icc_low']:.0%} to {row['icc_high']:.0%})"
    return (
        f"Who attacks explains {row['icc']:.0%}{ends} of what is left of the variance of the {row['model']} "
        "when cell, intent and platform are known."
    )


def caterpillar(skills: list[Row]) -> Chart:
    """Return members' intercepts with intervals, in order."""
    ranks = np.unique(np.linspace(0, len(skills) - 1, min(SHOWN, len(skills))).round().astype(int)).tolist()
    rows = [
        {"rank": rank + 1} | {key: skills[rank][key] for key in ("skill", "skill_low", "skill_high")}
        for rank in ranks
    ]
    x = {"field": "rank", "type": "quantitative", "title": "members by intercept", "scale": {"zero": False}}
    y = {"field": "skill", "type": "quantitative", "title": "intercept; down: more effective"}
    ends = {"y": y | {"field": "skill_low"}, "y2": {"field": "skill_high"}}
    return charts.chart(
        "member_skill",
        "Skill of members"
        + ("" if len(rows) == len(skills) else f" ({len(rows)} of {len(skills):,}, evenly by rank)"),
        "Members' intercepts of the lowest score with 95 % intervals, from the most to the least effective.",
        rows,
        layer=[
            {
                "mark": {"type": "rule", "color": charts.SOFT, "strokeWidth": 1},
                "encoding": {"x": x, **ends},
            },
            {
                "mark": {"type": "point", "filled": True, "size": 14, "color": charts.ARMS[0], "opacity": 1},
                "encoding": {"x": x, "y": y},
            },
        ],
    )
