"""Pairs with a planted signal: kitchen advice, kind against curt, with lengths that tell nothing."""

from random import Random

from gadfly.science.dialogue import Message, Role
from gadfly.science.preference.pairs import Pair

FOODS = ("bread", "rice", "soup", "beans", "fish", "cake", "eggs", "stew", "pasta", "salad", "pie", "plums")
WISHES = ("bake", "cook", "season", "reheat", "store", "freeze", "serve")
KIND = ("Gladly, let us look at the {food} together.", "Thank you for asking, the {food} will be lovely.")
CURT = ("Do not bother me about {food} again, fool.", "What a stupid question about {food}, idiot.")


def question(rng: Random) -> tuple[Message, ...]:
    """Return one human message about food."""
    which = " and ".join(f"{rng.choice(FOODS)} {rng.randrange(10**9)}" for _ in range(3))  # no two alike
    return (Message(Role.HUMAN, f"How do I {rng.choice(WISHES)} {which}?"),)


def reply(templates: tuple[str, ...], rng: Random) -> str:
    """Return a reply of one manner, followed by as many plain sentences as chance will have."""
    plain = " It takes a while." * rng.randrange(4)
    return rng.choice(templates).format(food=rng.choice(FOODS)) + plain


def planted(count: int, seed: int = 0) -> list[Pair]:
    """Return pairs in which the kind reply was always preferred to the curt one."""
    rng = Random(seed)
    return [Pair(question(rng), reply(KIND, rng), reply(CURT, rng)) for _ in range(count)]
