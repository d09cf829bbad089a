"""What is said of a model is measured on pairs it did not see, with honest intervals, in plain words."""

import re
from dataclasses import replace
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gadfly.science.embedding import wordllama
from gadfly.science.preference.card import KNOWN, card, report
from gadfly.science.preference.estimate import FEWEST, Estimate, estimate
from gadfly.science.preference.light import LightModel
from gadfly.science.preference.measure import Measures, measure
from gadfly.science.preference.train import fit
from tests.science.preference.kitchen import planted

seeds = st.integers(0, 2**32 - 1)


def measured(pairs, sha256="ab") -> tuple[LightModel, Measures]:
    model = fit(pairs, wordllama(), rng=np.random.default_rng(0), sha256=sha256)
    return model, measure(pairs, model, embedder=wordllama(), rng=np.random.default_rng(0))


def known(*values: float | None) -> list[float]:
    return [value for value in values if value is not None]


@pytest.fixture(scope="module")
def kitchen() -> tuple[LightModel, Measures]:
    return measured(planted(120))


@pytest.fixture(scope="module")
def noise() -> tuple[LightModel, Measures]:
    """Pairs whose labels are thrown by a coin: nothing to learn."""
    coin = Random(5)
    turned = [
        replace(pair, chosen=pair.rejected, rejected=pair.chosen) if coin.random() < 0.5 else pair
        for pair in planted(200)
    ]
    return measured(turned)


def test_a_planted_signal_shows_in_every_figure(kitchen):
    _, found = kitchen
    assert found.overall.model == (1.0, 1.0, 1.0, 120)
    assert found.loss.value < 0.3 < found.length_loss.low
    assert found.agreement > 0.5
    assert found.messages == 120


def test_noise_is_called_noise(noise):
    _, found = noise
    assert found.overall.model.low < 0.5 < found.overall.model.high
    assert found.loss.value > 0.65


def test_groups_without_pairs_are_not_defined(kitchen):
    _, found = kitchen
    assert found.empty.model == Estimate(None, None, None, 0)
    assert [group.name for group in found.groups if group.model.n == 120] == [
        "all pairs",
        "1 human message before",
    ]


def test_every_pair_is_in_one_bin_of_confidence(noise):
    _, found = noise
    assert sum(held.right.n for held in found.bins) == 200
    assert all(held.confidence is None or held.low <= held.confidence <= held.high for held in found.bins)


def test_the_report_fits_a_terminal(kitchen, noise):
    for model, found in (kitchen, noise):
        assert max(map(len, report(model, found).splitlines())) <= 80


def test_the_card_says_what_is_not_known(kitchen):
    model, found = kitchen
    page = card(model, found, seed=0)
    assert page.startswith(f"# The preference model {model.scorer}\n")
    assert "| an empty reply | 0 | not defined | not defined |" in page
    assert "Source: not stated. Licence: not stated." in page
    assert not {"{", "}", "None", "nan"} & set(page.replace("(", " ").split())


def test_the_card_of_a_known_file_names_source_and_licence():
    (sha256,) = KNOWN
    model, found = measured(planted(60), sha256=sha256)
    page = card(model, found, seed=0)
    assert "Anthropic/hh-rlhf" in page
    assert "Licence: MIT." in page


def test_no_text_of_the_pairs_is_in_the_card(kitchen):
    model, found = kitchen
    assert not {"idiot", "lovely", "bread", "soup"} & set(re.findall(r"\w+", card(model, found, seed=0)))


@given(st.lists(st.floats(0, 1), min_size=FEWEST, max_size=60), seeds)
@settings(max_examples=20)
def test_an_interval_lies_around_its_mean(values, seed):
    found = estimate(np.array(values), np.arange(len(values)), np.random.default_rng(seed))
    order = known(min(values), found.low, found.value, found.high, max(values))
    assert order == pytest.approx(sorted(order))


def test_values_that_hang_together_widen_the_interval():
    values = np.repeat(np.random.default_rng(1).integers(0, 2, 50), 20).astype(float)
    alone = estimate(values, np.arange(1000), np.random.default_rng(0))
    together = estimate(values, np.arange(1000) // 20, np.random.default_rng(0))
    assert np.ptp(known(together.low, together.high)) > 3 * np.ptp(known(alone.low, alone.high))


def test_too_few_clusters_have_a_mean_and_no_interval():
    found = estimate(np.ones(100), np.arange(100) % (FEWEST - 1), np.random.default_rng(0))
    assert (found, str(found), found.percent) == ((1.0, None, None, 100), "1.000", "100 %")
    assert found.within == "too few for an interval"


def test_nothing_has_no_mean():
    found = estimate(np.array([]), np.array([], dtype=np.int64), np.random.default_rng(0))
    assert (str(found), found.percent) == ("not defined", "an undefined share")
