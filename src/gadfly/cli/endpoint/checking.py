"""`gadfly endpoint check`: ask what answers and say what it can do, of an endpoint or of any address."""

import argparse
import json
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gadfly.science.targets.found import Found
    from gadfly.shared.outbound import Origins

WIDTH = 80


def add_parser(acts: Any) -> None:  # noqa: ANN401 -- argparse names its own type privately
    """Add the act's options."""
    made = acts.add_parser("check", help="ask what answers, and say what it can do")
    made.add_argument("name", nargs="?", help="an endpoint that is registered; what is found is kept")
    made.add_argument("--url", help="any address instead; nothing is kept, and no database needed")
    made.add_argument("--model", help="the model's name there")
    keys = made.add_mutually_exclusive_group()
    keys.add_argument("--key-stdin", action="store_true", help="type or pipe in the key for --url")
    keys.add_argument("--key-variable", default="", help="environment variable that holds the key for --url")
    made.add_argument("--json", action="store_true", help="print what was found as JSON")


def run(args: argparse.Namespace) -> int:
    """Print what was found; return 1 when nothing answers, in neither form."""
    if bool(args.name) == bool(args.url) or bool(args.url) != bool(args.model):
        print("gadfly: give the name of an endpoint, or --url and --model.", file=sys.stderr)
        return 2
    try:
        found, where = _registered(args.name) if args.name else _anywhere(args)
    except ValueError as error:
        print(f"gadfly: {error}", file=sys.stderr)
        return 2
    print(json.dumps(found.as_json(), indent=1) if args.json else _in_words(found, where))
    return 0 if found.works else 1


def _registered(name: str) -> "tuple[Found, str]":
    from gadfly.cli.setting import set_up

    set_up()
    from gadfly.campaigns.actions import note_check
    from gadfly.campaigns.models import Endpoint
    from gadfly.campaigns.sealing import key_of
    from gadfly.shared.clock import now
    from gadfly.shared.outbound.allowed import allowed_origins, closed
    from gadfly.shared.refusal import Refusal

    row = Endpoint.objects.filter(name=name).first()
    if row is None:
        raise ValueError(f"No endpoint is called {name}. Those there are: gadfly endpoint list")
    if sentence := closed(row.base_url):
        raise Refusal(sentence)
    found = _found(row.base_url, row.model, key_of(row), allowed_origins())
    note_check(endpoint=row, found=found, at=now())
    return found, f"{row.model} at {row.base_url}"


def _anywhere(args: argparse.Namespace) -> "tuple[Found, str]":
    from gadfly.cli.given_key import from_variable, typed_in
    from gadfly.shared.outbound import Origins, base_of

    base = base_of(args.url)
    key = typed_in() if args.key_stdin else from_variable(args.key_variable)
    origins = Origins.of(private=[base])  # whoever types an address means it, wherever it leads
    return _found(base, args.model, key, origins), f"{args.model} at {base}"


def _found(base: str, model: str, key: Callable[[], str] | None, origins: "Origins") -> "Found":
    import asyncio

    from gadfly.campaigns.checking import look_at

    return asyncio.run(look_at(base, model, key=key, origins=origins))


def _in_words(found: "Found", where: str) -> str:
    from gadfly.cli.columns import wrapped
    from gadfly.science.visible import visible

    said = [visible(sentence) for sentence in found.sentences()]
    quoted = [f"It said: {visible(detail)}" for detail in found.details if detail]
    lines = [f"{where}:"]
    for sentence in (*said, *quoted):
        first, *rest = wrapped(sentence, WIDTH - 2)
        lines += [f"- {first}", *(f"  {line}" for line in rest)]
    return "\n".join(lines)
