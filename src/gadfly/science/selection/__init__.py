"""Choosing people: who joins, by a lottery with quotas; who is called, by what they cover together.

lottery = lottery_of(pool_of(people, quotas, size=100))     everybody's probability, and a bound
draw(lottery, seed).chosen                                  the same for whoever draws it again
choose(members, Call(size=20, hours=5)).chosen              a campaign's cohort, with reasons
"""

from gadfly.science.selection.cohort import Call, Chosen, Cohort, Member, Obstacle, choose, obstacle_of
from gadfly.science.selection.draw import Drawn, commitment, draw, fingerprint
from gadfly.science.selection.load import Span, load_of
from gadfly.science.selection.lottery import Lottery, lottery_of
from gadfly.science.selection.pool import Person, Pool, Quota, SelectionError, pool_of
from gadfly.science.selection.remedies import remedies

__all__ = [
    "Call",
    "Chosen",
    "Cohort",
    "Drawn",
    "Lottery",
    "Member",
    "Obstacle",
    "Person",
    "Pool",
    "Quota",
    "SelectionError",
    "Span",
    "choose",
    "commitment",
    "draw",
    "fingerprint",
    "load_of",
    "lottery_of",
    "obstacle_of",
    "pool_of",
    "remedies",
]
