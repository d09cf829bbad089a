"""The scoring job against the bare scorer: an archive in the database, and the same dialogues in memory.

    python -m benchmarks.rescoring [--quick] [--json]

Attacks of three turns with two replies each, imported into campaigns on SQLite, are scored by the job that
`gadfly rescore` and the worker do: read, scored and written in batches. Beside it the scorer alone is given
the same dialogues in the same batches. Both are done in one process, by turns; each round has a campaign of
its own, and medians are compared. Seconds are the clock's; those of the processor stand beside.
"""

import argparse
import contextlib
import io
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from statistics import median

import django

from benchmarks import kitchen, verdict
from benchmarks.installation import GADFLY, ROOT
from benchmarks.verdict import Goal
from gadfly.science.datasets import AttackRecord, Form, write
from gadfly.science.engine import batches
from gadfly.science.preference import Reply
from gadfly.science.preference.score import score_dialogues
from gadfly.science.preference.store import SHIPPED, shipped

ATTACKS, ROUNDS = 6_000, 5
REPLIES = 6
SLOWER = 1 / 0.9
"""How many times as long as the bare scorer the job may take: it keeps 90 % of the throughput."""


def archive(count: int, name: str) -> Iterator[AttackRecord]:
    """Yield attacks under keys of their own."""
    for number, attack in enumerate(kitchen.attacks(count, everything=True)):
        yield replace(attack, key=f"{name}-{number}")


def bare(count: int, size: int) -> None:
    """Score dialogues and intents that are in memory."""
    model = shipped()
    for some in batches(kitchen.attacks(count, everything=True), size):
        score_dialogues(model, [attack.dialogue for attack in some])
        model.values([Reply((), attack.task_description) for attack in some])


def job(count: int) -> None:
    """Do both by turns in the installation of this environment, and print the seconds of each."""
    django.setup()
    from gadfly.attacks.actions.rescoring import LARGE, ask_rescoring, rescore  # noqa: PLC0415 -- after setup
    from gadfly.campaigns.models import Campaign  # noqa: PLC0415 -- likewise
    from gadfly.shared.clock import now  # noqa: PLC0415 -- likewise

    def scored(campaign: Campaign) -> None:
        asked = ask_rescoring(campaign=campaign, scorer=SHIPPED, at=now())
        for _ in rescore(job=asked.pk, at=now()):
            pass

    bare(LARGE, LARGE)
    rounds = [
        {"bare": _took(lambda: bare(count, LARGE)), "job": _took(lambda: scored(campaign))}  # noqa: B023 -- called at once
        for campaign in Campaign.objects.order_by("pk")
    ]
    print(json.dumps(rounds))


def _took(does: Callable[[], None]) -> tuple[float, float]:
    clock, processor = time.perf_counter(), time.process_time()
    does()
    return time.perf_counter() - clock, time.process_time() - processor


def rounds_of(count: int, rounds: int) -> list[dict[str, tuple[float, float]]]:
    """Fill an installation of our own and return the seconds of each round."""
    with tempfile.TemporaryDirectory() as folder:
        data, file = Path(folder) / "data", Path(folder) / "attacks.jsonl"
        gadfly = (GADFLY, "--data-dir", str(data))
        subprocess.run((*gadfly, "migrate"), check=True, stdout=subprocess.DEVNULL)
        for number in range(rounds):
            write(file, archive(count, f"k{number}"), form=Form.NATIVE)
            importing = (*gadfly, "import", str(file), "--campaign", f"kitchen-{number}", "--new")
            subprocess.run(importing, check=True, capture_output=True)
        own = {"GADFLY_DATA_DIR": str(data), "DJANGO_SETTINGS_MODULE": "gadfly.site.settings"}
        done = subprocess.run(
            (sys.executable, "-m", "benchmarks.rescoring", "--job", str(count)),
            cwd=ROOT, check=True, capture_output=True, text=True, env={**os.environ, **own},
        )  # fmt: skip
        found: list[dict[str, tuple[float, float]]] = json.loads(done.stdout)
        return found


def measured(*, quick: bool = False) -> list[Goal]:
    """Run the benchmark, print and keep its figures, return its goals."""
    count, rounds = (ATTACKS // 10, 1) if quick else (ATTACKS, ROUNDS)
    found = rounds_of(count, rounds)
    clock, processor = (
        {name: median(one[name][which] for one in found) for name in ("bare", "job")} for which in (0, 1)
    )
    figures = {
        "replies": REPLIES * count,
        "replies a second": {name: REPLIES * count / seconds for name, seconds in clock.items()},
        "the same, of processor time": {name: REPLIES * count / took for name, took in processor.items()},
        "kept of the bare scorer's throughput": clock["bare"] / clock["job"],
        "the same, of processor time alone": processor["bare"] / processor["job"],
    }
    rows = [
        [name, *(verdict.number(REPLIES * count / each[name]) for each in (clock, processor))]
        for name in clock
    ]
    print(verdict.table(("light-2, replies a second", "by the clock", "by the processor"), rows), end="\n\n")
    reached = [Goal("scoring job: its time to the bare scorer's", clock["job"] / clock["bare"], SLOWER, "×")]
    verdict.write("rescoring", reached, figures)
    return reached


def main() -> None:
    """Print the figures as a table, or as JSON alone."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="fewer attacks: a look, not a figure")
    parser.add_argument("--json", action="store_true", help="print JSON in place of tables")
    parser.add_argument("--job", type=int, metavar="ATTACKS", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.job:
        job(args.job)
        return
    with contextlib.redirect_stdout(io.StringIO()) if args.json else contextlib.nullcontext():
        goals = measured(quick=args.quick)
    kept = verdict.RESULTS / "rescoring.json"
    print(json.dumps(json.loads(kept.read_text("utf-8"))) if args.json else verdict.goals_table(goals))


if __name__ == "__main__":
    main()
