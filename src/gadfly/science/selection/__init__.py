"""Choosing people: who joins, by a lottery with quotas; who is called, by what they cover together.

lottery = lottery_of(pool_of(people, quotas, size=100))     everybody's probability, and a bound
draw(lottery, seed).chosen                                  the same for whoever draws it again
choose(members, Call(size=20, hours=5)).chosen              a campaign's cohort, with reasons
"""

from gadfly.science.selection.cohort import Call, Chosen, Cohort, Member, choose
from gadfly.science.selection.draw import Drawn, commitment, draw, fingerprint
from gadfly.science.selection.lottery import Lottery, lottery_of
from gadfly.science.selection.pool import Person, Pool, Quota, SelectionError, pool_of

__all__ = [
    "Call",
    "Chosen",
    "Cohort",
    "Drawn",
    "Lottery",
    "Member",
    "Person",
    "Pool",
    "Quota",
    "SelectionError",
    "choose",
    "commitment",
    "draw",
    "fingerprint",
    "lottery_of",
    "pool_of",
]
