"""`gadfly doctor`: look the installation over and say what to do."""

import argparse
import json
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

LEAST_SPACE = 500_000_000
"""Bytes of free disk under which the doctor worries: weights and a few thousand attacks."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. `advice` says what to do when it is not well."""

    what: str
    well: bool
    found: str
    advice: str = ""


def add_parser(commands: Any) -> None:  # noqa: ANN401 -- argparse names its own type privately
    """Add the command's options."""
    made = commands.add_parser("doctor", help="check the installation and say what to do")
    made.add_argument("--json", action="store_true", help="print the findings as JSON")


def run(args: argparse.Namespace) -> int:
    """Print what was found; exit 1 when something is not well."""
    findings = list(examine())
    if args.json:
        print(json.dumps([asdict(finding) for finding in findings], indent=1))
    else:
        for finding in findings:
            print(f"{'well  ' if finding.well else 'UNWELL'}  {finding.what}: {finding.found}")
            if not finding.well:
                print(f"        {finding.advice}")
    return 0 if all(finding.well for finding in findings) else 1


def examine() -> Iterator[Finding]:
    """Yield what is found: Python, packages, data directory, then what needs the database."""
    version = ".".join(map(str, sys.version_info[:3]))
    yield Finding("Python", sys.version_info >= (3, 11), version, "Install Python 3.11 or newer.")
    from gadfly.cli.setting import set_up
    from gadfly.site.environment import data_dir

    try:
        set_up()
    except Exception as error:  # noqa: BLE001 -- whatever it is, the doctor says it instead of breaking
        yield Finding("settings", well=False, found=str(error), advice="Mend the setting it names.")
        return
    yield from _directory(data_dir())
    for look in (_database, _safety, _model, _keys, _scoring):
        yield from _looked(look)


def _looked(look: Callable[[], Iterator[Finding]]) -> Iterator[Finding]:
    try:
        yield from look()
    except Exception as error:  # noqa: BLE001 -- as above
        name = look.__name__.strip("_")
        yield Finding(name, well=False, found=str(error), advice="Mend this first, then ask again.")


def _directory(path: Path) -> Iterator[Finding]:
    free = shutil.disk_usage(path).free
    yield Finding(
        "data directory",
        free >= LEAST_SPACE,
        f"{path}, {free // 10**6:,} MB free",
        "Make room on the disk, or move the data directory (--data-dir).",
    )


def _database() -> Iterator[Finding]:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    state = f"{connection.vendor}, {f'{len(waiting)} migrations wait' if waiting else 'up to date'}"
    yield Finding("database", not waiting, state, "Run: gadfly migrate")


def _safety() -> Iterator[Finding]:
    from gadfly.site.checks import refusals

    reasons = refusals()
    yield Finding(
        "safe to serve", not reasons, reasons[0] if reasons else "yes", "It will not serve until then."
    )


def _model() -> Iterator[Finding]:
    from gadfly.campaigns.models import Endpoint
    from gadfly.cli.seed import ENDPOINT
    from gadfly.science.weights import SMOLLM2
    from gadfly.shared.outbound import origin_of
    from gadfly.shared.outbound.allowed import allowed_origins
    from gadfly.site.environment import data_dir

    here = SMOLLM2.here(data_dir() / "models")
    yield Finding("embedded model", well=True, found="here" if here else "not here: gadfly pull fetches it")
    in_use = Endpoint.objects.filter(targets__retired=False).exclude(name__startswith=ENDPOINT).distinct()
    origins = {origin_of(endpoint.base_url) for endpoint in in_use}
    closed = sorted(str(origin) for origin in origins if not allowed_origins().lists(origin))
    yield Finding(
        "endpoints",
        not closed,
        f"nothing may call {', '.join(closed)}" if closed else "every one may be called",
        "Add its origin to GADFLY_ALLOWED_ORIGINS, or GADFLY_PRIVATE_ORIGINS if it is inside.",
    )


def _keys() -> Iterator[Finding]:
    from gadfly.campaigns.models import Endpoint
    from gadfly.campaigns.sealing import opens

    sealed = Endpoint.objects.exclude(sealed_key="").order_by("name")
    shut = [endpoint.name for endpoint in sealed if not opens(endpoint)]
    yield Finding(
        "keys of endpoints",
        not shut,
        f"these do not open: {', '.join(shut)}" if shut else "every one opens",
        "Put the right master.key back, or enter them again.",
    )


def _scoring() -> Iterator[Finding]:
    from gadfly.attacks.tasks import waiting_for_scores
    from gadfly.science.preference.store import shipped

    waiting = waiting_for_scores().count()
    state = f"{shipped().scorer}; {waiting} attacks wait for scores"
    yield Finding("scoring", waiting < 100, state, "Start a worker: gadfly work")  # noqa: PLR2004 -- a worker's few seconds
