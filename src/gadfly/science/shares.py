"""A share of independent yes and no, and the interval around it."""

from math import sqrt

Z = 1.959963984540054
"""The normal quantile of a 95 % interval."""


def wilson(share: float, n: int) -> tuple[float, float]:
    """Return the 95 % interval of a share of `n` (Wilson 1927)."""
    middle = (share + Z**2 / (2 * n)) / (1 + Z**2 / n)
    half = Z / (1 + Z**2 / n) * sqrt(share * (1 - share) / n + (Z / (2 * n)) ** 2)
    return max(0.0, middle - half), min(1.0, middle + half)
