"""Starting Django for a command, and the checks before it serves."""

import sys


def set_up() -> None:
    """Make the data directory and start Django."""
    from gadfly.site.environment import data_dir

    data_dir().mkdir(parents=True, exist_ok=True, mode=0o700)
    import django

    django.setup()


def may_serve() -> bool:
    """Tell whether the installation may serve; print why not."""
    from gadfly.site.checks import refusals

    reasons = refusals()
    for reason in reasons:
        print(f"gadfly: {reason}", file=sys.stderr)
    return not reasons
