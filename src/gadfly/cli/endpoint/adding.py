"""`gadfly endpoint add NAME`: register where a model answers, and a target on it."""

import argparse
import math
import sys
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gadfly.campaigns.actions.endpoints import Particulars

LONGEST_NAME = 80
PARTICULARS = (
    "revision",
    "size",
    "form",
    "key_variable",
    "context",
    "at_once",
    "price_in",
    "price_out",
    "learnt_from",
)


def add_parser(acts: Any) -> None:  # noqa: ANN401 -- argparse names its own type privately
    """Add the act's options. What is left away stays as it is where the endpoint is known."""
    made = acts.add_parser("add", help="register where a model answers, or bring it up to date")
    made.add_argument("name", type=_named, help="what leads call it")
    made.add_argument(
        "--url", required=True, help="its address up to the version, as in https://models.example.org/v1"
    )
    made.add_argument("--model", required=True, help="the model's name there")
    made.add_argument("--revision", help="which revision of the model answers")
    made.add_argument("--size", help="the model's size, as in 52B")
    made.add_argument(
        "--form", choices=("chat", "raw"), help="ask for chat or for raw completions (new: chat)"
    )
    keys = made.add_mutually_exclusive_group()
    keys.add_argument("--key-stdin", action="store_true", help="type or pipe in its key, to be stored sealed")
    keys.add_argument("--key-variable", help="environment variable that holds its key")
    made.add_argument("--context", type=_whole(10**8), help="tokens of a dialogue with its reply at most")
    made.add_argument("--at-once", type=_whole(10_000), help="turns asked of it at a time at most")
    made.add_argument("--price-in", type=_price, metavar="PRICE", help="of a million tokens read")
    made.add_argument("--price-out", type=_price, metavar="PRICE", help="of a million tokens written")
    made.add_argument(
        "--learnt-from",
        action="append",
        metavar="SCORER",
        help="a scorer whose scores or pairs the model was trained with; may be repeated",
    )
    made.add_argument(
        "--intervention", default="plain lm", help="what was done to make it safer (default: %(default)s)"
    )
    made.add_argument("--system", default="", help="words put in front of every dialogue")
    made.add_argument("--temperature", type=_within(0, 5), default=1.0, help="default: %(default)s")
    made.add_argument("--top-p", type=_within(0.01, 1), default=1.0, help="default: %(default)s")
    made.add_argument(
        "--max-tokens", type=_whole(100_000), default=256, help="bound of one reply (default: %(default)s)"
    )


def run(args: argparse.Namespace) -> int:
    """Register the endpoint, its key and its target."""
    from gadfly.cli.given_key import typed_in
    from gadfly.cli.setting import set_up

    set_up()
    from gadfly.campaigns.models import Intervention
    from gadfly.shared.outbound import base_of
    from gadfly.shared.outbound.allowed import closed

    if args.intervention not in Intervention.values:
        print(f"gadfly: --intervention is one of: {', '.join(Intervention.values)}.", file=sys.stderr)
        return 2
    try:
        base = base_of(args.url)
        secret = typed_in()() if args.key_stdin else ""
    except ValueError as error:
        print(f"gadfly: {error}", file=sys.stderr)
        return 2
    lost_its_key = _register(args, base, secret)
    print(f"Registered {args.name}. Leads can choose it as an arm.")
    if lost_its_key:
        print("It moved to another origin, so its key stayed behind. Give it one with --key-stdin.")
    if sentence := closed(base):
        print(sentence)
    return 0


def _register(args: argparse.Namespace, base: str, secret: str) -> bool:
    """Write it all; tell whether there was a key, and is none any more."""
    from gadfly.campaigns.actions import give_key, set_up_endpoint, set_up_target
    from gadfly.campaigns.models import Endpoint
    from gadfly.science.dialogue import Sampling

    known = Endpoint.objects.filter(name=args.name).first()
    made = set_up_endpoint(name=args.name, base_url=base, model=args.model, **_particulars(args))
    if secret:
        made = give_key(endpoint=made, secret=secret)
    set_up_target(
        name=args.name,
        endpoint=made,
        intervention=args.intervention,
        recipe=[{"kind": "system prompt", "text": args.system}] if args.system else [],
        sampling=Sampling(args.temperature, args.top_p, args.max_tokens),
    )
    had = known is not None and bool(known.sealed_key or known.key_variable)
    return had and not (made.sealed_key or made.key_variable)


def _particulars(args: argparse.Namespace) -> "Particulars":
    said: Particulars = {}
    for name in PARTICULARS:
        if getattr(args, name) is not None:
            said[name] = getattr(args, name)  # type: ignore[literal-required]  # the names are its own
    return said


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
            raise argparse.ArgumentTypeError(f"it must be a number from {low:g} to {high:,g}")
        return value

    return parse


def _whole(high: int) -> Callable[[str], int]:
    return lambda text: int(_within(1, high)(text))


def _price(text: str) -> Decimal:
    try:
        price = Decimal(text).quantize(Decimal("0.000001"))
    except InvalidOperation:
        price = Decimal(-1)
    if price.is_nan() or not 0 <= price < 10**6:
        raise argparse.ArgumentTypeError("it must be a price such as 0.15, for a million tokens")
    return price
