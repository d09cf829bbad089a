"""What import and export share: finding the campaign, and reading a file that was checked first."""

import sys
from collections.abc import Iterable, Iterator
from datetime import datetime
from difflib import get_close_matches
from functools import partial
from pathlib import Path

from gadfly.attacks.actions.importing import ensure_fits
from gadfly.campaigns.actions import found_archive
from gadfly.campaigns.models import Campaign
from gadfly.people.models import Person
from gadfly.people.queries import person_with
from gadfly.science.datasets import AttackRecord, BadRecord, read, scan
from gadfly.science.datasets.report import report_of
from gadfly.shared.refusal import NotValid, Refusal

Entry = AttackRecord | BadRecord


def campaign_called(slug: str) -> Campaign | None:
    """Return the campaign; print which there are when there is none of this name."""
    found = Campaign.objects.filter(slug=slug).first()
    if found is None:
        slugs = list(Campaign.objects.order_by("-pk").values_list("slug", flat=True)[:10])
        there = f"There are: {', '.join(slugs)}." if slugs else "There are none yet."
        print(f"gadfly: no campaign is called {slug}. {there}", file=sys.stderr)
    return found


def campaign_to_fill(slug: str, *, new: bool, at: datetime) -> Campaign | None:
    """Return the campaign of this name, made if there is none; print why not when it looks like a slip."""
    slugs = list(Campaign.objects.values_list("slug", flat=True))
    if slug in slugs:
        return Campaign.objects.get(slug=slug)
    if not new and (alike := get_close_matches(slug, slugs, n=1)):
        print(
            f"gadfly: no campaign is called {slug}. Did you mean {alike[0]}? --new makes another one.",
            file=sys.stderr,
        )
        return None
    try:
        return found_archive(slug=slug, at=at)
    except Refusal as error:
        print(f"gadfly: {error}", file=sys.stderr)
        return None


def lead_called(address: str) -> Person | None:
    """Return who may lead campaigns and has this address; print what to do when nobody has."""
    person = person_with(address)
    if person is None or not person.may_found_campaigns:
        print(
            f"gadfly: no lead has the address {address}. Add them: gadfly member {address} --office lead",
            file=sys.stderr,
        )
        return None
    return person


def sound_records(path: Path, *, skip_bad: bool, bad: list[int]) -> Iterator[AttackRecord] | None:
    """Return the file's records once every one of them can be read and kept; else say which cannot.

    The numbers of those that `skip_bad` leaves out are added to `bad` as they are come to.
    """
    unfit: list[str] = []
    try:
        report = report_of(_looked_at(scan(path), unfit))
    except OSError as error:
        print(f"gadfly: {path} cannot be read: {error.strerror}. Name another file.", file=sys.stderr)
        return None
    if not (report.sound or (skip_bad and report.good)):
        print(report, file=sys.stderr)
        _say_nothing_was_imported("Mend the file, or leave the bad records out with --skip-bad")
        return None
    if unfit:
        print(unfit[0], file=sys.stderr)
        _say_nothing_was_imported("Mend the file")
        return None
    return read(path, on_bad=partial(_leave_out, bad) if skip_bad else None)


def number_of(place: int, bad: Iterable[int]) -> int:
    """Return which record of its file a sound one is; `bad` are the numbers of the others, in order."""
    for number in bad:
        place += number <= place
    return place


def _looked_at(entries: Iterable[Entry], unfit: list[str]) -> Iterator[Entry]:
    """Pass the entries on; add a sentence to `unfit` about the first attack that no row can hold."""
    for number, entry in enumerate(entries, start=1):
        if isinstance(entry, AttackRecord) and not unfit:
            try:
                ensure_fits(entry)
            except NotValid as error:
                unfit.append(f"record {number}: {error}")
        yield entry


def _say_nothing_was_imported(advice: str) -> None:
    print(f"gadfly: nothing was imported. {advice}.", file=sys.stderr)


def _leave_out(numbers: list[int], bad: BadRecord) -> None:
    numbers.append(bad.record)
    print(f"left out: {bad}", file=sys.stderr)
