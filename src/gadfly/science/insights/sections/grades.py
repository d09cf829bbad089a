"""The better form of the model for self-reports: grades on a latent scale, members and topics that cross."""

import numpy as np

from gadfly.science.insights.attacks import Attacks
from gadfly.science.insights.mapping import topics
from gadfly.science.insights.section import Column, Kind, Row, Section, Table, told
from gadfly.science.insights.sections.models import coefficient, covariates, design_of
from gadfly.science.outcomes.design import Design
from gadfly.science.outcomes.ordinal import OrdinalFit, ordinal

MOST = 6_000
"""Attacks beyond which a seeded sample is fitted: the time grows with them, the intervals hardly shrink."""
SEED = 74
EFFECTS = (
    Column("factor", "Differences among"),
    Column("levels", "Levels", Kind.COUNT),
    Column("n", "Attacks", Kind.COUNT),
    Column("deviation", "Standard deviation, logits", Kind.NUMBER, interval=True),
)
TERMS = (
    Column("term", "Term"),
    Column("n", "Attacks", Kind.COUNT),
    Column("value", "Coefficient", Kind.NUMBER, interval=True),
)
TITLE = "Self-reports as grades: the ordinal model"


def grades(attacks: Attacks) -> Section:
    """Return the cumulative logit model of the self-reports."""
    found = topics(attacks)
    factors = {"members": attacks.member} | ({found.kind: found.labels.codes} if found else {})
    design = design_of(attacks, covariates(attacks))
    usable = np.flatnonzero(np.isfinite(attacks.rating) & np.isfinite(design.x).all(axis=1))
    chosen = usable
    if len(usable) > MOST:
        chosen = np.sort(np.random.default_rng(SEED).choice(usable, MOST, replace=False))
    try:
        x = design.x[chosen][:, 1:]
        fit = ordinal(attacks.rating[chosen], x, [codes[chosen] for codes in factors.values()])
    except (ValueError, np.linalg.LinAlgError):
        return Section(TITLE, absent="it takes two different self-reports and two members or more.")
    return _told(fit, design, tuple(factors), len(attacks), len(usable))


def _told(fit: OrdinalFit, design: Design, factors: tuple[str, ...], total: int, usable: int) -> Section:
    rows = [
        {"factor": name, "levels": len(effect.codes), "n": fit.n, **told("deviation", effect.deviation)}
        for name, effect in zip(factors, fit.effects, strict=True)
    ]
    steps = [
        f"self-report of {low:g} | {high:g}"
        for low, high in zip(fit.levels[:-1], fit.levels[1:], strict=True)
    ]
    terms: list[Row] = [
        {"term": name, "n": fit.n} | coefficient("value", found)
        for name, found in zip((*design.names[1:], *steps), (*fit.coefficients, *fit.thresholds), strict=True)
    ]
    sampled = (
        f" A seeded sample of {fit.n:,} of {usable:,} attacks is fitted, for time." if usable > fit.n else ""
    )
    missing = f" {total - usable:,} attacks miss something and are left out." if usable < total else ""
    settled = "" if fit.converged else " The search did not settle: do not quote it."
    return Section(
        TITLE,
        said=(f"{_sentence(rows)}{sampled}{missing}{settled}",),
        tables=(
            Table(
                "ordinal_terms",
                "Coefficients in logits; up: higher self-reports",
                TERMS,
                tuple(terms),
                "The last rows are the thresholds between neighbouring grades.",
            ),
            Table(
                "ordinal_effects",
                "How far members and topics differ",
                EFFECTS,
                tuple(rows),
                "Without an interval where no difference can be seen.",
            ),
        ),
        method=(
            (
                "Cumulative logit with proportional odds (McCullagh 1980), normal effects that cross, by "
                "Laplace's "
                "approximation; intervals from the likelihood's curvature. "
                f"At most {MOST:,} attacks are fitted."
            ),
        ),
        headline={"terms": terms, "effects": rows, "converged": fit.converged, "usable": usable},
    )


def _sentence(rows: list[Row]) -> str:
    parts = [f"{row['factor']} by {row['deviation']:.2f}" for row in rows]
    return f"Self-reports differ (standard deviation in logits) among {' and among '.join(parts)}."
