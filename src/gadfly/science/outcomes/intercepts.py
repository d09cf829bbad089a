"""The linear mixed model with one random intercept for each member, by profile likelihood.

    y = X β + u[member] + e,   u ~ N(0, τ²),  e ~ N(0, σ²)        (Ganguli et al. 2022, A.3)

With λ = τ²/σ² given, β and σ² have closed forms that need XᵀX, Xᵀy and each member's sums alone
(Laird and Ware 1982, Biometrics 38:963), so that the search is over one number. It treats a
rating from 0 to 4 as if it were Gaussian: `ordinal` does not.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from scipy.optimize import brentq, minimize_scalar
from scipy.special import stdtrit

from gadfly.science.outcomes import Figure, Floats, Whole, compact
from gadfly.science.outcomes.clusters import known

LOG_LAMBDA = (-20.0, 12.0)
"""Where λ is looked for, on a log scale: beyond, members are all alike or all that matters."""
CHI_SQUARED_95 = 3.841458820694124


class Coefficient(NamedTuple):
    """A coefficient with its standard error and 95 % interval (Student's t, members less one)."""

    value: float
    error: float
    low: float
    high: float


class Skill(NamedTuple):
    """A member's intercept: the conditional mean, its 95 % interval, and the attacks it rests on.

    Shrunk towards 0 the more, the fewer the attacks.
    """

    member: int
    value: float
    low: float
    high: float
    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Intercepts:
    """A fitted model. `between` is τ², `within` σ²; `icc` their share with its profile interval."""

    coefficients: tuple[Coefficient, ...]
    covariance: Floats
    between: float
    within: float
    icc: Figure
    skills: tuple[Skill, ...]
    loglikelihood: float
    reml: bool
    n: int
    groups: int
    excluded: int
    converged: bool


def random_intercept(y: Floats, x: Floats, member: Whole, *, reml: bool = True) -> Intercepts:
    """Fit `y` to the columns of `x`, which must not be collinear, with an intercept for each member.

    Rows with anything missing are excluded. Raises ValueError where no member made two attacks, or
    where there are not more values than columns and members' variance needs.
    """
    keep = known(y, member) & np.isfinite(x).all(axis=1)
    code, names = compact(member[keep])
    sums = _Sums.of(y[keep], x[keep], code, len(names), reml=reml)
    if not 1 < len(names) < sums.n or sums.n <= x.shape[1] + 1:
        raise ValueError("It takes two members, one of whom made two attacks, and more attacks than columns.")
    found = minimize_scalar(
        lambda log: sums.at(np.exp(log)).deviance,
        bounds=LOG_LAMBDA,
        method="bounded",
        options={"xatol": 1e-9},
    )
    inside = sums.at(np.exp(found.x))
    alike = sums.at(0.0)
    best, ratio = (inside, float(np.exp(found.x))) if inside.deviance < alike.deviance else (alike, 0.0)
    low, high = _profile(lambda lambda_: sums.at(lambda_).deviance - best.deviance, ratio)
    n, groups, excluded = sums.n, len(names), int((~keep).sum())
    return Intercepts(
        coefficients=_coefficients(best, stdtrit(groups - 1, 0.975)),
        covariance=best.covariance,
        between=ratio * best.within,
        within=best.within,
        icc=Figure(ratio / (1 + ratio), low / (1 + low), high / (1 + high), n, groups, excluded),
        skills=_skills(sums, best, ratio, names),
        loglikelihood=-best.deviance / 2,
        reml=reml,
        n=n,
        groups=groups,
        excluded=excluded,
        converged=bool(found.success) and found.x < LOG_LAMBDA[1] - 1,
    )


class _Point(NamedTuple):
    """What is best where λ is given."""

    deviance: float
    beta: Floats
    covariance: Floats
    within: float


class _Sums(NamedTuple):
    """All that the likelihood needs of the rows."""

    square: Floats
    cross: Floats
    total: float
    sizes: Floats
    x: Floats
    y: Floats
    n: int
    reml: bool

    @classmethod
    def of(cls, y: Floats, x: Floats, code: Whole, groups: int, *, reml: bool) -> "_Sums":
        by_member = [np.bincount(code, column, groups) for column in x.T]
        sizes = np.bincount(code, minlength=groups).astype(np.float64)
        of_y = np.bincount(code, y, groups).astype(np.float64, copy=False)
        return cls(x.T @ x, x.T @ y, float(y @ y), sizes, np.column_stack(by_member), of_y, len(y), reml)

    def at(self, lambda_: float) -> _Point:
        shrink = lambda_ / (1 + self.sizes * lambda_)  # V⁻¹ = (1 − shrink 11ᵀ) / σ² within a member
        square = self.square - (self.x * shrink[:, None]).T @ self.x
        cross = self.cross - self.x.T @ (shrink * self.y)
        beta = np.linalg.solve(square, cross).astype(np.float64, copy=False)
        rest = self.total - float(shrink @ self.y**2) - float(beta @ cross)
        free = self.n - len(beta) if self.reml else self.n
        within = rest / free
        deviance = free * (np.log(2 * np.pi * within) + 1) + np.log1p(self.sizes * lambda_).sum()
        if self.reml:
            deviance += np.linalg.slogdet(square)[1]
        covariance: Floats = within * np.linalg.inv(square).astype(np.float64, copy=False)
        return _Point(float(deviance), beta, covariance, within)


def _profile(rise: Callable[[float], float], best: float) -> tuple[float, float]:
    """Return the λ below and above `best` where the deviance has risen by χ²₁'s 95 %."""
    bottom, top = np.exp(LOG_LAMBDA)

    def lacks(log: float) -> float:
        return rise(float(np.exp(log))) - CHI_SQUARED_95

    middle = float(np.log(max(best, bottom)))
    low = float(np.exp(brentq(lacks, LOG_LAMBDA[0], middle))) if lacks(LOG_LAMBDA[0]) > 0 else 0.0
    high = float(np.exp(brentq(lacks, middle, LOG_LAMBDA[1]))) if lacks(LOG_LAMBDA[1]) > 0 else float(top)
    return low, high


def _coefficients(best: _Point, reach: float) -> tuple[Coefficient, ...]:
    errors = np.sqrt(np.diag(best.covariance))
    lows, highs = best.beta - reach * errors, best.beta + reach * errors
    return tuple(Coefficient(*map(float, row)) for row in zip(best.beta, errors, lows, highs, strict=True))


def _skills(sums: _Sums, best: _Point, lambda_: float, names: Whole) -> tuple[Skill, ...]:
    """Return the members' intercepts; their errors count what β does not know (Henderson 1975)."""
    shrink = lambda_ / (1 + sums.sizes * lambda_)
    values = shrink * (sums.y - sums.x @ best.beta)
    pulled = sums.x * shrink[:, None]
    errors = np.sqrt(best.within * shrink + np.einsum("gi,ij,gj->g", pulled, best.covariance, pulled))
    low, high = values - 1.96 * errors, values + 1.96 * errors
    rows = zip(names.tolist(), values.tolist(), low.tolist(), high.tolist(), sums.sizes.tolist(), strict=True)
    return tuple(Skill(member, value, one, other, int(n)) for member, value, one, other, n in rows)
