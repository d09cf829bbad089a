"""`gadfly train preference FILE -o DIR`: pairs to weights, and a card that says how good they are."""

import argparse
import hashlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gadfly.science.preference.pairs import Pair


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Say what the command takes."""
    train = commands.add_parser("train", help="train a preference model")
    kinds = train.add_subparsers(dest="kind", metavar="KIND", required=True)
    preference = kinds.add_parser(
        "preference", help="from pairs of replies, the small model that scores attacks"
    )
    preference.add_argument(
        "file",
        type=Path,
        metavar="FILE",
        help="JSON lines, plain or gzip, with two transcripts a line: “chosen” (less harmful) and “rejected”",
    )
    preference.add_argument(
        "-o", "--output", type=Path, required=True, metavar="DIR", help="where the weights and CARD.md go"
    )
    preference.add_argument("--seed", type=int, default=0, help="for the splits (default: 0)")
    preference.add_argument(
        "--name", default="light-1", type=_name, help="the model's name (default: light-1)"
    )


def run(args: argparse.Namespace) -> int:
    """Train, measure, write and report. Return 1 where that cannot be done, having said why."""
    from gadfly.science.embedding import EmbeddingError
    from gadfly.science.preference.pairs import PairError, read_pairs
    from gadfly.science.preference.train import TrainingError

    try:
        args.output.mkdir(parents=True, exist_ok=True)
        pairs = list(read_pairs(args.file))
        _train(args, pairs)
    except (PairError, TrainingError, EmbeddingError) as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        print(f"{error.filename or args.output} cannot be written: {error.strerror}.", file=sys.stderr)
        return 1
    return 0


def _train(args: argparse.Namespace, pairs: "list[Pair]") -> None:
    import numpy as np

    from gadfly.science.embedding import wordllama
    from gadfly.science.preference.card import card, report
    from gadfly.science.preference.measure import measure
    from gadfly.science.preference.store import save
    from gadfly.science.preference.train import fit

    with args.file.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    embedder = wordllama()
    model = fit(pairs, embedder, rng=np.random.default_rng(args.seed), sha256=sha256, name=args.name)
    found = measure(pairs, model, embedder=embedder, rng=np.random.default_rng(args.seed))
    path = save(model, args.output)
    page = path.with_name("CARD.md")
    page.write_text(card(model, found, args.seed), encoding="utf-8")
    print(report(model, found))
    print(f"\nWritten: {path}\n         {page}")


def _name(text: str) -> str:
    """Return a model's name, if it is one that can name a file."""
    if not text.replace("-", "").isalnum() or not text.isascii():
        raise argparse.ArgumentTypeError("letters, digits and dashes only")
    return text
