"""Training finds what was planted, keeps what belongs together together, and repeats itself."""

import hashlib
from dataclasses import replace
from importlib.resources import files
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gadfly.science.preference.kinds import fit
from gadfly.science.preference.light_kind import fitter
from gadfly.science.preference.pairs.reading import read_pairs
from gadfly.science.preference.pairs.splits import apart, split
from gadfly.science.preference.store import dump
from gadfly.science.preference.train import FOLDS, Table, held_out, losses, solve
from tests.science.preference.kitchen import CURT, KIND, planted, question, reply

seeds = st.integers(0, 2**32 - 1)


def trained(pairs, seed=0):
    return fitter(name="tried", sha256="ab")(pairs, apart(pairs), np.random.default_rng(seed))


def table(rows=60, columns=6, seed=0):
    rng = np.random.default_rng(seed)
    return Table(rng.normal(size=(rows, columns)), rng.uniform(0.5, 2, rows), np.arange(rows) // 2)


def test_a_planted_signal_is_found():
    model = trained(planted(150))
    rng = Random(1)
    asked = [question(rng) for _ in range(50)]
    better = [model.score_replies(said, [reply(KIND, rng), reply(CURT, rng)]) for said in asked]
    assert all(kind > curt for kind, curt in better)


def test_turning_every_pair_round_turns_every_score_round():
    pairs = planted(60)
    turned = [replace(pair, chosen=pair.rejected, rejected=pair.chosen) for pair in pairs]
    replies = [reply for pair in pairs for reply in pair.replies]
    one, other = trained(pairs).values(replies), trained(turned).values(replies)
    assert np.allclose(one, np.negative(other), atol=2e-3)


def test_scores_are_centred_on_the_replies_of_the_training_pairs():
    pairs = planted(60)
    model = trained(pairs)
    assert model.reference.replies == 120
    assert np.mean(model.values([reply for pair in pairs for reply in pair.replies])) == pytest.approx(
        0, abs=2e-6
    )


def test_the_same_pairs_and_seed_give_the_same_bytes():
    assert dump(trained(planted(60), seed=3)) == dump(trained(planted(60), seed=3))


def test_pairs_whose_replies_are_all_empty_still_train():
    empty = [replace(pair, chosen="", rejected="") for pair in planted(50)]
    assert trained(empty).score_text("") == 0.0


@given(seeds)
@settings(max_examples=20)
def test_the_order_of_the_pairs_does_not_matter(seed):
    made = table()
    order = np.random.default_rng(seed).permutation(len(made.weights))
    mixed = Table(made.differences[order], made.weights[order], made.clusters[order])
    assert np.allclose(solve(made, 2.0), solve(mixed, 2.0), atol=1e-5)


def test_a_pair_of_weight_two_counts_as_two_pairs():
    made = table()
    twice = Table(
        np.repeat(made.differences, 2, axis=0), np.repeat(made.weights, 2), np.repeat(made.clusters, 2)
    )
    double = Table(made.differences, 2 * made.weights, made.clusters)
    assert np.allclose(solve(twice, 2.0), solve(double, 2.0), atol=1e-5)


@given(seeds, st.floats(0.5, 50))
@settings(max_examples=20)
def test_no_step_from_the_answer_lowers_the_loss(seed, penalty):
    made = table(seed=seed)
    held = np.r_[np.full(4, penalty), 1.0, 1.0]
    best = solve(made, penalty)

    def loss(weights):
        return made.weights @ losses(made.differences @ weights) + held @ weights**2 / 2

    steps = np.random.default_rng(seed).normal(scale=0.01, size=(20, 6))
    assert all(loss(best + step) > loss(best) for step in steps)


def test_a_held_out_margin_owes_nothing_to_its_own_part():
    made = table()
    parts = split(made.clusters, FOLDS, np.random.default_rng(0))
    spoilt = made.differences.copy()
    spoilt[0] *= -100
    one = held_out(made, parts, 2.0)
    other = held_out(Table(spoilt, made.weights, made.clusters), parts, 2.0)
    same = parts == parts[0]
    assert np.array_equal(one[same][1:], other[same][1:])
    assert not np.allclose(one[~same], other[~same])


def test_the_shipped_weights_come_from_the_public_pairs_bit_for_bit(shared_data):
    path = shared_data / "prefs" / "hh_harmless_base_test_dev.jsonl.gz"
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    pairs = list(read_pairs(path))
    made = fitter(name="light-2", sha256=sha256)(pairs, apart(pairs), np.random.default_rng(0))
    assert dump(made) == (files("gadfly.science.preference") / "weights" / "light-2.json").read_bytes()


@pytest.mark.parametrize(("half", "name"), [(0, "light-2a"), (1, "light-2b")])
def test_the_shipped_twins_come_from_the_halves_of_the_public_pairs_bit_for_bit(shared_data, half, name):
    path = shared_data / "prefs" / "hh_harmless_base_test_dev.jsonl.gz"
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    everything = list(read_pairs(path))
    parts = split(apart(everything), 2, np.random.default_rng(0))
    pairs = [pair for pair, part in zip(everything, parts.tolist(), strict=True) if part == half]
    made = fitter(name=name, sha256=sha256)(pairs, apart(pairs), np.random.default_rng(0))
    assert dump(made) == (files("gadfly.science.preference") / "weights" / f"{name}.json").read_bytes()


def test_whoever_watches_a_fit_is_told_after_each_model():
    told = []
    fitted = fit(planted(60), rng=np.random.default_rng(0), name="kitchen-1", watch=lambda: told.append(1))
    assert len(told) == 1 + 10 + 2 + len(fitted.measures.curve)
