"""Dialogues that outgrow a context: what is left out, and that it is said."""

from collections.abc import AsyncGenerator, Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gadfly.science.dialogue import Message, Role
from gadfly.science.targets import Account, Batch, Piece, Target, TooLongError
from gadfly.science.targets.endpoint import Endpoint
from gadfly.science.targets.scripted import Scripted, tokens_of
from gadfly.science.targets.scripted_server import serving
from gadfly.science.targets.window import Windowed, estimated, fitting, room_in
from gadfly.shared.outbound import Origins, Outbound

KIND = Message(Role.SYSTEM, "Be kind.")
turns = st.lists(st.tuples(st.integers(1, 30), st.integers(0, 60)), min_size=1, max_size=30)
rooms = st.integers(1, 200)


def words(text: str) -> int:
    """Count as the scripted model does."""
    return len(tokens_of(text))


def human(count: int, word: str = "egg") -> Message:
    return Message(Role.HUMAN, " ".join([word] * count))


def assistant(count: int) -> Message:
    return Message(Role.ASSISTANT, " ".join(["Boil."] * count))


def dialogue(sizes: Sequence[tuple[int, int]]) -> list[Message]:
    """Return turns of so many words, the last without its reply."""
    said = [message for asked, told in sizes for message in (human(asked), assistant(told))]
    return said[:-1]


def growing(sizes: Sequence[tuple[int, int]]) -> list[list[Message]]:
    return [dialogue(sizes[: end + 1]) for end in range(len(sizes))]


@given(turns, rooms)
def test_what_is_seen_is_the_end_of_the_dialogue_from_a_human_message_on(
    sizes: list[tuple[int, int]], room: int
):
    said = dialogue(sizes)
    seen = fitting(said, room, tokens=words)
    assert seen.messages == said[2 * seen.left_out :]
    assert seen.messages[0].role is Role.HUMAN
    assert (seen.turns, seen.tokens) == (
        len(sizes) - seen.left_out,
        sum(words(message.text) for message in seen.messages),
    )


@given(turns, rooms)
def test_it_fits_unless_the_last_message_alone_does_not(sizes: list[tuple[int, int]], room: int):
    seen = fitting(dialogue(sizes), room, tokens=words)
    assert seen.tokens <= room or seen.turns == 1


@given(turns, rooms)
def test_the_cut_moves_only_when_it_must_and_then_far_enough_for_a_while(
    sizes: list[tuple[int, int]], room: int
):
    before = 0
    for said in growing(sizes):
        seen = fitting(said, room, tokens=words)
        unmoved = sum(words(message.text) for message in said[2 * before :])
        assert seen.left_out >= before
        assert (seen.left_out > before) == (unmoved > room and seen.left_out + seen.turns - 1 > before)
        if seen.left_out > before:
            assert seen.tokens <= 0.65 * room or seen.turns == 1
        before = seen.left_out


@given(turns, rooms)
def test_the_cut_depends_on_the_messages_alone_and_not_on_the_last_reply(
    sizes: list[tuple[int, int]], room: int
):
    said = dialogue(sizes)
    cut = fitting(said, room, tokens=words).left_out
    assert fitting(tuple(said), room, tokens=words).left_out == cut
    assert fitting([*said, assistant(500)], room, tokens=words).left_out == cut
    assert fitting([KIND, *said], room, tokens=words).messages == [KIND, *said[2 * cut :]]


def test_a_dialogue_of_fifty_turns_keeps_its_beginning_for_many_turns():
    cuts = [fitting(said, 300, tokens=words).left_out for said in growing([(10, 20)] * 50)]
    moves = [at for at in range(1, 50) if cuts[at] != cuts[at - 1]]
    assert cuts[-1] > 35
    assert min(after - at for at, after in pairwise(moves)) >= 3


def test_nothing_said_is_nothing_seen_and_a_first_word_of_the_assistant_s_is_a_turn():
    assert fitting([], 5) == ([], 0, 0, 0)
    assert fitting([assistant(3), human(2)], 3, tokens=words).messages == [human(2)]


@given(st.text())
def test_no_text_is_estimated_at_less_than_a_byte_in_four(text: str):
    assert estimated(text) >= len(text.encode(errors="replace")) / 4


