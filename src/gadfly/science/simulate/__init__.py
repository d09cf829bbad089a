"""Made-up datasets of the released shape, with the truth they were made from known.

    settings = Settings(attacks=38_961, seed=7)
    truth = truth_of(settings)               member skill, target robustness, topic difficulty, severity
    for attack in attacks(settings): ...     AttackRecords, as a stream in constant memory

Matched (the default), every block of 38,961 attacks has the published cells, rating counts and
quantiles; free, chance has its part in them, as intervals need it to be tested.
"""

from gadfly.science.simulate.numbers import Block, blocks
from gadfly.science.simulate.records import attacks
from gadfly.science.simulate.reviewing import Review, reviews
from gadfly.science.simulate.settings import Settings
from gadfly.science.simulate.truth import Truth, truth_of

__all__ = ["Block", "Review", "Settings", "Truth", "attacks", "blocks", "reviews", "truth_of"]
