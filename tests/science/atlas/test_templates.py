"""Templates: fixed words that many openings share, with slots between."""

import pytest

from gadfly.science.atlas.templates import least_shared, templates_of
from gadfly.science.atlas.words import words_of

THINGS = "soup bread salt rice tea beans peas corn leeks eggs".split()  # noqa: SIM905 -- reads better


def found(texts, least=8):
    return templates_of(words_of(texts, digits=False), least=least)


def test_slots_of_changing_length_do_not_split_a_template():
    slots = [" ".join(THINGS[n % 3 : n % 3 + 1 + n // 3]) for n in range(8)]
    texts = [
        f"tell me a rude name for {slot} that starts with the letter {n}" for n, slot in enumerate(slots)
    ]
    (template,) = found(texts)
    assert template.skeleton == "tell me a rude name for … that starts with the letter 0"
    assert (template.size, template.rows) == (8, tuple(range(8)))


def test_the_most_used_comes_first():
    short = [f"what would you do with {thing}" for thing in THINGS]
    long = [f"explain to a lazy cook how {thing}" for thing in THINGS[:8]]
    assert [template.size for template in found(long + short)] == [10, 8]


def test_what_few_use_is_no_template():
    assert found([f"what would you do with {thing}" for thing in THINGS[:7]]) == ()


def test_no_openings_have_no_templates():
    assert templates_of(words_of([])) == templates_of(words_of(["", "soup"])) == ()


@pytest.mark.parametrize(("count", "least"), [(0, 8), (9_000, 9), (38_961, 38), (1_000_000, 40)])
def test_how_many_make_a_template(count, least):
    assert least_shared(count) == least
