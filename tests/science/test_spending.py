"""What a turn may take, and what it took, in tokens and money."""

from dataclasses import dataclass
from decimal import Decimal

import pytest

from gadfly.science.dialogue import Message, Role
from gadfly.science.interventions import Card, Intervention, Work
from gadfly.science.spending import Price, Spent, most, reading, took, work_of
from gadfly.science.targets import Account, Target

ASKED = (Message(Role.HUMAN, "Is rice ok?"),)
FREE = Price()
EURO = Price(Decimal(2), Decimal("0.5"))


@dataclass(frozen=True, slots=True)
class Doing(Intervention):
    """Asks for `each` times as much, in front of `preamble` tokens; all in one request unless `apart`."""

    each: int = 1
    preamble: int = 0
    least: int = 0
    apart: bool = False

    @property
    def card(self) -> Card:
        return Card(name="doing", released="doing", does="", costs="")

    def on(self, target: Target) -> Target:
        return target

    def work(self, n: int) -> Work:
        asked = max(self.least, n * self.each)
        return Work(readings=asked if self.apart else 1, completions=asked, preamble=self.preamble)


PROMPTED, RANKED, REVISED = Doing(preamble=900), Doing(least=16), Doing(each=3, apart=True)


@pytest.mark.parametrize(
    ("interventions", "n", "work"),
    [
        ((), 2, Work(readings=1, completions=2)),
        ((PROMPTED,), 2, Work(readings=1, completions=2, preamble=900)),
        ((RANKED,), 2, Work(readings=1, completions=16)),
        ((PROMPTED, RANKED), 2, Work(readings=1, completions=16, preamble=900)),
        ((RANKED, PROMPTED), 2, Work(readings=1, completions=16, preamble=900)),
        ((REVISED,), 2, Work(readings=6, completions=6)),
        ((RANKED, REVISED), 2, Work(readings=6, completions=96)),
        ((REVISED, RANKED), 2, Work(readings=48, completions=48)),
    ],
)
def test_work_adds_up_through_interventions(interventions, n, work):
    assert work_of(interventions, n, in_one=True) == work


def test_an_endpoint_that_writes_one_reply_a_request_reads_the_dialogue_for_each():
    assert work_of((RANKED,), 2, in_one=False) == Work(readings=16, completions=16)


def test_the_most_a_turn_may_take_is_every_reading_and_every_reply_at_its_longest():
    assert reading(ASKED) == 13
    assert most(ASKED, Work(completions=2), longest=100, price=FREE) == Spent(13 + 200, 0)
    work = Work(readings=3, completions=6, preamble=87)
    assert most(ASKED, work, longest=100, price=FREE) == Spent(3 * 100 + 2 * 100 + 600, 0)


def test_money_is_in_millionths_and_rounded_up():
    assert EURO.spent(10, 5) == Spent(15, 23)
    assert EURO.spent(1_000_000, 0) == Spent(1_000_000, 2_000_000)


def test_what_a_server_counted_is_what_a_turn_took():
    account = Account(requests=1, samples=2, prompt_tokens=35, cached_tokens=30, completion_tokens=120)
    assert took(account, ASKED, ("Yes.", "No."), EURO) == Spent(155, 130)


def test_what_no_server_counted_is_estimated_for_all_samples_from_those_that_were_shown():
    account = Account(requests=2, samples=16, unmetered=2)
    assert took(account, ASKED, ("Yes, it is.", "No."), FREE) == Spent(2 * 13 + 16 * 9 // 2, 0)


def test_requests_that_were_counted_are_not_estimated():
    account = Account(requests=2, samples=4, unmetered=1, prompt_tokens=20, completion_tokens=7)
    assert took(account, ASKED, ("Yes, it is.", "No."), FREE) == Spent(20 + 7 + 13 + 9, 0)


@pytest.mark.parametrize(("replies", "tokens"), [((), 0), (("", ""), 0), (("Yes.", ""), 13 + 3)])
def test_words_without_an_account_stand_for_one_request(replies, tokens):
    assert took(Account(), ASKED, replies, FREE) == Spent(tokens, 0)
