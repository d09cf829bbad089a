"""Elo from picks between two: who is found better than whom, by maximum likelihood.

log P(N_AB, N_BA) = −N_AB log(1 + e^(r_B − r_A)) − N_BA log(1 + e^(r_A − r_B)),  r = Elo · ln 10 / 400
(Bai et al. 2022, section 2.4; Bradley and Terry 1952, Biometrika 39:324). Unsure picks are for the
caller to leave out. It takes for granted that strength is one number: no stone beats scissors.
"""

from typing import NamedTuple

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from gadfly.science.outcomes import Figure, Floats, Whole, compact
from gadfly.science.outcomes.clusters import quantile_of_t

POINTS = 400 / np.log(10)
STEPS = 100
STILL = 1e-10


class Elo(NamedTuple):
    """Elo around 0 for each code that was compared, intervals over members; `n` picks each.

    No player has a value where some never lost to, or never won against, the rest (Ford 1957).
    """

    codes: Whole
    players: tuple[Figure, ...]
    converged: bool


def elo(winner: Whole, loser: Whole, member: Whole) -> Elo:
    """Return the ratings by picks of `winner` over `loser` by `member`; codes below 0 are missing.

    Raises ValueError where anybody is compared with itself.
    """
    keep = (winner >= 0) & (loser >= 0) & (member >= 0)
    if (winner == loser)[keep].any():
        raise ValueError("Nobody can be compared with itself: leave such picks out.")
    both, codes = compact(np.concatenate([winner[keep], loser[keep]]))
    one, two = np.split(both, 2)
    who, people = compact(member[keep])
    players, excluded = len(codes), int((~keep).sum())
    games = np.bincount(both, minlength=players)
    wins = np.bincount(one * players + two, minlength=players**2).reshape(players, players).astype(np.float64)
    parts = connected_components(coo_array(wins), connection="strong")[0] if players else 0
    if parts != 1:
        unknown = [Figure(None, None, None, int(n), len(people), excluded) for n in games]
        return Elo(codes, tuple(unknown), converged=False)
    rating, inverse, converged = _climb(wins)
    chance = 1 / (1 + np.exp(rating[one] - rating[two]))
    pulls = np.zeros((len(people), players))
    for sign, player in ((1, one), (-1, two)):
        cells = np.bincount(who * players + player, sign * chance, len(people) * players)
        pulls += cells.reshape(len(people), players)
    sizes = np.bincount(who).astype(np.float64)
    left = 1 - sizes / sizes.sum()
    reach = np.full(players, np.nan)
    if len(people) > 1:
        reach = quantile_of_t(sizes) * np.sqrt((((pulls @ inverse) / left[:, None]) ** 2).sum(axis=0))
    rows = zip((rating * POINTS).tolist(), (reach * POINTS).tolist(), games.tolist(), strict=True)
    return Elo(codes, tuple(_figure(*row, len(people), excluded) for row in rows), converged)


def _climb(wins: Floats) -> tuple[Floats, Floats, bool]:
    """Return the ratings at the maximum, the information's generalised inverse, whether it settled."""
    rating, games = np.zeros(len(wins)), wins + wins.T
    inverse, converged, taken = np.zeros_like(wins), False, 0
    while not converged and taken < STEPS:
        chance = 1 / (1 + np.exp(rating[None, :] - rating[:, None]))
        rise = wins.sum(axis=1) - (games * chance).sum(axis=1)
        w = games * chance * chance.T
        inverse = np.linalg.pinv(np.diag(w.sum(axis=1)) - w, hermitian=True).astype(np.float64, copy=False)
        step = inverse @ rise
        converged = float(rise @ step) < STILL
        rating = rating + step / max(1.0, float(np.abs(step).max()))
        taken += 1
    return rating - rating.mean(), inverse, converged


def _figure(value: float, reach: float, n: int, people: int, excluded: int) -> Figure:
    if np.isnan(reach):
        return Figure(value, None, None, n, people, excluded)
    return Figure(value, value - reach, value + reach, n, people, excluded)
