"""What a turn took, and how an intervention came to its replies, in sentences for whoever leads.

Both may come from an imported file, so nothing is taken for granted of them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gadfly.science.targets import Account


@dataclass(frozen=True, slots=True)
class Making:
    """How one reply came about: a sentence, and texts that were not shown, each with its name."""

    letter: str
    sentence: str
    texts: Sequence[tuple[str, str]] = ()


def taken(document: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what a turn took; nothing where it is not known."""
    account = Account.of(document)
    return tuple(_sentences(account)) if account.requests else ()


def making_of(letter: str, made: Mapping[str, Any]) -> Making | None:
    """Return how a reply came about; None where the model's own words were shown."""
    sentences = [*_ranked(made), *_filtered(made), *_revised(made)]
    return Making(letter, " ".join(sentences), tuple(_texts(made))) if sentences else None


def _sentences(account: Account) -> Iterator[str]:
    asked = (
        f"{_counted(account.requests, 'request')}, {_counted(account.samples, 'reply', 'replies')} written"
    )
    yield f"{asked}, {account.seconds:,.1f} s with the endpoint."
    if account.unmetered < account.requests:
        cached = f" ({account.cached_tokens:,} of them cached)" if account.cached_tokens else ""
        yield f"{account.prompt_tokens:,} tokens read{cached}, {account.completion_tokens:,} written."
    if account.unmetered:
        yield f"The server did not count the tokens of {_counted(account.unmetered, 'request')}."
    if account.ranking:
        yield f"{account.ranking:,.2f} s of our own went into scoring them."
    if account.left_out:
        first = "turn" if account.left_out == 1 else f"{account.left_out:,} turns"
        yield f"The dialogue had outgrown the model, which did not see its first {first}."


def _ranked(made: Mapping[str, Any]) -> Iterator[str]:
    if _is_number(made.get("rank_score")):
        among = f", number {made.get('rank', '?')} of {made.get('k', '?')}"
        yield f"Ranked{among}, by {made.get('scorer', 'a scorer')}: {_score(made['rank_score'])}."


def _filtered(made: Mapping[str, Any]) -> Iterator[str]:
    scored = f" (score {_score(made['filter_score'])})" if _is_number(made.get("filter_score")) else ""
    unscored = " (it gave it no score)" if made.get("filter_score", 0) is None else ""
    if "withheld" in made:
        yield f"A filter withheld what the model wrote{scored or unscored} and put a refusal in its place."
    elif scored:
        yield f"It passed a filter{scored}."


def _revised(made: Mapping[str, Any]) -> Iterator[str]:
    if "draft" in made:
        rounds = 1 + len(_earlier(made))
        yield f"The model revised its draft{'' if rounds == 1 else f' {rounds} times'} after criticising it."


def _texts(made: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for one in [*_earlier(made), made]:
        for name, words in (("draft", "The draft"), ("critique", "Its critique"), ("withheld", "Withheld")):
            if isinstance(one.get(name), str):
                yield words, one[name]


def _earlier(made: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    earlier = made.get("earlier")
    return [one for one in earlier if isinstance(one, dict)] if isinstance(earlier, list) else []


def _is_number(value: object) -> bool:
    return type(value) in {int, float}


def _score(value: float) -> str:
    return f"{value:+.2f}".replace("-", "−").removeprefix("+")


def _counted(count: int, noun: str, several: str = "") -> str:
    return f"{count:,} {noun if count == 1 else several or noun + 's'}"
