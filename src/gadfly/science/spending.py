"""What a turn takes in tokens and money: the most it may take, before it; what it took, after it.

Money is counted in millionths of the currency's unit, so that a price for a million tokens times
tokens is money. Where no server counts, tokens are estimated from the length of the texts.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from math import ceil
from typing import NamedTuple

from gadfly.science.dialogue import Message
from gadfly.science.interventions import Intervention, Work
from gadfly.science.targets import Account
from gadfly.science.targets.window import estimated, estimated_words


class Spent(NamedTuple):
    """Tokens read and written, and what they cost."""

    tokens: int
    money: int


@dataclass(frozen=True, slots=True)
class Price:
    """What a million tokens cost, in units of the currency; None: nothing is known, so nothing is counted."""

    read: Decimal | None = None
    written: Decimal | None = None

    def spent(self, read: int, written: int) -> Spent:
        """Return what so many tokens amount to; money is rounded up."""
        return Spent(read + written, ceil(read * (self.read or 0) + written * (self.written or 0)))


def reading(messages: Sequence[Message]) -> int:
    """Return about how many tokens it takes to read a dialogue once."""
    return sum(estimated(message.text) for message in messages)


def work_of(interventions: Sequence[Intervention], n: int, *, in_one: bool) -> Work:
    """Return what `n` candidates ask of the endpoint at most, through interventions in their order.

    `in_one` says whether the endpoint reads the dialogue once for several candidates.
    """
    work = Work(completions=n)
    for step in reversed(interventions):
        work = _through(step, work)
    return work if in_one else replace(work, readings=work.completions)


def _through(beneath: Intervention, asked: Work) -> Work:
    """Return what `asked` comes to where it is asked of an intervention in its turn.

    As if one request were for several candidates and all others for one: how it is with those
    that ask more than once, and no matter to those whose work grows evenly with the candidates.
    """
    several, one = beneath.work(asked.completions - asked.readings + 1), beneath.work(1)
    others = asked.readings - 1
    return Work(
        readings=several.readings + others * one.readings,
        completions=several.completions + others * one.completions,
        preamble=asked.preamble + several.preamble,
    )


def most(messages: Sequence[Message], work: Work, *, longest: int, price: Price) -> Spent:
    """Return the most a turn may take: what budgets reserve before it. `longest` bounds one reply.

    An intervention may have the model read its own replies again: they are counted with each
    reading but the first.
    """
    once = reading(messages) + work.preamble
    again = (work.readings - 1) * longest
    return price.spent(work.readings * once + again, work.completions * longest)


def took(account: Account, messages: Sequence[Message], replies: Sequence[str], price: Price) -> Spent:
    """Return what a turn took; requests that no server counted are estimated from the texts.

    Where nothing is known of requests, words that came stand for one that was not counted.
    """
    if not account.requests:
        account = Account(requests=1, samples=len(replies), unmetered=int(any(replies)))
    uncounted = account.unmetered / account.requests
    written = ceil(uncounted * account.samples * sum(map(estimated_words, replies)) / max(1, len(replies)))
    read = account.unmetered * reading(messages)
    return price.spent(account.prompt_tokens + read, account.completion_tokens + written)
