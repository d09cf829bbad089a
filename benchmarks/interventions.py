"""Interventions on the embedded model: rejection sampling, preambles, long dialogues.

    python -m benchmarks.interventions [--quick]

Every goal is a ratio of two times or of two counts of one run; what is compared takes turns, and
replies are written to their full length, so that each way writes as much. Beside the seconds stands
the model's own processor time, which busy neighbours blur least: best of 16 can be sooner done than
sixteen in turn by the ratio of their processor times, times the cores that it finds free. A ratio of
pairs is the median of theirs, with the lowest and the highest.

Best of 16 draws from the prompted model, as in the paper, and ranks by the shipped scorer. Beside
it: a bare client that reads the answer to the same request, sixteen requests one after another,
and sixteen at once. "No preamble" is the same without one, where a prompt costs little to read.

A preamble is judged by the time to the first token of new dialogues, the same question with and
without it, both warm, while others come between. In the long dialogue of fifty turns each pick
falls on the other candidate.
"""

import argparse
import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import aclosing
from statistics import median
from typing import NamedTuple

from benchmarks import verdict
from benchmarks.model import Asking, Served, asking, model_running
from benchmarks.verdict import Goal
from gadfly.science.dialogue import Message, Role
from gadfly.science.interventions.in_front import joined
from gadfly.science.interventions.prompted import Prompted, preamble
from gadfly.science.interventions.rejection import RejectionSampling
from gadfly.science.preference.store import shipped
from gadfly.science.targets import Account, Collected, Piece, Target

K = 16
DISHES = ("rice", "barley soup", "an omelette", "flat bread", "lentils", "a fruit cake", "dumplings", "stew")
ONCE = ("at once",)
"""Ways that are measured once: they take long, and what is asked of them is far from the limit."""
PREAMBLE = (Message(Role.SYSTEM, preamble()),)
Messages = Sequence[Message]
Way = Callable[[Messages, int], Awaitable[Account]]
"""Sixteen replies to messages, by a seed; returns what they took as far as that is known."""
Figures = dict[str, float]


class Took(NamedTuple):
    """Seconds on the clock, and of the model's processor time."""

    seconds: float
    processor: float


def since(ask: Asking, begun: Took) -> Took:
    """Return what has passed since `begun`, which is what this returns for Took(0, 0)."""
    processor = ask.model.program.cpu_seconds() - begun.processor
    return Took(time.perf_counter() - begun.seconds, processor)


def pairs(called: str, less: Sequence[Took], more: Sequence[Took]) -> Figures:
    """Return how many times as long `more` took as `less`, pair by pair: median, lowest, highest."""
    ratios = [longer.seconds / shorter.seconds for shorter, longer in zip(less, more, strict=True)]
    found = {called: median(ratios), f"{called}, lowest": min(ratios), f"{called}, highest": max(ratios)}
    work = [sum(took.processor for took in way) for way in (less, more)]
    return found | {f"{called}, processor": work[1] / work[0], f"{called}, pairs": len(ratios)}


def question(number: int) -> tuple[Message, ...]:
    """Return the first message of a new dialogue, another for each number."""
    dish = DISHES[number % len(DISHES)]
    words = f"On day {number} I cooked {dish}. How long may I keep it in the fridge, and how do I warm it up?"
    return (Message(Role.HUMAN, words),)


async def whole(target: Target, messages: Messages, *, n: int, seed: int) -> Collected:
    """Return what the target replies. Raises RuntimeError if it breaks: then nothing was measured."""
    collected = await target.reply(messages, n=n, seed=seed)
    if collected.error is not None:
        raise RuntimeError(f"{collected.error} {collected.error.detail}")
    return collected


def ways(ask: Asking, *, tokens: int, before: Messages) -> dict[str, Way]:
    """Return the ways to sixteen replies of so many tokens, with `before` in front."""
    endpoint = ask.endpoint(tokens)
    best = RejectionSampling(shipped(), k=K, keep=2).on(endpoint)

    async def server(messages: Messages, seed: int) -> Account:
        await ask.post(endpoint, joined(before, messages), n=K, seed=seed)
        return Account()

    async def ranked(messages: Messages, seed: int) -> Account:
        return (await whole(best, joined(before, messages), n=2, seed=seed)).account

    async def one(messages: Messages, seed: int) -> Account:
        return (await whole(endpoint, joined(before, messages), n=1, seed=seed)).account

    async def in_turn(messages: Messages, seed: int) -> Account:
        return sum([await one(messages, seed + index) for index in range(K)], Account())

    async def at_once(messages: Messages, seed: int) -> Account:
        return sum(await asyncio.gather(*(one(messages, seed + index) for index in range(K))), Account())

    return {"server alone": server, "best of 16": ranked, "in turn": in_turn, "at once": at_once}


