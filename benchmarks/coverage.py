"""Statistics: how often 95 % intervals hold, and how long each takes, beside pandas and statsmodels.

    python -m benchmarks.coverage [--quick]

Each study is made up anew from planted truth: 100 members of unequal diligence, 3,000 attacks. 500
studies, so that a true 95 % shows as 93 to 97. Naive intervals, which take attacks as independent,
stand beside ours. Run with OPENBLAS_NUM_THREADS=1 where others use the machine: small
matrices gain nothing from threads that must wait for a core.
"""

import argparse
import time
from collections import defaultdict
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import pandas as pd
import statsmodels.api as sm
from numpy.random import Generator
from scipy.special import expit
from scipy.stats import norm

from benchmarks import verdict
from benchmarks.verdict import Goal
from gadfly.science.outcomes import Figure, Floats, Labels, Whole
from gadfly.science.outcomes.clusters import difference, mean, share
from gadfly.science.outcomes.design import crossing
from gadfly.science.outcomes.discovery import discovery
from gadfly.science.outcomes.hazard import hazards
from gadfly.science.outcomes.intercepts import Coefficient, Skill, random_intercept
from gadfly.science.outcomes.ordinal import ordinal
from gadfly.science.outcomes.ratings import Rated, extended_elo
from gadfly.science.outcomes.regression import size_slopes
from gadfly.science.outcomes.tails import cvar, quantile

MEMBERS, ATTACKS, STUDIES = 100, 3_000, 500
RELEASED, MILLION = 38_961, 1_000_000
SIZES = np.array([2.7, 13.0, 52.0])
TAIL = float(norm.ppf(0.05))
Held = dict[str, list[bool]]
Interval = Figure | Coefficient | Skill | Rated


class Made(NamedTuple):
    """Attacks with planted truth: a Gaussian score, who made it against what, and whether it succeeded."""

    y: Floats
    member: Whole
    kind: Labels
    size: Labels
    topic: Whole
    x: Floats
    success: Floats
    skill: Floats
    robustness: Floats


def made(rng: Generator, members: int, attacks: int) -> Made:
    """Return attacks of which a sixth of the members makes some seven in ten."""
    weights = rng.lognormal(0, 1.6, members)
    member = np.repeat(np.arange(members), rng.multinomial(attacks - members, weights / weights.sum()) + 1)
    kind = Labels(rng.integers(0, 4, attacks), ("plain", "prompted", "rs", "rlhf"))
    size, topic = Labels(rng.integers(0, 3, attacks), ("2.7", "13", "52")), rng.integers(0, 20, attacks)
    upworker = (np.arange(members) % 3 == 0)[member].astype(float)
    design = crossing({"intent": rng.normal(1, 1, attacks), "upworker": upworker}, kind, size)
    skill, robustness = rng.normal(0, 0.6, members), rng.normal(0, 0.6, 4)
    y = skill[member] + rng.normal(0, 0.8, attacks)
    chance = expit(skill[member] - robustness[kind.codes] - 0.5)
    success = (rng.random(attacks) < chance).astype(float)
    return Made(y, member, kind, size, topic, design.x, success, skill, robustness)


def within(figure: Interval, truth: float) -> bool:
    """Tell whether an interval holds the truth."""
    return figure.low is not None and figure.high is not None and figure.low <= truth <= figure.high


def play(rng: Generator, held: Held, *, slow: bool) -> None:
    """Make up one study and note which intervals hold."""
    s = made(rng, MEMBERS, ATTACKS)
    held["mean, naive"].append(bool(abs(s.y.mean()) <= 1.96 * s.y.std() / np.sqrt(ATTACKS)))
    high, tail = (s.y > 1).astype(float), (s.y < TAIL).astype(float)
    held["mean"].append(within(mean(s.y, s.member), 0))
    for name, of, part in (("share of 16 %", high, norm.sf(1)), ("share of 5 %", tail, 0.05)):
        error = 1.96 * np.sqrt(part * (1 - part) / ATTACKS)
        held[f"{name}, naive"].append(bool(abs(of.mean() - part) <= error))
        held[name].append(within(share(of, s.member), part))
    held["5 % quantile"].append(within(quantile(s.y, s.member), TAIL))
    held["CVaR of 5 %"].append(within(cvar(s.y, s.member), -norm.pdf(TAIL) / 0.05))
    held["difference of two arms"].append(within(difference(s.y, s.member, s.kind.codes < 2), 0))  # noqa: PLR2004 -- half
    slopes = size_slopes(s.y, SIZES[s.size.codes], s.kind, s.member)
    held["size slope"] += [within(figure, 0) for figure in slopes.slopes if figure]
    if slopes.equal:
        held["slopes equal (5 % test)"].append(slopes.equal.p >= 0.05)  # noqa: PLR2004 -- 5 %
    model = random_intercept(s.y, s.x, s.member)
    held["mixed model: coefficient"] += [within(one, 0) for one in model.coefficients]
    held["mixed model: skill"] += [within(one, s.skill[one.member]) for one in model.skills]
    ended = np.minimum(rng.geometric(0.2, ATTACKS), 6).astype(float)
    first = np.where(ended < 6, ended, np.nan)  # noqa: PLR2004 -- censored after the fifth turn
    one = hazards(np.minimum(ended, 5), first, Labels(np.zeros(ATTACKS, np.int64), ("all",)), s.member)[0]
    held["hazard by turn"] += [within(figure, 0.2) for figure in one.hazard]
    if slow:
        ratings = extended_elo(s.success, s.member, s.kind.codes, s.topic)
        truth = s.robustness - s.robustness.mean()
        held["Elo: robustness"] += [within(one, truth[one.code]) for one in ratings.targets]
        centred = s.skill - s.skill.mean()
        held["Elo: skill"] += [within(one, centred[one.code]) for one in ratings.members]
        latent = s.skill[s.member] + rng.logistic(size=ATTACKS)
        rating = np.searchsorted([-0.5, 0.2, 0.8, 1.6], latent).astype(float)
        held["ordinal: coefficient"] += [
            within(one, 0) for one in ordinal(rating, s.x[:, 1:], [s.member, s.topic]).coefficients
        ]


