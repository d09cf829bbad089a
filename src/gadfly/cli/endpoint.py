"""`gadfly endpoint`: register where a model answers, and a plain target on it."""

import argparse
import math
import sys
from collections.abc import Callable
from typing import Any

LONGEST_NAME = 80


def add_parser(commands: Any) -> None:  # noqa: ANN401 -- argparse names its own type privately
    """Add the command's options."""
    made = commands.add_parser("endpoint", help="register where a model answers, and a target on it")
    made.add_argument("name", type=_named, help="what leads call it")
    made.add_argument(
        "--url", required=True, help="its address up to the version, as in https://models.example.org/v1"
    )
    made.add_argument("--model", required=True, help="the model's name there")
    made.add_argument("--revision", default="", help="which revision of the model answers")
    made.add_argument("--size", default="", help="the model's size, as in 52B")
    made.add_argument(
        "--intervention", default="plain lm", help="what was done to make it safer (default: %(default)s)"
    )
    made.add_argument("--system", default="", help="words put in front of every dialogue")
    made.add_argument("--key-variable", default="", help="environment variable that holds its key")
    made.add_argument("--temperature", type=_within(0, 5), default=1.0, help="default: %(default)s")
    made.add_argument("--top-p", type=_within(0.01, 1), default=1.0, help="default: %(default)s")
    made.add_argument(
        "--max-tokens",
        type=_tokens,
        default=256,
        help="bound of one reply (default: %(default)s)",
    )


def _named(text: str) -> str:
    if not text.strip() or len(text) > LONGEST_NAME:
        raise argparse.ArgumentTypeError(f"a name has 1 to {LONGEST_NAME} characters")
    return text.strip()


def _within(low: float, high: float) -> Callable[[str], float]:
    def parse(text: str) -> float:
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if not low <= value <= high:
            raise argparse.ArgumentTypeError(f"it must be a number from {low:g} to {high:g}")
        return value

    return parse


def _tokens(text: str) -> int:
    return int(_within(1, 100_000)(text))


def run(args: argparse.Namespace) -> int:
    """Register the endpoint and its target."""
    from gadfly.cli.setting import set_up

    set_up()
    from gadfly.campaigns.actions import set_up_endpoint, set_up_target
    from gadfly.campaigns.models import Intervention
    from gadfly.science.dialogue import Sampling
    from gadfly.science.targets import TargetError
    from gadfly.shared.outbound import origin_of
    from gadfly.shared.outbound.allowed import allowed_origins

    if args.intervention not in Intervention.values:
        print(f"gadfly: --intervention is one of: {', '.join(Intervention.values)}.", file=sys.stderr)
        return 2
    try:
        origin = origin_of(args.url)
    except (TargetError, ValueError) as error:
        print(f"gadfly: {error}", file=sys.stderr)
        return 2
    endpoint = set_up_endpoint(
        name=args.name,
        base_url=args.url,
        model=args.model,
        revision=args.revision,
        key_variable=args.key_variable,
    )
    set_up_target(
        name=args.name,
        endpoint=endpoint,
        intervention=args.intervention,
        size=args.size,
        recipe=[{"kind": "system prompt", "text": args.system}] if args.system else [],
        sampling=Sampling(args.temperature, args.top_p, args.max_tokens),
    )
    print(f"Registered {args.name}. Leads can choose it as an arm.")
    if not allowed_origins().lists(origin):
        print(
            f"Nothing may call {origin} yet: add it to GADFLY_ALLOWED_ORIGINS, or to GADFLY_PRIVATE_ORIGINS"
        )
        print("if it is inside your network, and start the site again.")
    return 0
