"""Numbers in words, alike in the report and on the site's pages. It loads nothing."""

SMALL, LEAST = 0.005, 0.00005
"""Below these, two decimals and four would say zero."""


def number(value: float) -> str:
    """Return a number with a true minus: two decimals, four of a small one, a bound of one smaller still."""
    size = abs(value)
    if 0 < size < LEAST:
        return "< 0.0001" if value > 0 else "> −0.0001"
    return (f"{value:.4f}" if 0 < size < SMALL else f"{value:.2f}").replace("-", "−")
