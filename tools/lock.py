"""Choose versions and write the lock files: names, versions and hashes, no addresses.

    python -m tools.lock              keep what is locked where it still fits
    python -m tools.lock --upgrade    take the newest of everything

`requirements.lock` is what a user installs, `requirements-insights.lock` that and what charts and
maps take, `requirements-ray.lock` what a user installs and what a Ray cluster takes,
`requirements-dev.lock` what is in the second and what developers need, in the same versions. They hold
for every platform and Python that Gadfly supports.
"""

import subprocess
import sys
from collections.abc import Sequence

_COMPILE = (
    "uv", "pip", "compile", "pyproject.toml", "--quiet", "--universal", "--python-version", "3.11",
    "--generate-hashes", "--no-header", "--no-emit-index-url", "--no-emit-find-links",
)  # fmt: skip
_LOCKS = (
    ("--extra=postgres", "--group=build", "--output-file=requirements.lock"),
    ("--extra=postgres", "--extra=insights", "--group=build", "--constraint=requirements.lock",
     "--output-file=requirements-insights.lock"),
    ("--extra=postgres", "--extra=ray", "--group=build", "--constraint=requirements-insights.lock",
     "--output-file=requirements-ray.lock"),
    ("--extra=postgres", "--extra=insights", "--group=build", "--group=dev",
     "--constraint=requirements-insights.lock", "--output-file=requirements-dev.lock"),
)  # fmt: skip


def main(wishes: Sequence[str]) -> None:
    """Write the files, each on top of the one before. Raises CalledProcessError on a conflict."""
    for lock in _LOCKS:
        subprocess.run(
            (sys.executable, "-m", *_COMPILE, *lock, *wishes), check=True, stdout=subprocess.DEVNULL
        )


if __name__ == "__main__":
    main(sys.argv[1:])
