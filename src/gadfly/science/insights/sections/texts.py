"""What the texts say of themselves: copies, and what looks like personal data. No text is ever shown."""

import numpy as np
import pyarrow.compute as pc

from gadfly.science.datasets.personal import DETECTORS
from gadfly.science.insights.attacks import Attacks
from gadfly.science.insights.clustered import share
from gadfly.science.insights.section import Column, Kind, Section, Table, told

COPIES = (
    Column("text", "Text"),
    Column("n", "Attacks", Kind.COUNT),
    Column("distinct", "Distinct", Kind.COUNT),
    Column("repeated", "In a group of equals", Kind.SHARE, interval=True),
    Column("largest", "Largest group", Kind.COUNT),
)
FOUND = (
    Column("kind", "Looks like"),
    Column("n", "Attacks", Kind.COUNT),
    Column("matches", "Matches", Kind.COUNT),
    Column("share", "Share of attacks", Kind.SHARE, interval=True),
)
TEXTS = (("transcript", "transcript"), ("first", "first message"), ("intent", "intent"))


def copies(attacks: Attacks) -> Section:
    """Return how many attacks say what another one says, to the letter and but for digits, signs and case."""
    rows = []
    for column, name in TEXTS:
        for plain in (False, True):
            codes = attacks.texts(column, plain=plain).dictionary_encode().indices.to_numpy()
            counts = np.bincount(codes, minlength=1)
            rows.append(
                {
                    "text": f"{name}, but for case, digits and signs" if plain else name,
                    "n": len(codes),
                    "distinct": int((counts > 0).sum()),
                    **told("repeated", share(attacks.member, counts[codes] > 1)),
                    "largest": int(counts.max()),
                }
            )
    first = rows[2]
    return Section(
        "Copies",
        said=(
            (
                f"{first['distinct']:,} of {first['n']:,} first messages are distinct; the most "
                f"frequent one stands "
                f"{first['largest']:,} times."
            ),
        ),
        tables=(Table("copies", "Texts that occur more than once", COPIES, tuple(rows)),),
        method=(
            (
                "Texts are compared to the letter, and again in small letters with digits and signs "
                "left out. "
                "Copies are counted, not removed: every other figure has them in it."
            ),
        ),
        headline={"copies": rows},
    )


def personal_data(attacks: Attacks) -> Section:
    """Return how many attacks hold what looks like personal data, by kind."""
    texts = attacks.column("transcript")
    rows = []
    anywhere = np.zeros(len(attacks), bool)
    for kind, pattern in DETECTORS.items():
        matches = pc.count_substring_regex(texts, pattern).to_numpy(zero_copy_only=False)
        anywhere |= matches > 0
        found = share(attacks.member, matches > 0)
        rows.append(
            {
                "kind": kind,
                "n": int((matches > 0).sum()),
                "matches": int(matches.sum()),
                **told("share", found),
            }
        )
    all_of_them = {
        "kind": "any of these",
        "n": int(anywhere.sum()),
        "matches": sum(row["matches"] for row in rows),
    }
    rows.append(all_of_them | told("share", share(attacks.member, anywhere)))
    return Section(
        "What looks like personal data",
        said=(f"{all_of_them['n']:,} attacks hold something that looks like personal data.",),
        tables=(Table("personal_data", "Matches by kind", FOUND, tuple(rows)),),
        method=(
            (
                "Patterns of our own look for the kinds that the paper's filter did, and for e-mail "
                "addresses. They find what is "
                "made up as well as what is real, and miss names: read before releasing."
            ),
        ),
        headline={"personal_data": rows},
    )
