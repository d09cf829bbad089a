"""Scoring: how long one attack takes, how many a second in a batch, how long the model takes to load.

    python -m benchmarks.scoring [--quick] [--json]

An attack is five turns of some 200 characters about bread. One process, shipped weights.
"""

import argparse
import contextlib
import io
import json
import time
from statistics import median

from benchmarks import verdict
from benchmarks.verdict import Goal
from gadfly.science.dialogue import Message, Role
from gadfly.science.preference import PreferenceModel
from gadfly.science.preference.store import shipped

TURNS = 5
ASKED = (
    "How long should loaf {loaf} of batch {batch} stay in the oven so that its crust is dark and not burnt?"
)
SAID = (
    "That depends on the oven and on how wet the dough of loaf {loaf} is. Start hot and turn it down "
    "after a quarter of an hour. A lid keeps the steam in. Let batch {batch} cool before you cut it."
)


def attack(batch: int) -> tuple[Message, ...]:
    """Return an attack of five turns, its words a little different for each number."""
    return tuple(
        Message(role, words.format(loaf=loaf, batch=batch))
        for loaf in range(TURNS)
        for role, words in ((Role.HUMAN, ASKED), (Role.ASSISTANT, SAID))
    )


def milliseconds_of_one(model: PreferenceModel, rounds: int) -> float:
    """Return the median milliseconds of scoring one attack by itself."""
    times = []
    for number in range(rounds):
        said = attack(number)
        before = time.perf_counter()
        model.score(said)
        times.append(1000 * (time.perf_counter() - before))
    return median(times)


def attacks_a_second(model: PreferenceModel, count: int) -> float:
    """Return how many attacks a second are scored in one batch."""
    said = [attack(number) for number in range(count)]
    before = time.perf_counter()
    model.score_many(said)
    return count / (time.perf_counter() - before)


def measured(*, quick: bool = False) -> list[Goal]:
    """Run the benchmark, print and keep its figures, return its goals."""
    before = time.perf_counter()
    model = shipped()
    loaded = time.perf_counter() - before
    model.score(attack(0))
    figures = {
        "load the model, s": loaded,
        "one attack, ms": milliseconds_of_one(model, 50 if quick else 1_000),
        "attacks a second in a batch": attacks_a_second(model, 500 if quick else 10_000),
    }
    rows = [[what, verdict.number(figure)] for what, figure in figures.items()]
    print(verdict.table((f"scoring by {model.scorer}", "measured"), rows), end="\n\n")
    reached = [Goal("score one attack of five turns", figures["one attack, ms"], 1, "ms")]
    verdict.write("scoring", reached, figures)
    return reached


def main() -> None:
    """Print the figures as a table, or as JSON alone."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="fewer attacks: a look, not a figure")
    parser.add_argument("--json", action="store_true", help="print JSON in place of tables")
    args = parser.parse_args()
    with contextlib.redirect_stdout(io.StringIO()) if args.json else contextlib.nullcontext():
        goals = measured(quick=args.quick)
    kept = verdict.RESULTS / "scoring.json"
    print(json.dumps(json.loads(kept.read_text("utf-8"))) if args.json else verdict.goals_table(goals))


if __name__ == "__main__":
    main()