@pytest.mark.parametrize(
    ("text", "needed"),
    [
        ("Keep the lid off for the last ten minutes, so that it can thicken by itself.", 18),
        ("Lass den Teig unter einem feuchten Tuch ruhen, bis ein Fingerdruck zurückgeht.", 31),
        ("把面团放在湿布下醒发，直到手指按下的凹痕慢慢回弹。", 45),
        ("3.14159265358979323846264338327950288419716939937510", 52),
        ("TmFtZSB0aHJlZSBoZXJicyB0aGF0IGdvIHdpdGggcG90YXRvZXM=", 42),
        ("🍳🥚🧂🥘", 12),
    ],
)
def test_many_scripts_are_estimated_at_no_less_than_they_need(text: str, needed: int):
    assert needed <= estimated(text) <= 3 * needed + 8


def test_the_room_is_what_a_reply_and_what_stands_before_leave():
    assert room_in(2048, reply=256) == 1792
    assert room_in(2048, reply=256, before=[human(100)], tokens=words) == 1692
    assert room_in(100, reply=256) == 0


SIZES = [(10, 20)] * 10


async def test_what_was_left_out_is_in_the_account_and_the_rest_is_answered():
    said = dialogue(SIZES)
    collected = await Windowed(beneath=Scripted(longest=20, context=120), room=100, tokens=words).reply(said)
    seen = fitting(said, 100, tokens=words)
    assert collected.error is None
    assert (collected.account.left_out, collected.account.requests) == (seen.left_out, 1)
    assert collected.account.prompt_tokens == seen.tokens


async def test_a_dialogue_that_fits_is_left_as_it_is():
    target = Windowed(beneath=Scripted(name="kitchen"), room=1000, tokens=words)
    said = dialogue(SIZES)
    collected = await target.reply(said, seed=3)
    assert collected.candidates[0].text == Scripted().says(said, 3)
    assert collected.account == (await Scripted().reply(said, seed=3)).account
    assert target.name == "kitchen"


async def test_a_server_that_refuses_all_the_same_is_asked_with_half():
    script = Scripted(context=355)
    async with serving(script) as base, Outbound(Origins.of(private=[base])) as http:
        endpoint = Endpoint(http=http, base=base, model="kitchen")
        target = Windowed(beneath=endpoint, room=2000, tokens=words)
        collected = await target.reply(dialogue(SIZES), n=2)  # 280 words, and there is room for 99
    assert collected.error is None
    assert collected.account.requests == 3
    assert (collected.account.prompt_tokens, collected.account.left_out) == (40, 8)


async def test_one_gives_up_after_a_few_halves():
    collected = await Windowed(beneath=Refusing(), room=10_000, tokens=words).reply(dialogue([(9, 9)] * 200))
    assert (str(collected.error), collected.account.requests) == ("Too long.", 4)


@pytest.mark.parametrize("room", [5, 1000])
async def test_a_last_message_that_is_too_long_is_said_to_be(room: int):
    target = Windowed(beneath=Scripted(context=300), room=room, tokens=words)
    error = (await target.reply([*dialogue(SIZES), assistant(1), human(100)])).error
    assert isinstance(error, TooLongError)
    assert error.context == 300
    assert str(error) == "This message is too long for the model; send a shorter one."
    assert error.detail


async def test_nothing_is_asked_again_once_words_were_shown():
    collected = await Windowed(beneath=Refusing(first="Boil "), room=1000, tokens=words).reply(
        dialogue(SIZES)
    )
    assert (str(collected.error), collected.account.requests) == ("Too long.", 1)
    assert collected.candidates[0].text == "Boil "


class Refusing(Target):
    """A model that refuses for length whatever it is asked, maybe after a first word."""

    name = "refusing"

    def __init__(self, first: str = "") -> None:
        self.first = first

    async def stream(self, messages: Sequence[Message], *, n: int, seed: int) -> AsyncGenerator[Batch]:
        del messages, n, seed
        if self.first:
            yield [Piece(0, self.first)]
        yield [Account(requests=1)]
        raise TooLongError("Too long.")
