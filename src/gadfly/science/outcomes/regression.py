"""Least squares with a variance over members, and the slope of an outcome in model size.

The covariance is the cluster jackknife, CV3 (MacKinnon, Nielsen and Webb 2023), from each
member's XᵀX and Xᵀy alone, so that rows are passed once however many members are left out.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from scipy.special import fdtrc

from gadfly.science.outcomes import Figure, Floats, Labels, Whole, compact
from gadfly.science.outcomes.clusters import EVEN, FEWEST, freedom, jackknife, known, quantile_of_t


@dataclass(frozen=True, slots=True)
class Fit:
    """Coefficients, their covariance over members (None for fewer than 5), and what they rest on."""

    coefficients: Floats
    covariance: Floats | None
    sizes: Floats
    n: int
    excluded: int

    def figure(self, weights: Floats) -> Figure:
        """Return the linear combination `weights · coefficients`."""
        value, groups = float(weights @ self.coefficients), len(self.sizes)
        if self.covariance is None:
            return Figure(value, None, None, self.n, groups, self.excluded)
        reach = quantile_of_t(self.sizes, EVEN) * float(np.sqrt(weights @ self.covariance @ weights))
        return Figure(value, value - reach, value + reach, self.n, groups, self.excluded)


class Test(NamedTuple):
    """A Wald test that several contrasts are all zero: F, its degrees of freedom, p."""

    f: float
    freedom: tuple[float, float]
    p: float


class Slopes(NamedTuple):
    """What ten times the size changes in the mean, for each intervention, and whether these are equal.

    None for an intervention of one size only; no test where fewer than two have a slope.
    """

    names: tuple[str, ...]
    slopes: tuple[Figure | None, ...]
    equal: Test | None


def least_squares(y: Floats, x: Floats, member: Whole) -> Fit:
    """Return the fit of `y` to the columns of `x`, which must not be collinear."""
    keep = known(y, member) & np.isfinite(x).all(axis=1)
    code, groups = compact(member[keep])
    y, x = y[keep], x[keep]
    squares, crossed = _moments(y, x, code, len(groups))
    coefficients = np.linalg.solve(squares.sum(axis=0), crossed.sum(axis=0))
    covariance = None
    if len(groups) >= FEWEST:
        # A generalised inverse, for members who alone attacked a cell: it then says nothing of that cell.
        inverse = np.linalg.pinv(squares.sum(axis=0) - squares, hermitian=True)
        without = np.einsum("gij,gj->gi", inverse, crossed.sum(axis=0) - crossed)
        covariance = jackknife(coefficients, without)
    sizes = np.bincount(code).astype(np.float64)
    return Fit(coefficients, covariance, sizes, int(keep.sum()), int((~keep).sum()))


def size_slopes(y: Floats, billions: Floats, intervention: Labels, member: Whole) -> Slopes:
    """Return the slope of `y` in log₁₀ of the size for each intervention, and the interaction test (R2)."""
    size = np.log10(billions)
    usable = known(y, member) & np.isfinite(size)
    told = [
        code
        for code in range(len(intervention.names))
        if len(np.unique(size[usable & (intervention.codes == code)])) > 1
    ]
    if not told:
        return Slopes(intervention.names, (None,) * len(intervention.names), None)
    of = [(intervention.codes == code).astype(np.float64) for code in told]
    x = np.column_stack(of + [column * size for column in of])
    fit = least_squares(y, x, np.where(np.isin(intervention.codes, told), member, -1))
    weights = np.eye(2 * len(told))[len(told) :]
    figures = dict(zip(told, map(fit.figure, weights), strict=True))
    slopes = tuple(figures.get(code) for code in range(len(intervention.names)))
    return Slopes(intervention.names, slopes, wald(fit, weights[1:] - weights[0]))


def wald(fit: Fit, contrasts: Floats) -> Test | None:
    """Return the test that `contrasts` (k × coefficients) are all zero; None without a covariance.

    F with Hotelling's correction for k contrasts on as many members as count.
    """
    count, rest = len(contrasts), freedom(fit.sizes, EVEN) - len(contrasts) + 1
    if fit.covariance is None or not count or rest <= 0:
        return None
    away = contrasts @ fit.coefficients
    squared = float(away @ np.linalg.solve(contrasts @ fit.covariance @ contrasts.T, away))
    f = squared * rest / (count * (rest + count - 1))
    return Test(f, (count, rest), float(fdtrc(count, rest, f)))


def _moments(y: Floats, x: Floats, code: Whole, groups: int) -> tuple[Floats, Floats]:
    """Return each member's XᵀX and Xᵀy."""
    width = x.shape[1]
    squares, crossed = np.empty((groups, width, width)), np.empty((groups, width))
    for one in range(width):
        crossed[:, one] = np.bincount(code, x[:, one] * y, groups)
        for two in range(one + 1):
            squares[:, one, two] = squares[:, two, one] = np.bincount(code, x[:, one] * x[:, two], groups)
    return squares, crossed