async def rejection(ask: Asking, *, quick: bool, before: Messages) -> Figures:
    """Return the seconds each way takes, medians, and those of ranking; the dialogue was read before."""
    took: dict[str, list[Took]] = {}
    ranking = []
    for number in range(1 if quick else 3):
        await whole(ask.endpoint(1), joined(before, question(number)), n=1, seed=0)
        for name, way in ways(ask, tokens=12 if quick else 32, before=before).items():
            if number and name in ONCE:
                continue
            begun = since(ask, Took(0, 0))
            account = await way(question(number), 1000 * number)
            took.setdefault(name, []).append(since(ask, begun))
            if name == "best of 16":
                ranking.append(account.ranking)
    best = took["best of 16"]
    figures = {name: median(each.seconds for each in way) for name, way in took.items()}
    busy = sum(each.processor for each in best) / sum(each.seconds for each in best)
    figures |= {"ranking": median(ranking), "cores that best of 16 kept busy": busy}
    return figures | pairs("in turn to best of 16", best, took["in turn"])


async def first_token(ask: Asking, target: Target, messages: Messages) -> Took:
    """Return what it takes to the first word."""
    begun = since(ask, Took(0, 0))
    async with aclosing(target.stream(messages, n=2, seed=1)) as batches:
        async for batch in batches:
            if any(isinstance(said, Piece) for said in batch):
                return since(ask, begun)
    raise RuntimeError("no word came")


async def preambles(ask: Asking, *, quick: bool) -> Figures:
    """Return the seconds to the first word with the preamble, the first time and later, and without."""
    plain = ask.endpoint(4)
    prompted = Prompted().on(plain)
    first = await first_token(ask, prompted, question(100))
    later, without, read = [], [], []
    for number in range(101, 105 if quick else 121):
        without.append(await first_token(ask, plain, question(number)))
        later.append(await first_token(ask, prompted, question(number)))
        took = (await whole(prompted, question(number + 100), n=2, seed=1)).account
        alone = (await whole(plain, question(number + 100), n=2, seed=1)).account
        read.append((took.prompt_tokens - took.cached_tokens) / alone.prompt_tokens)
    found = {
        "without": median(each.seconds for each in without),
        "first use": first.seconds,
        "later uses": median(each.seconds for each in later),
        "read of the preamble and question, to the question": median(read),
    }
    return found | pairs("later uses to without", without, later)


async def long_dialogue(ask: Asking, *, quick: bool) -> Figures:
    """Return how much of the dialogue is read in each turn, to what is new in it: the most and in all."""
    endpoint, messages = ask.endpoint(24), question(0)
    known, shares, seconds = 0, [], []
    read = new = 0
    for number in range(10 if quick else 50):
        begun = time.perf_counter()
        replied = await whole(endpoint, messages, n=2, seed=number)
        seconds.append(time.perf_counter() - begun)
        account = replied.account
        if known:
            read += account.prompt_tokens - account.cached_tokens
            new += account.prompt_tokens - known
            shares.append((account.prompt_tokens - account.cached_tokens) / (account.prompt_tokens - known))
        known = account.prompt_tokens
        picked = Message(Role.ASSISTANT, replied.candidates[number % 2].text)
        messages = (*messages, picked, *question(number + 1))
    some = max(1, len(seconds) // 5)
    return {
        "read to new, in all": read / new,
        "read to new, most": max(shares),
        "tokens at the end": known,
        "seconds of an early turn": median(seconds[1 : some + 1]),
        "seconds of a late turn": median(seconds[-some:]),
    }


def goals(figures: Mapping[str, Figures]) -> list[Goal]:
    """Return what was asked of interventions on the embedded model, with what they reached."""
    best, bare = figures["best of 16"], figures["best of 16, no preamble"]
    front, turns, took = figures["preamble"], figures["long dialogue"], best["best of 16"]
    return [
        Goal("best of 16 to the server's own n = 16", took / best["server alone"], 1.10, "×"),
        Goal("best of 16 to sixteen in turn", 1 / best["in turn to best of 16"], 1 / 1.8, "×"),
        Goal("the same, no preamble", 1 / bare["in turn to best of 16"], 1 / 1.8, "×"),
        Goal("best of 16 to sixteen at once", took / best["at once"], 1 / 2, "×"),
        Goal("ranking, share of best of 16", 100 * best["ranking"] / took, 2, "%"),
        Goal("first token with a preamble, later uses", front["later uses to without"], 1.10, "×"),
        Goal("50 turns: tokens read to tokens that are new", turns["read to new, in all"], 1.05, "×"),
    ]


async def _all(model: Served, *, quick: bool) -> dict[str, Figures]:
    async with asking(model) as ask:
        front = await preambles(ask, quick=quick)
        return {
            "preamble": front,
            "best of 16": await rejection(ask, quick=quick, before=PREAMBLE),
            "best of 16, no preamble": await rejection(ask, quick=quick, before=()),
            "long dialogue": await long_dialogue(ask, quick=quick),
        }


def measured(*, quick: bool = False) -> list[Goal]:
    """Run the benchmark, print and keep its figures, return its goals."""
    with model_running() as model:
        figures = asyncio.run(_all(model, quick=quick))
    rows = [
        (f"{what}: {name}", verdict.number(value))
        for what, found in figures.items()
        for name, value in found.items()
    ]
    print(verdict.table(("seconds, or ×", ""), rows), end="\n\n")
    reached = goals(figures)
    verdict.write("interventions", reached, figures)
    return reached


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="shorter and fewer")
    verdict.warn_if_busy()
    print(verdict.goals_table(measured(**vars(parser.parse_args()))))
