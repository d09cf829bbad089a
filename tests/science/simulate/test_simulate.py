"""The generator meets the published figures, and plants what it says."""

from collections import Counter
from itertools import islice

import numpy as np
import pytest

from gadfly.science.simulate import Settings, attacks, blocks, reviews, truth_of
from gadfly.science.simulate.laws import matched_scores, score_laws
from gadfly.science.simulate.published import published
from gadfly.science.simulate.settings import BLOCK

PUBLISHED = Settings(BLOCK, seed=7)


@pytest.fixture(scope="module")
def block():
    (found,) = blocks(PUBLISHED)
    return found


@pytest.fixture(scope="module")
def some():
    return list(attacks(Settings(2_000, seed=3)))


@pytest.mark.parametrize("place", range(12))
def test_each_cell_is_the_published_one_to_the_printed_digit(block, place):
    known, scores = published().cells[place], block.score[block.cell == place]
    low = np.quantile(scores, 0.05)
    found = len(scores), round(scores.mean(), 3), round(low, 3), round(scores[scores <= low].mean(), 3)
    assert found == (known.n, known.mean, known.q05, known.cvar05)


def test_ratings_members_and_tags_are_counted_as_published(block):
    found = published()
    assert tuple(np.bincount(block.rating)) == found.ratings
    assert (len(set(block.member)), int(block.upwork.sum()), int(block.tagged.sum())) == (324, 580, 742)
    busiest = sorted(Counter(block.member.tolist()).values(), reverse=True)[:50]
    assert 0.77 < sum(busiest) / BLOCK < 0.83


def test_all_scores_together_have_the_published_quantiles_and_spread(block):
    found = published()
    inner = [(chance, value) for chance, value in found.score if 0.01 <= chance <= 0.99]
    drawn = np.quantile(block.score, [chance for chance, _ in inner])
    assert drawn == pytest.approx([value for _, value in inner], abs=0.002)
    assert block.score.std() == pytest.approx(found.score_sd, abs=0.002)
    chances, values = zip(*found.intent, strict=True)
    assert np.quantile(block.intent, chances) == pytest.approx(values, abs=0.002)


def test_who_is_skilled_draws_lower_scores_and_who_is_generous_rates_higher(block):
    (people,) = truth_of(PUBLISHED).people
    skill, style = people.skill[block.member], people.style[block.member]
    assert np.corrcoef(skill, block.score)[0, 1] < -0.2
    assert np.corrcoef(style, block.rating)[0, 1] > 0.2
    assert np.corrcoef(block.score, block.rating)[0, 1] < -0.3


def test_the_same_seed_gives_the_same_attacks_and_another_others(some):
    assert list(islice(attacks(Settings(2_000, seed=3)), 50)) == some[:50]
    assert list(islice(attacks(Settings(2_000, seed=4)), 50)) != some[:50]


def test_attacks_have_what_the_released_form_has(some):
    assert len(some) == 2_000
    turns = np.mean([len(attack.dialogue.turns) for attack in some])
    assert 3.1 < turns < 3.45
    assert {attack.tags is None for attack in some} == {True, False}
    firsts = Counter(attack.dialogue.turns[0].human for attack in some)
    assert firsts.most_common(1)[0][1] > 1


def test_large_datasets_are_several_studies_whose_members_differ():
    two = list(blocks(Settings(BLOCK + 500, seed=1)))
    assert [len(each.score) for each in two] == [BLOCK, 500]
    assert set(two[0].member).isdisjoint(two[1].member)


def test_free_scores_vary_about_the_planted_robustness():
    settings = Settings(20_000, seed=5, matched=False)
    (block,) = blocks(settings)
    targets = truth_of(settings).targets
    means = [block.score[block.cell == place].mean() for place in range(12)]
    shares = [(block.rating[block.cell == place] >= 3).mean() for place in range(12)]
    assert means != pytest.approx([target.robustness for target in targets], abs=1e-3)
    assert means == pytest.approx([target.robustness for target in targets], abs=0.5)
    assert shares == pytest.approx([target.success for target in targets], abs=0.12)


def test_the_laws_mean_is_the_published_one():
    laws = [np.trapezoid(law.values, law.chances) for law in score_laws()]
    assert laws == pytest.approx([cell.mean for cell in published().cells], abs=1e-6)


@pytest.mark.parametrize("n", [1, 5, 20])
def test_too_few_attacks_have_no_tail_to_match(n):
    scores = matched_scores(published().cells[0], score_laws()[0], n)
    assert len(scores) == n
    assert (np.diff(scores) > 0).all()


@pytest.mark.parametrize("n", [1, 2, 9, 100])
def test_small_datasets_are_whole(n):
    assert len(list(attacks(Settings(n)))) == n


def test_a_severe_reviewer_gives_less():
    settings = Settings(BLOCK, seed=7)
    severity = truth_of(settings).severity
    found = list(reviews(settings))
    assert len(found) == 3 * 742
    means = [np.mean([each.value for each in found if each.reviewer == place]) for place in range(15)]
    assert np.corrcoef(severity, means)[0, 1] < -0.8


def test_the_truth_can_be_written(some):
    document = truth_of(Settings(2_000, seed=3)).document()
    assert {attack.member for attack in some} == {each["member"] for each in document["members"]}
    assert [len(document[name]) for name in ("topics", "targets", "reviewers")] == [20, 12, 15]


def test_what_cannot_be_planted_is_refused():
    with pytest.raises(ValueError, match="one attack"):
        Settings(0)
    with pytest.raises(ValueError, match="less than everything"):
        Settings(10, skill=0.9, ease=0.9)
