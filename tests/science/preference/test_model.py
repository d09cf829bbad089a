"""What holds for every preference model, whatever it learnt: tried on the shipped one and the baseline."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import expit

from gadfly.science.dialogue import Message, Role
from gadfly.science.embedding import wordllama
from gadfly.science.preference import PreferenceModel, Reply, replies_in
from gadfly.science.preference.features import Frame, closeness, features, opening_of, width
from gadfly.science.preference.light import BATCH, ShorterWins
from gadfly.science.preference.store import shipped
from tests.science.preference.kitchen import planted

texts = st.text(max_size=80)
messages = st.lists(st.builds(Message, st.sampled_from([Role.HUMAN, Role.ASSISTANT]), texts), max_size=8)
models = st.sampled_from(["light", "shorter"]).map(
    lambda name: shipped() if name == "light" else ShorterWins()
)
FRAME = Frame(5, 100, 0.25)


def asked(text="How long do eggs boil?"):
    return (Message(Role.HUMAN, text),)


@given(models, messages)
def test_each_assistant_message_has_one_finite_score(model, said):
    scores = model.score(said)
    assert len(scores) == sum(message.role is Role.ASSISTANT for message in said)
    assert all(map(math.isfinite, scores))


@given(models, messages, messages)
def test_a_score_does_not_depend_on_later_turns(model, said, later):
    scores = model.score(said)
    assert model.score([*said, *later])[: len(scores)] == scores


@given(models, messages, texts, texts)
def test_the_chances_of_a_pair_and_of_its_reverse_add_up_to_one(model, said, one, other):
    a, b = model.score_replies(said, [one, other])
    assert expit(a - b) + expit(b - a) == pytest.approx(1)
    assert model.score_replies(said, [other, one]) == (b, a)


@given(models, st.lists(messages, max_size=4))
def test_a_batch_gives_what_each_dialogue_gives_alone(model, dialogues):
    assert model.score_many(dialogues) == [model.score(said) for said in dialogues]


@given(models, messages, texts)
def test_a_possible_reply_scores_like_the_same_words_said(model, said, text):
    assert model.score_replies(said, [text]) == model.score([*said, Message(Role.ASSISTANT, text)])[-1:]


@given(models, st.sampled_from(["", " ", "\n\n", "."]))
def test_next_to_nothing_has_a_score(model, text):
    assert math.isfinite(model.score_text(text))


@given(models, texts)
def test_blanks_around_a_reply_change_nothing(model, text):
    assert model.score_text(f"\n {text}  ") == model.score_text(text)


@pytest.mark.parametrize("model", [shipped(), ShorterWins()])
def test_a_model_without_replies_has_nothing_to_say(model):
    assert (model.score([]), model.score(asked()), model.score_many([])) == ((), (), [])


def test_more_replies_than_a_batch_holds_are_all_scored_alike():
    assert set(shipped().values([Reply(asked(), "Six minutes.")] * (BATCH + 1))) == {
        shipped().score_replies(asked(), ["Six minutes."])[0]
    }


def test_the_baseline_prefers_the_shorter():
    short, long = ShorterWins().score_replies(asked(), ["Six.", "Six minutes."])
    assert short > long


def test_a_reply_knows_everything_said_before_it_and_nothing_after():
    said = (*asked(), Message(Role.ASSISTANT, "Six."), *asked("Sure?"), Message(Role.ASSISTANT, "Yes."))
    assert replies_in(said) == (Reply(said[:1], "Six."), Reply(said[:3], "Yes."))


@given(st.lists(st.builds(Reply, messages.map(tuple), texts), max_size=4))
def test_features_are_finite_and_point_without_size(replies):
    rows = features(replies, wordllama(), FRAME)
    assert rows.shape == (len(replies), width(256, FRAME))
    for row, reply in zip(rows, replies, strict=True):
        said = bool(wordllama().embed([reply.text.strip()]).any())
        assert math.isclose(math.hypot(*row[:256]), float(said), abs_tol=1e-9)
        assert math.log1p(5) <= row[-2] <= math.log1p(100)
        assert -1.000001 <= row[-1] <= 1.000001


def test_length_is_held_between_the_bounds():
    rows = features([Reply((), "x" * count) for count in (0, 5, 50, 100, 5000)], wordllama(), FRAME)
    assert rows[:, -2].tolist() == pytest.approx([math.log1p(count) for count in (5, 5, 50, 100, 100)])


def test_where_there_is_nothing_to_compare_closeness_is_the_frames():
    nothing = [Reply((), "Six."), Reply(asked(), ""), Reply(asked(""), "Six.")]
    assert features(nothing, wordllama(), FRAME)[:, -1].tolist() == [0.25] * 3
    assert [math.isnan(value) for value in closeness(nothing, wordllama())] == [True] * 3


def test_closeness_is_one_where_the_reply_repeats_the_question():
    assert closeness([Reply(asked(), asked()[0].text)], wordllama()).tolist() == pytest.approx([1])


@pytest.mark.parametrize(
    ("text", "opening"),
    [
        ("Six minutes. Or seven.", "Six minutes."),
        ("Six?! Yes", "Six?!"),
        ("- six\n- seven", "- six"),
        ("about 6.5 minutes", "about 6.5 minutes"),
        ("", ""),
    ],
)
def test_the_opening_is_the_first_sentence_or_line(text, opening):
    assert opening_of(text) == opening


def test_a_model_is_made_used_written_and_read_in_four_lines(tmp_path):
    made = PreferenceModel.fit(planted(60), name="kitchen-1", seed=1)
    kind, curt = made.score_replies(asked(), ["Gladly, it takes six minutes.", "Leave me alone, fool."])
    path = made.save(tmp_path)
    assert PreferenceModel.load(path).scorer == made.scorer
    assert kind > curt
