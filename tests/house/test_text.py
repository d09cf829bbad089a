"""What must not stand in any file: other people's machines, loose ends, silence without a reason."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from tests.house.tree import ROOT, SOURCE, Place, comments, files, lines, listing, source, texts

_REGISTRIES = [
    ".".join(parts)  # in parts, so that this file does not name them
    for parts in [("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"), ("npmjs", "com"),
                  ("deb", "debian", "org"), ("security", "debian", "org")]
]  # fmt: skip
_LOOSE_ENDS = re.compile(r"\b(?:T[O]DO|F[I]XME|X[X]X)\b|\bNot[I]mplementedError\b")
_MARKUP = re.compile(r"mark[_]safe|\|\s*safe(?:seq)?\b|\bSafe(?:String|Text)\(|autoescape\s+off|__html[_]_")


def test_no_file_knows_the_machine_it_was_written_on():
    homes = {f"{Path.home()}/", f"{ROOT.parent}/"} - {"//"}
    paths = re.compile("|".join([*map(re.escape, homes), "/(?:home|Users)/" + r"[a-z]\w*/"]))
    assert listing(_found(paths, texts())) == ""


def test_no_file_names_a_package_registry():
    assert listing(_found(re.compile("|".join(map(re.escape, _REGISTRIES))), texts())) == ""


def test_lock_files_hold_versions_and_hashes_and_no_addresses():
    locks = [path for path in files() if path.suffix == ".lock"]
    assert len(locks) == 4
    assert listing(_found(re.compile(r"://|--(?:extra-)?index|--find-links|--trusted"), locks)) == ""
    pins = [place for path in locks for place in lines(path) if re.match(r"[a-z]", place.text)]
    assert listing(place for place in pins if "==" not in place.text or not place.text.endswith("\\")) == ""


def test_nothing_is_left_for_later():
    assert listing(_found(_LOOSE_ENDS, texts())) == ""


def test_whoever_silences_a_linter_names_the_rule_and_the_reason():
    silenced = [place for path in files() if path.suffix == ".py" for place in comments(path)]
    assert listing(place for place in silenced if _lacks_a_reason(place.text)) == ""


@pytest.mark.parametrize(
    ("comment", "lacks"),
    [
        ("# noqa", True),
        ("# noqa: ARG002", True),
        ("# noqa: ARG002, S101 -- a script ignores its cue", False),
        ("# type: ignore", True),
        ("# type: ignore[arg-type]", True),
        ("# type: ignore[arg-type]  # the library says list and takes any sequence", False),
        ("# pragma: no cover", True),
        ("# pragma: no cover -- only another platform comes here", False),
        ("# a noqa in a sentence", False),
    ],
)
def test_a_bare_code_is_no_reason(comment, lacks):
    assert _lacks_a_reason(comment) is lacks


def test_markup_is_trusted_in_one_file_only():
    """R31."""
    renderers = {SOURCE / "shared" / "markdown.py"}
    assert listing(_found(_MARKUP, set(source(".py", ".html", ".txt")) - renderers)) == ""


def _found(pattern: re.Pattern[str], paths: Iterable[Path]) -> Iterator[Place]:
    for path in sorted(paths):
        yield from (place for place in lines(path) if pattern.search(place.text))


def _lacks_a_reason(comment: str) -> bool:
    """Whether the comment silences a tool without `CODE -- reason` (`[code]  # reason` for types)."""
    if re.search(r"#\s*(?:ruff:\s*)?noqa\b", comment):
        return not re.search(r"noqa:\s*[A-Z]+\d+(?:,\s*[A-Z]+\d+)*\s+--\s+\S", comment)
    if re.search(r"#\s*type:\s*ignore", comment):
        return not re.search(r"type:\s*ignore\[[\w-]+(?:,\s*[\w-]+)*\]\s+#\s+\S", comment)
    if re.search(r"#\s*pragma:\s*no\s*(?:cover|branch)", comment):
        return not re.search(r"no\s*(?:cover|branch)\s+--\s+\S", comment)
    return False
