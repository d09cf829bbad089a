import pytest

from gadfly.science.insights.figures import number


@pytest.mark.parametrize(
    ("value", "told"),
    [(0, "0.00"), (-1.234, "−1.23"), (0.0042, "0.0042"), (-0.0042, "−0.0042"), (1e-9, "< 0.0001"),
     (-1e-9, "> −0.0001")],
)  # fmt: skip
def test_what_is_not_zero_is_never_told_as_zero(value, told):
    assert number(value) == told
