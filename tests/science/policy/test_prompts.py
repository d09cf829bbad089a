"""Prompts are first turns; near copies count once, and what is held out is asked nowhere else."""

import csv
import json

import numpy as np
import pytest

from gadfly.science.datasets import AttackRecord, DatasetError, Form, TableError, write
from gadfly.science.dialogue import Candidate, Dialogue, Message, Role, Turn, text_of
from gadfly.science.policy import PolicyError
from gadfly.science.policy.prompts import LONGEST, Prompt, first_turn, mixed, openings
from gadfly.science.preference.pairs import Pair
from tests.science.preference.kitchen import planted

RED = [pair.opening for pair in planted(40)]
GOOD = [pair.opening for pair in planted(40, seed=1)]


def drawn(red=RED, good=GOOD, share=0.5, held_out=10, seed=0):
    return mixed(red, good, share=share, held_out=held_out, rng=np.random.default_rng(seed))


def test_attacks_give_their_first_human_turn_in_the_native_form_and_in_the_released_one(tmp_path):
    turns = (Turn("How long do eggs boil?", (Candidate("Six minutes."),), continued=0), Turn("And then?"))
    attacks = [AttackRecord(Dialogue(turns)), AttackRecord(Dialogue())]
    for form in Form:
        path = write_to(tmp_path / f"{form}.jsonl", attacks[: 2 if form is Form.NATIVE else 1], form)
        assert list(openings(path, {})) == ["How long do eggs boil?"]


def write_to(path, attacks, form):
    write(path, attacks, form=form)
    return path


def test_pairs_give_what_was_asked_in_them(tmp_path):
    path = tmp_path / "pairs.jsonl"
    pair = planted(1)[0]
    chosen, rejected = (
        text_of([*pair.prompt, Message(Role.ASSISTANT, reply)]) for reply in (pair.chosen, pair.rejected)
    )
    path.write_text(json.dumps({"chosen": chosen, "rejected": rejected}))
    assert list(openings(path)) == [pair.prompt[0].text]
    assert first_turn(Pair((Message(Role.SYSTEM, "Be kind."),), "", "")) == ""


def test_a_column_of_prompts_will_do_and_so_will_any_column_that_is_named(tmp_path):
    path = tmp_path / "asked.csv"
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, ["prompt", "said"])
        writer.writeheader()
        writer.writerow({"prompt": "How do I peel a peach?", "said": "How do I skin a fish?"})
    assert list(openings(path)) == ["How do I peel a peach?"]
    assert list(openings(path, {"message": "said"})) == ["How do I skin a fish?"]


def test_what_holds_no_prompt_is_refused_with_its_place(tmp_path):
    path = tmp_path / "asked.jsonl"
    path.write_text('{"prompt": "How do I peel a peach?"}\n{"prompt": 3}\n')
    with pytest.raises(TableError, match=r"asked\.jsonl, line 2: there is no text in “prompt”"):
        list(openings(path))
    path.write_text('{"message": "How?"}\n{"message": ["no"]}\n')
    with pytest.raises(DatasetError, match=r"asked\.jsonl, "):
        list(openings(path, {}))
    path.write_text("")
    assert list(openings(path)) == []


@pytest.mark.parametrize("share", [0.0, 0.2, 0.5])
def test_benign_prompts_are_the_share_that_was_wished_for_on_both_sides(share):
    found = drawn(share=share)
    assert found.share == pytest.approx(share, abs=0.02)
    assert sum(prompt.benign for prompt in found.held_out) == pytest.approx(10 * share)
    assert len(found.held_out) == 10


def test_where_benign_prompts_are_too_few_the_share_is_what_there_is():
    assert drawn(good=GOOD[:10]).share == pytest.approx(0.2, abs=0.05)
    assert drawn(share=1.0).share == 1


def test_nothing_held_out_is_learnt_from_and_near_copies_count_once():
    copies = [f"{text}  " for text in RED] + [text.upper() for text in RED]
    found = drawn(red=[*RED, *copies, "", "x" * (LONGEST + 1)], share=0.0)
    assert not {prompt.text for prompt in found.teach} & {prompt.text for prompt in found.held_out}
    assert (len(found.teach), len(found.held_out), found.left_out) == (30, 10, 82 + len(GOOD) * 0)


def test_the_same_seed_draws_the_same_prompts_and_another_one_others():
    assert drawn() == drawn()
    assert drawn(seed=1).held_out != drawn().held_out


def test_where_nothing_is_left_to_learn_from_it_is_said_what_to_do():
    with pytest.raises(PolicyError, match="hold out fewer with --held-out"):
        drawn(red=RED[:5], good=[], held_out=5)


def test_a_prompt_is_no_benign_one_unless_it_is_said():
    assert not Prompt("How?").benign
