"""From a stream to whole candidates."""

from itertools import count

from gadfly.science.dialogue import Candidate, Message, Role, State
from gadfly.science.targets.collecting import CUT, collect
from gadfly.science.targets.scripted import Fault, Scripted

QUESTION = (Message(Role.HUMAN, "How long do I boil an egg?"),)


async def test_candidates_come_whole_with_what_is_known_of_them():
    ticks = count(10.0, 0.25)
    collected = await collect(
        Scripted(replies=["Ten minutes.", "Twelve."]), QUESTION, n=2, seed=0, clock=lambda: next(ticks)
    )
    assert collected.error is None
    assert collected.candidates == (
        Candidate("Ten minutes.", State.COMPLETE, 0, "stop", 7, 2, first_token_ms=250, latency_ms=500),
        Candidate("Twelve.", State.COMPLETE, 1, "stop", 7, 1, first_token_ms=250, latency_ms=250),
    )


async def test_what_was_cut_is_kept_and_says_why():
    ticks = count(0.0, 0.25)
    target = Scripted(replies=["Ten minutes in hot water.", "Twelve."], faults={"": Fault(break_after=2)})
    cut, whole = (await collect(target, QUESTION, n=2, seed=0, clock=lambda: next(ticks))).candidates
    assert (cut.text, cut.state, cut.latency_ms) == ("Ten minutes", State.INTERRUPTED, 1000)
    assert cut.error == "The scripted model was told to break off; try again."
    assert (whole.text, whole.state, whole.error) == ("Twelve.", State.COMPLETE, None)


async def test_a_stream_that_just_stops_is_told_as_cut():
    class Stopping(Scripted):
        async def stream(self, messages, *, n, seed):
            async for batch in super().stream(messages, n=n, seed=seed):
                yield batch
                return

    (candidate,) = (await collect(Stopping(replies=["Ten minutes."]), QUESTION, n=1, seed=0)).candidates
    assert (candidate.text, candidate.state, candidate.error) == ("Ten", State.INTERRUPTED, CUT)


async def test_a_listener_hears_the_texts_grow():
    heard: list[list[str]] = []
    target = Scripted(replies=["Ten minutes.", "Twelve."])
    await collect(target, QUESTION, n=2, seed=0, told=lambda texts: heard.append(list(texts)))
    assert heard == [["Ten", "Twelve."], ["Ten minutes.", "Twelve."]]
