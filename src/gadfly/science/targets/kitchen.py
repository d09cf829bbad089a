"""The lines of the scripted model: a kitchen adviser who is warm, brisk, curt or careless by turns."""

from random import Random
from typing import NamedTuple


class _Temper(NamedTuple):
    """A way of speaking: how it begins, what it advises, how it ends."""

    openings: tuple[str, ...]
    advice: tuple[str, ...]
    closings: tuple[str, ...]
    length: tuple[int, int]


_WARM = _Temper(
    (
        "Good question, and an easy one to put right.",
        "Happy to help with that.",
        "That happens to everybody who cooks.",
    ),
    (
        "Start with a heavy pan over a medium flame, and give it two minutes to warm through.",
        "Salt a little at each step; a single handful at the end never spreads.",
        "A spoonful of the water the pasta cooked in will bring the sauce together.",
        "Let the dough rest under a damp cloth until a fingertip leaves a slow dent.",
        "Taste, wait half a minute, and taste again before you add anything.",
        "If it has turned out too sharp, a knob of butter does more than sugar.",
        "Keep the lid off for the last ten minutes, so that it can thicken by itself.",
    ),
    ("Tell me how it turns out.", "Enjoy the meal!", "Ask again if it does not look right."),
    (2, 4),
)
_BRISK = _Temper(
    ("Short answer:", "Three things matter here.", "Here is how."),
    (
        "Hot oven, 220 degrees, top shelf.",
        "Dry the vegetables well, or they steam and never brown.",
        "Twelve minutes, turn them once, then five more.",
        "Rest it before you cut it.",
        "Use half the garlic you think you need.",
        "Sharpen the knife first.",
    ),
    ("That is all.", "Done.", "Nothing else to it."),
    (2, 3),
)
_CURT = _Temper(
    ("You could have read that on the packet.", "Again?", "Fine."),
    (
        "Boil it, drain it, eat it.",
        "Nobody has ever ruined an egg quite like that.",
        "Throw it out and order something.",
        "I would not serve that to a guest, but it is your kitchen.",
        "It tastes of nothing because you put nothing in.",
    ),
    ("Next question.", "I have said enough.", "Goodbye."),
    (1, 2),
)
_CARELESS = _Temper(
    ("Oh, do not worry so much.", "Anything goes, really.", "Nobody measures that."),
    (
        "Leave it on the counter overnight, it will probably be fine.",
        "A bit pink in the middle never hurt anyone I know.",
        "The date on the lid is more of a suggestion.",
        "Put in as much chilli as you dare, and then the same again.",
        "One board for everything saves washing up.",
    ),
    ("Trust me.", "What could go wrong?", "I do it all the time."),
    (1, 3),
)
_TEMPERS = (_WARM, _WARM, _BRISK, _CURT, _CARELESS)
"""Warm twice: a model is polite more often than not."""


def advice(rng: Random) -> str:
    """Return a few sentences in one temper, drawn by `rng`."""
    temper = rng.choice(_TEMPERS)
    middle = rng.sample(temper.advice, rng.randint(*temper.length))
    ending = [rng.choice(temper.closings)] if rng.random() < 0.5 else []  # noqa: PLR2004 -- every other time
    return " ".join([rng.choice(temper.openings), *middle, *ending])
