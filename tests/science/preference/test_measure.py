"""What is said of a model is measured on pairs it did not see, with honest intervals, in plain words."""

import json
import re
from dataclasses import replace
from random import Random

import numpy as np
import pytest

from gadfly.science.preference.card import KNOWN, card
from gadfly.science.preference.estimate import Estimate
from gadfly.science.preference.forging import Forgeries
from gadfly.science.preference.kinds import FEWEST, Fitted, TrainingError, fit
from gadfly.science.preference.pairs import Kind
from gadfly.science.preference.report import json_of_fit, lines_of_fit
from gadfly.science.preference.told import EMPTY
from tests.science.preference.kitchen import planted


def fitted(pairs, sha256="ab") -> Fitted:
    return fit(pairs, rng=np.random.default_rng(0), name="tried", sha256=sha256)


def page_of(one: Fitted) -> str:
    return card(one.model, one.measures, seed=0)


@pytest.fixture(scope="module")
def kitchen() -> Fitted:
    return fitted(planted(120))


@pytest.fixture(scope="module")
def noise() -> Fitted:
    """Pairs whose labels are thrown by a coin: nothing to learn. Four people picked them."""
    coin = Random(5)
    turned = [
        replace(pair, chosen=pair.rejected, rejected=pair.chosen) if coin.random() < 0.5 else pair
        for pair in planted(200)
    ]
    return fitted([replace(pair, person=f"cook {at % 4}") for at, pair in enumerate(turned)])


@pytest.fixture(scope="module")
def both() -> Fitted:
    """Two kinds of pairs that want the opposite, by forty people, and some picks that were unsure."""
    pairs = [replace(pair, person=f"cook {at % 40}") for at, pair in enumerate(planted(160))]
    turned = [
        replace(pair, chosen=pair.rejected, rejected=pair.chosen, kind=Kind.HELPFUL) for pair in pairs[80:]
    ]
    return fitted([*pairs[:80], *turned, *(replace(pair, strength=1) for pair in pairs[:20])])


def test_a_planted_signal_shows_in_every_figure(kitchen):
    found = kitchen.measures
    assert found.told.overall.model == (1.0, 1.0, 1.0, 120)
    assert found.told.loss.value < 0.3 < found.told.length_loss.low
    assert found.agreement > 0.4
    assert found.told.messages == 120
    assert found.people is None
    assert found.across == ()


def test_noise_is_called_noise(noise):
    found = noise.measures.told
    assert found.overall.model.low < 0.5 < found.overall.model.high
    assert found.loss.value > 0.65
    assert found.tempered.value < found.loss.value


def test_more_pairs_are_looked_at_until_it_is_all_of_them(kitchen):
    sizes = [point.pairs for point in kitchen.measures.curve]
    assert sizes == sorted(sizes)
    assert sizes[-1] == 108


def test_a_model_of_one_kind_fails_on_pairs_that_want_the_opposite(both):
    found = both.measures
    assert [(one.learnt, one.asked) for one in found.across] == [
        (Kind.HARMLESS, Kind.HELPFUL),
        (Kind.HELPFUL, Kind.HARMLESS),
    ]
    assert all(one.accuracy.value < 0.2 for one in found.across)


def test_unsure_picks_teach_nothing(both):
    assert both.measures.told.overall.model.n == 160


def test_people_are_held_apart_where_there_are_enough_of_them(noise, both):
    assert (noise.measures.people, both.measures.people) == (False, True)
    assert "Too few people picked" in " ".join(page_of(noise).split())


def test_few_pairs_leave_agreement_unknown_and_the_curve_short():
    found = fitted(planted(FEWEST)).measures
    assert found.agreement is None
    assert len(found.curve) == 2


def test_too_few_first_messages_are_refused():
    pairs = planted(FEWEST - 1)
    with pytest.raises(
        TrainingError, match=r"needs at least 50 different first human messages; here are 49\."
    ):
        fitted(pairs * 3)


def test_an_option_that_the_kind_does_not_have_is_refused():
    with pytest.raises(TrainingError, match=r"The kind light has no option “size”; there are: none\."):
        fit(planted(60), rng=np.random.default_rng(0), name="tried", size="52B")


def test_the_report_fits_a_terminal(kitchen, noise, both):
    for one in (kitchen, noise, both):
        assert max(map(len, lines_of_fit(one.measures))) <= 80


def test_the_figures_are_json(kitchen, both):
    for one in (kitchen, both):
        figures = json_of_fit(one.measures)
        assert json.loads(json.dumps(figures, allow_nan=False)) == figures
        assert figures["n"] == one.measures.told.overall.model.n


def test_the_card_says_what_is_not_known(kitchen):
    page = page_of(kitchen)
    assert page.startswith(f"# The preference model {kitchen.model.scorer}\n")
    assert "| an empty reply | 0 | not defined | not defined | not defined |" in page
    assert "Source: not stated. Licence: not stated." in page
    assert not {"{", "}", "None", "nan"} & set(page.replace("(", " ").split())
    assert kitchen.measures.told.group(EMPTY).model == Estimate(None, None, None, 0)


def test_the_card_says_who_wrote_it_and_what_was_measured_elsewhere(kitchen):
    page = " ".join(page_of(kitchen).split())
    assert "Written by `gadfly pm fit`;" in page
    assert (
        "for 24 questions that are safe and only sound as if they were not (a list of Gadfly's own)" in page
    )
    assert "What it likes where a refusal is right was not asked." in page
    assert "Forged verdicts behind 50 of the chosen replies move their scores by" in page
    assert "It was not tried on texts that other people judged." in page
    assert "Written by a worker;" in card(kitchen.model, kitchen.measures, seed=0, author="a worker")


def test_the_card_of_a_model_that_scored_nothing_says_that_forgeries_are_not_known(kitchen):
    nothing = Forgeries(Estimate(None, None, None, 0), None, 0)
    page = card(kitchen.model, replace(kitchen.measures, moved=nothing), seed=0)
    assert "What forged verdicts do to its scores is not known" in page


def test_the_card_of_a_known_file_names_source_and_licence():
    (sha256,) = KNOWN
    page = page_of(fitted(planted(60), sha256=sha256))
    assert "Anthropic/hh-rlhf" in page
    assert "Licence: MIT." in page


def test_no_text_of_the_pairs_is_in_the_card(kitchen):
    page = page_of(kitchen)
    assert not {"idiot", "lovely", "bread", "soup"} & set(re.findall(r"\w+", page))


def test_the_card_of_two_kinds_says_how_each_does_after_the_other(both):
    page = " ".join(page_of(both).split())
    assert "on helpful pairs after harmless ones alone, 0." in page
    assert "It was trained on two kinds of pairs" in page


def test_models_that_say_nothing_do_not_agree():
    silent = [replace(pair, chosen="", rejected="") for pair in planted(70)]
    assert fitted(silent).measures.agreement is None
