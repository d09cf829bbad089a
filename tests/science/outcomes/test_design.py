"""Design matrices are those of the formula, less what cannot be told apart."""

import numpy as np

from gadfly.science.outcomes import Labels
from gadfly.science.outcomes.design import crossing

KIND = Labels(np.array([0, 0, 1, 1, -1]), ("plain", "rs"))
SIZE = Labels(np.array([0, 1, 0, 1, 0]), ("small", "large"))


def test_columns_are_an_intercept_numbers_mains_and_interactions():
    design = crossing({}, KIND, SIZE)
    assert design.names == ("intercept", "rs", "large", "rs × large")
    assert design.x[:4].tolist() == [[1, 0, 0, 0], [1, 0, 1, 0], [1, 1, 0, 0], [1, 1, 1, 1]]
    twice = Labels(np.tile(KIND.codes, 2), KIND.names), Labels(np.tile(SIZE.codes, 2), SIZE.names)
    assert crossing({"intent": np.arange(10.0) ** 2}, *twice).names[:2] == ("intercept", "intent")


def test_a_row_without_a_factor_is_missing():
    assert np.isnan(crossing({}, KIND, SIZE).x[4]).all()


def test_a_cell_that_nobody_attacked_is_dropped_and_named():
    size = Labels(np.array([0, 1, 0, 0, 0]), SIZE.names)
    design = crossing({"always": np.full(5, 3.0)}, KIND, size)
    assert design.dropped == ("always", "rs × large")
    assert design.x.shape == (5, 3)
