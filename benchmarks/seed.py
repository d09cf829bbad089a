"""Fill a migrated data directory with an archive of attacks and people who are in the middle of one.

    GADFLY_DATA_DIR=DIR python -m benchmarks.seed CAST.json --endpoint PORT --people N
        [--attacks N] [--one N] [--answered] [--second PORT] [--together]

The archive is ended attacks of two turns, scored and rated: `--one` of them by the first person,
the rest by all others. Each of the people has a session and one open attack, which has no message
yet or, if `--answered`, one turn to pick from. Who they are, and what opens their pages, goes to
CAST.json. Texts are kitchen advice. With `--second` the campaign has another arm, and the open
attacks are on either; with `--together` its replies appear together.
"""

import argparse
import json
from dataclasses import asdict
from pathlib import Path
from random import Random

import django

SEED = 20240229


def words() -> argparse.Namespace:
    """Return what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("cast", type=Path)
    parser.add_argument("--endpoint", type=int, required=True)
    parser.add_argument("--people", type=int, default=10)
    parser.add_argument("--attacks", type=int, default=0)
    parser.add_argument("--one", type=int, default=0)
    parser.add_argument("--answered", action="store_true")
    parser.add_argument("--second", type=int)
    parser.add_argument("--together", action="store_true")
    return parser.parse_args()


def main() -> None:
    """Seed and say who is who."""
    django.setup()
    from benchmarks.seeding import archive, cast  # noqa: PLC0415 -- models exist only after setup
    from gadfly.campaigns.models import Reveal  # noqa: PLC0415 -- likewise

    asked = words()
    ports = [asked.endpoint] if asked.second is None else [asked.endpoint, asked.second]
    addresses = [f"http://127.0.0.1:{port}/v1" for port in ports]
    stage = cast.campaign(*addresses, reveal=Reveal.TOGETHER if asked.together else Reveal.STREAM)
    people = cast.people(stage, asked.people)
    authors = [person.pk for person in people]
    archive.fill(stage, authors[:1], asked.one, Random(SEED))
    archive.fill(stage, authors[1:] or authors, asked.attacks - asked.one, Random(SEED + 1))
    attacks = cast.open_attacks(stage, people)
    if asked.answered:
        archive.answer(attacks)
    told = cast.tell(stage, people, attacks)
    asked.cast.write_text(json.dumps(asdict(told), indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
