"""What hangs together is never parted: neither words, nearly the same words, nor a person's picks."""

from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gadfly.science.dialogue import Message, Role
from gadfly.science.preference.pairs import Pair
from gadfly.science.preference.pairs.likeness import ALIKE, likeness, near_duplicates, pieces_of
from gadfly.science.preference.pairs.splits import FEWEST, apart, by_message, by_message_and_person, split

seeds = st.integers(0, 2**32 - 1)
openings = st.sampled_from(
    ["How do I boil an egg", "How do I boil an egg?", "How do I boil eggs", "Soup!", ""]
)
people = st.sampled_from(["ada", "bob", None])


def pair(opening, person=None, later=""):
    after = (Message(Role.ASSISTANT, "Hm."), Message(Role.HUMAN, later)) if later else ()
    return Pair((Message(Role.HUMAN, opening), *after), "a", "b", person=person)


@given(st.lists(st.tuples(openings, people), min_size=1, max_size=25), st.integers(1, 5), seeds)
@settings(max_examples=50, deadline=None)
def test_nothing_that_hangs_together_spans_two_parts(said, parts, seed):
    pairs = [pair(opening, person) for opening, person in said]
    home = split(by_message_and_person(pairs), parts, np.random.default_rng(seed)).tolist()
    for one, one_home in zip(pairs, home, strict=True):
        for other, other_home in zip(pairs, home, strict=True):
            alike = likeness(pieces_of(one.opening), pieces_of(other.opening)) >= ALIKE
            if alike or one.opening == other.opening or (one.person and one.person == other.person):
                assert one_home == other_home


@given(st.lists(st.integers(0, 9), min_size=1, max_size=60), st.integers(1, 5), seeds)
def test_a_split_never_parts_a_cluster_and_is_even(clusters, parts, seed):
    index = np.array(clusters)
    part = split(index, parts, np.random.default_rng(seed))
    homes = {(cluster, home) for cluster, home in zip(clusters, part.tolist(), strict=True)}
    assert len(homes) == len(set(clusters))
    sizes = np.bincount([home for _, home in homes], minlength=parts)
    assert sizes.max() - sizes.min() <= 1


def test_a_person_ties_messages_together_and_nobody_does_not():
    pairs = [pair("Soup", "ada"), pair("Bread", "ada"), pair("Bread"), pair("Plums"), pair("Rice")]
    assert by_message_and_person(pairs).tolist() == [0, 0, 0, 1, 2]
    assert by_message(pairs).tolist() == [0, 1, 1, 2, 3]


def test_dialogues_that_differ_in_their_first_words_alone_stay_together():
    later = "Then tell me how to bake a cake with plums, butter and a little cinnamon on top of it."
    assert by_message([pair("Hi", later=later), pair("Yo", later=later), pair("Soup?")]).tolist() == [0, 0, 1]


@pytest.mark.parametrize(("persons", "clusters"), [(FEWEST, FEWEST), (FEWEST - 1, 3 * (FEWEST - 1))])
def test_pairs_are_split_by_person_where_there_are_enough_people(persons, clusters):
    rng = Random(0)
    words = ["".join(rng.choices("abcdefgh", k=12)) for _ in range(3 * persons)]
    pairs = [pair(word, f"person {at % persons}") for at, word in enumerate(words)]
    assert len(set(apart(pairs).tolist())) == clusters


@given(st.lists(st.text("ab c", max_size=30), max_size=12))
@settings(max_examples=50, deadline=None)
def test_what_is_called_alike_is_alike(texts):
    for one, other in near_duplicates(texts):
        assert likeness(pieces_of(texts[one]), pieces_of(texts[other])) >= ALIKE


def test_likeness_knows_neither_case_nor_blanks_nor_marks():
    assert likeness(pieces_of("Boil  the EGGS!"), pieces_of("boil the eggs")) == 1
    assert likeness(pieces_of("boil the eggs"), pieces_of("sieve some flour")) == 0
    assert len(pieces_of("")) == len(pieces_of("\ud800")) == 1


def test_a_crowd_of_the_same_words_is_found_without_comparing_everybody_with_everybody():
    texts = ["boil the eggs" + "!" * count for count in range(80)]
    found = np.array(sorted(set(near_duplicates(texts))))
    assert found.tolist() == [[at, at + 1] for at in range(79)]