def seconds(what: Callable[[], object]) -> float:
    """Return the processor seconds of a call."""
    before = time.process_time()
    what()
    return time.process_time() - before


def ours(s: Made) -> dict[str, Callable[[], object]]:
    """Return each statistic as a call."""
    ended = np.minimum(np.arange(len(s.y)) % 7 + 1.0, 5)
    first = np.where(s.success > 0, ended, np.nan)
    return {
        "mean, quantile, CVaR": lambda: [of(s.y, s.member) for of in (mean, quantile, cvar)],
        "size slopes and test": lambda: size_slopes(s.y, SIZES[s.size.codes], s.kind, s.member),
        "mixed model": lambda: random_intercept(s.y, s.x, s.member),
        "hazard": lambda: hazards(ended, first, s.kind, s.member),
        "discovery": lambda: discovery(s.topic, s.member),
        "extended Elo": lambda: extended_elo(s.success, s.member, s.kind.codes, s.topic),
    }


def theirs(s: Made) -> dict[str, Callable[[], object]]:
    """Return the same by pandas and statsmodels: members left out one by one, and MixedLM."""
    frame = pd.DataFrame({"y": s.y, "member": s.member})

    def left_out() -> list[float]:
        return [float(frame.y[frame.member != one].mean()) for one in frame.member.unique()]

    return {
        "mean, quantile, CVaR": left_out,
        "mixed model": lambda: sm.MixedLM(s.y, s.x, s.member).fit(method="powell"),
    }


def timed(rng: Generator, *, quick: bool) -> tuple[list[list[str]], list[Goal]]:
    """Return rows of processor seconds, and the goals for them."""
    small, large = made(rng, 324, RELEASED), made(rng, 5_000, RELEASED if quick else MILLION)
    rows, goals, peers = [], [], theirs(small)
    for name, call in ours(small).items():
        here, far = seconds(call), seconds(ours(large)[name])
        peer = seconds(peers[name]) if name in peers else None
        rows.append([name, *map(verdict.number, (here, far, peer))])
        goals += [
            Goal(f"{name}: {RELEASED:,}", here, 2, "s"),
            Goal(f"{name}: {len(large.y):,}", far, 120, "s"),
        ]
        if peer:
            goals.append(Goal(f"{name}: of the peer's time", 100 * here / peer, 20, "%"))
    here = seconds(
        lambda: ordinal(np.clip(np.round(small.y + 2), 0, 4), small.x[:, 1:], [small.member, small.topic])
    )
    rows.append(["ordinal mixed model", verdict.number(here), "–", "–"])
    return rows, [*goals, Goal(f"ordinal mixed model: {RELEASED:,}", here, 4, "s")]


def measured(*, quick: bool = False) -> list[Goal]:
    """Run the benchmark, print and keep its figures, return its goals."""
    rng = np.random.default_rng(1)
    held: Held = defaultdict(list)
    studies = 50 if quick else STUDIES
    for number in range(studies):
        play(rng, held, slow=number % 5 == 0)
    covered = {name: 100 * float(np.mean(each)) for name, each in held.items()}
    rows = [[name, f"{part:.1f} %", str(len(held[name]))] for name, part in covered.items()]
    print(verdict.table((f"95 % intervals in {studies} studies", "hold", "intervals"), rows), end="\n\n")
    goals = [
        Goal(f"{name}: away from 94.5 %", abs(part - 94.5), 2.5, "points")
        for name, part in covered.items()
        if "naive" not in name
    ]
    goals += [Goal(name, part, 90, "% at most") for name, part in covered.items() if "naive" in name]
    times, more = timed(rng, quick=quick)
    head = ("processor seconds", f"{RELEASED:,}", "a million", "pandas, statsmodels")
    print(verdict.table(head, times), end="\n\n")
    verdict.write("coverage", goals + more, {"covered": covered, "seconds": times})
    return goals + more


def main() -> None:
    """Print the figures and goals as tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument(
        "--quick", action="store_true", help="fewer studies, fewer rows: a look, not a figure"
    )
    print(verdict.goals_table(measured(quick=parser.parse_args().quick)))


if __name__ == "__main__":
    main()
