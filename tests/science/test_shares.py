"""Wilson's interval."""

import pytest

from gadfly.science.shares import wilson


def test_wilsons_interval_is_the_textbooks():
    assert wilson(0.5, 10) == pytest.approx((0.2366, 0.7634), abs=1e-4)
