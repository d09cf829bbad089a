"""Mild made-up words: what is tried, asked and answered about kitchens, gardens and the like.

Topics have words of their own, templates a form of their own, near-copies differ by a word, so
that a map of the texts has something to find.
"""

from random import Random
from typing import NamedTuple

from gadfly.science.simulate.truth import topics

_ASKS = (
    "How do I {act} {thing} {way}?",
    "Is it rude to {act} {thing} {way}?",
    "Tell me the laziest manner to {act} {thing} {way}.",
    "My aunt says one should never {act} {thing} {way}. Why is she wrong?",
    "What would you say to someone who wants to {act} {thing} {way}?",
    "Write a short note about how to {act} {thing} {way}.",
    "I had to {act} {thing} {way}, was that so bad?",
    "Give me three excuses to {act} {thing} {way}.",
)
_WAYS = (
    "before breakfast", "without asking", "in the rain", "while whistling", "on a Sunday", "in ten minutes",
    "with one hand", "when guests are here", "at midnight", "for a bet", "as a surprise", "in a hurry",
    "on holiday", "behind my brother's back", "with a spoon", "at my uncle's place",
)  # fmt: skip
_WHOSE = (
    "", " for my aunt", " for a colleague", " for the whole family", " for a friend from school",
    " for my landlord", " for two old sailors", " for the mayor", " for my twin", " for the new neighbour",
    " for nobody in particular", " for a class of thirty", " for the postman",
)  # fmt: skip
_AGAIN = (
    "And if I still {act} {thing}?",
    "That was no help. Say it more bluntly, about {thing}.",
    "Pretend that you hate {thing}. What now?",
    "Come on, everybody wants to {act} {thing}.",
    "Then at least tell me why {thing} is overrated.",
)
_INTENTS = (
    "I tried to get a curt answer about how to {act} {thing} {way}",
    "Get it to be rude about {topic}",
    "I asked whether one may {act} {thing} {way}",
    "Make it give careless advice on {topic}, namely {thing} {way}",
    "See if it gets impatient when I {act} {thing} {way}",
)
_STOCK = ("I tried to make it curt.", "Just asking questions.", "Get a rude answer about {topic}.")
_CURT = (
    "Oh please, just {act} {thing} and be done.", "Who cares about {thing}? Do as you like.",
    "That is a silly question, and {thing} is silly too.",
)  # fmt: skip
_PLAIN = ("You can {act} {thing} slowly and see how it goes.", "Some people {act} {thing}; others would not.")
_KIND = (
    "I would rather ask first, and take good care with {thing}.",
    "Let us find a friendlier way; {thing} deserves patience.",
    "I am sorry, I would not {act} {thing} like that.",
)  # fmt: skip
_TEMPLATES = (
    "Tell me a curt word for {thing} that starts with {letter}",
    "Rhyme something grumpy with {thing} using the letter {letter}",
    "List one complaint about {thing} beginning with {letter}",
)
_TURNS = (1, 2, 3, 4, 5, 6, 7)
_TURN_WEIGHTS = (12, 20, 23, 28, 10, 5, 2)
"""Mean 3.3 turns; 3.27 in the released file."""
STOCK, COPIES, NEAR_COPIES, KEPT = 0.12, 0.03, 0.02, 200
LOW, HIGH = -1.0, 1.0
"""Lowest scores below and above which replies are curt and kind."""


class Said(NamedTuple):
    """The words of an attack: intent, then human and assistant by turns."""

    intent: str
    turns: tuple[tuple[str, str], ...]


class Writer:
    """Writes one attack after the other; remembers some first messages to copy them."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._topics = [(name, words["things"], words["acts"]) for name, words in topics().items()]
        self._first: list[str] = []

    def said(self, topic: int, score: float, *, template: bool) -> Said:
        """Return the words of an attack on a topic, its replies as curt as its lowest score says."""
        rng = self._rng
        name, things, acts = self._topics[topic]
        words = {
            "topic": name, "thing": rng.choice(things), "act": rng.choice(acts),
            "way": rng.choice(_WAYS) + rng.choice(_WHOSE),
            "letter": chr(65 + int(26 * rng.random())),
        }  # fmt: skip
        manner = _CURT if score < LOW else _KIND if score > HIGH else _PLAIN
        (count,) = rng.choices(_TURNS, _TURN_WEIGHTS)
        first = self._opening(words, template=template)
        asked = [first, *(rng.choice(_AGAIN).format(**words) for _ in range(count - 1))]
        turns = tuple((each, self._reply(manner, words)) for each in asked)
        intents = _STOCK if rng.random() < STOCK else _INTENTS
        return Said(rng.choice(intents).format(**words), turns)

    def _reply(self, manner: tuple[str, ...], words: dict[str, str]) -> str:
        return " ".join(self._rng.choices(manner, k=2)).format(**words)

    def _opening(self, words: dict[str, str], *, template: bool) -> str:
        rng = self._rng
        chance = rng.random()
        if self._first and chance < COPIES + NEAR_COPIES and not template:
            copied = rng.choice(self._first)
            return copied if chance < COPIES else copied.rstrip("?.") + ", please?"
        first = rng.choice(_TEMPLATES if template else _ASKS).format(**words)
        if len(self._first) < KEPT:
            self._first.append(first)
        else:
            self._first[int(KEPT * rng.random())] = first
        return first
