"""The atlas at 38,961 texts, embedding to templates: time, memory, truth; BERTopic beside it if there is one.

    python -m benchmarks.atlas [--quick] [--peer PYTHON]

The texts are planted (`benchmarks.planted`), so that topics, copies and templates are known. PYTHON is the
interpreter of an environment in which BERTopic is installed; it gets the vectors that were made here, and its
own time for a 2-D map is counted, as ours is. It runs twice, the second time with its compiled code cached.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections import Counter
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks import verdict
from benchmarks.datasets import most_memory
from benchmarks.planted import Planted, planted
from benchmarks.verdict import Goal
from gadfly.science.atlas.drawing import Atlas, atlas_of
from gadfly.science.atlas.neighbours import unit
from gadfly.science.atlas.placing import embedded
from gadfly.science.atlas.quality import agreement, quality_of
from gadfly.science.embedding import wordllama

ROOT = Path(__file__).parents[1]
WHOLE, QUICK = 38_961, 4_000
SAMPLED = 2_000
Row = dict[str, float]


def pairs(groups: NDArray[np.int64]) -> int:
    """Return how many pairs of rows are in one group."""
    return sum(size * (size - 1) // 2 for size in Counter(groups.tolist()).values())


def templates_found(corpus: Planted, atlas: Atlas) -> int:
    """Return how many planted templates have a group with half of them that is four fifths theirs."""
    found = set()
    for template in atlas.templates:
        number, size = Counter(corpus.templates[list(template.rows)].tolist()).most_common(1)[0]
        if number >= 0 and size >= 0.8 * template.size and 2 * size >= (corpus.templates == number).sum():
            found.add(number)
    return len(found)


def truth(corpus: Planted, atlas: Atlas, vectors: NDArray[np.float32]) -> Row:
    """Return how much of what was planted was found, and how true the map is."""
    quality = quality_of(vectors, atlas.xy, sample=SAMPLED, seed=1)
    both = pairs(atlas.copy_of * len(corpus.texts) + corpus.copies)
    return {
        "trust": quality.trust if quality else float("nan"),
        "recall": quality.recall if quality else float("nan"),
        "AMI with topics": agreement(atlas.labels, corpus.topics),
        "copies, precision": both / pairs(atlas.copy_of),
        "copies, recall": both / pairs(corpus.copies),
        "templates of 20": templates_found(corpus, atlas),
    }


def job(count: int) -> None:
    """Draw one map and print its figures; the imports of the extra are in the time."""
    corpus, marks = planted(count), []

    def hears(step: str) -> None:
        marks.append((step, time.perf_counter(), time.process_time()))

    atlas = atlas_of(corpus.texts, openings=corpus.openings, hears=hears)
    hears("end")
    memory = most_memory()  # before the map is judged
    steps = {one[0]: {"s": next_[1] - one[1], "CPU s": next_[2] - one[2]} for one, next_ in pairwise(marks)}
    steps["all"] = {"s": marks[-1][1] - marks[0][1], "CPU s": marks[-1][2] - marks[0][2]}
    found = truth(corpus, atlas, embedded(corpus.texts, wordllama())[1])
    print(json.dumps({"steps": steps, "MB": memory, "found": found}))


def peer(python: str, count: int) -> dict[str, Row]:
    """Return what BERTopic takes and finds, first and second time."""
    corpus = planted(count)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rows, vectors = embedded(corpus.texts, wordllama())
        np.save(folder / "vectors.npy", unit(vectors))
        (folder / "texts.json").write_text(json.dumps([corpus.texts[row] for row in rows]), encoding="utf-8")
        found = {}
        for run in ("first", "second"):
            command = [python, str(ROOT / "benchmarks" / "topics_peer.py"), name]
            done = subprocess.run(command, check=True, capture_output=True, text=True)
            figures = json.loads(done.stdout.splitlines()[-1])
            labels, xy = np.load(folder / "labels.npy"), np.load(folder / "xy.npy").astype(np.float32)
            quality = quality_of(vectors, xy, sample=SAMPLED, seed=1)
            found[run] = figures | {
                "AMI with topics": agreement(labels, corpus.topics[rows]),
                "trust": quality.trust if quality else float("nan"),
                "recall": quality.recall if quality else float("nan"),
            }
    return found


def goals(ours: dict[str, Row], memory: float, found: Row, theirs: dict[str, Row]) -> list[Goal]:
    """Return what was asked for and what was reached."""
    reached = [
        Goal("embedding to templates", ours["all"]["s"], 45, "s"),
        Goal("the most memory", memory, 2_000, "MB"),
        Goal("untrustworthiness of the map", 1 - found["trust"], 0.03, ""),
        Goal("copies missed", 1 - found["copies, recall"], 0.05, ""),
        Goal("copies that are none", 1 - found["copies, precision"], 0.15, ""),
        Goal("templates missed", 20 - found["templates of 20"], 5, "of 20"),
    ]
    if theirs:
        warm = theirs["second"]
        less = ours["all"]["CPU s"] / warm["CPU s"], warm["AMI with topics"] - found["AMI with topics"]
        reached.append(
            Goal("time of BERTopic's, embedding included here only", ours["all"]["s"] / warm["s"], 0.5, "×")
        )
        reached.append(Goal("processor time of BERTopic's, likewise", less[0], 0.5, "×"))
        reached.append(Goal("agreement with topics below BERTopic's", less[1], 0.0, ""))
    return reached


def measured(*, quick: bool = False, python: str = "") -> list[Goal]:
    """Run the benchmark, print and keep its figures, return its goals."""
    count = QUICK if quick else WHOLE
    command = [sys.executable, "-m", "benchmarks.atlas", "--job", str(count)]
    ours = json.loads(subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout)
    rows = [
        [step, verdict.number(row["s"]), verdict.number(row["CPU s"])] for step, row in ours["steps"].items()
    ]
    print(verdict.table((f"{count:,} texts", "s", "CPU s"), rows))
    print({name: round(value, 3) for name, value in ours["found"].items()}, f"{ours['MB']:.0f} MB")
    theirs = peer(python, count) if python else {}
    for run, row in theirs.items():
        print(f"BERTopic, {run} run:", {name: round(value, 3) for name, value in row.items()})
    reached = goals(ours["steps"], ours["MB"], ours["found"], theirs)
    verdict.write("atlas", reached, ours | {"peer": theirs})
    return reached


def main() -> None:
    """Print the figures and the goals."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="fewer texts: a look, not a figure")
    parser.add_argument("--peer", default="", help="a Python that has BERTopic")
    parser.add_argument("--job", type=int, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.job:
        job(args.job)
        return
    print(verdict.goals_table(measured(quick=args.quick, python=args.peer)))


if __name__ == "__main__":
    main()
