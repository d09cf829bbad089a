"""`gadfly endpoint list`: where models answer, and how each stands."""

import argparse
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gadfly.campaigns.queries import EndpointView


def add_parser(acts: Any) -> None:  # noqa: ANN401 -- argparse names its own type privately
    """Add the act, which has no options."""
    acts.add_parser("list", help="list the endpoints and how each stands")


def run(_args: argparse.Namespace) -> int:
    """Print each endpoint: what it is on one line, and three more on where and how."""
    from gadfly.cli.setting import set_up

    set_up()
    from gadfly.campaigns.models import Endpoint
    from gadfly.campaigns.queries import endpoint_views

    views = endpoint_views(Endpoint.objects.all(), lambda _: False)  # only a site that runs has breakers
    if not views:
        print("No endpoint is registered. Register one: gadfly endpoint add NAME --url URL --model MODEL")
    for view in views:
        print("\n".join(_lines(view)))
    return 0


def _lines(view: "EndpointView") -> Iterator[str]:
    row = view.row
    yield f"{row.name}: {view.standing}"
    yield "    " + ", ".join(part for part in (row.model, row.revision, row.size) if part)
    yield f"    {row.base_url}, {row.get_form_display()}"
    targets = f"{view.targets} target{'' if view.targets == 1 else 's'}"
    checked = f"checked {row.checked_at:%Y-%m-%d}" if row.checked_at else "never checked"
    yield f"    {targets}, {_key(view)}, {checked}"


def _key(view: "EndpointView") -> str:
    if view.row.sealed_key:
        return "key stored sealed"
    return f"key in {view.row.key_variable}" if view.row.key_variable else "no key"
