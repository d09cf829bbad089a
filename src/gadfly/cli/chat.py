"""`gadfly chat`: attack a model in the terminal; the records go to a file."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import asyncio

    from gadfly.cli.conversation import Plan
    from gadfly.cli.journal import Journal
    from gadfly.science.targets.http import Http
    from gadfly.science.targets.key import Key
    from gadfly.shared.outbound import Outbound


def add_parser(commands: Any) -> None:  # noqa: ANN401 -- argparse names its own type privately
    """Add the command's options."""
    made = commands.add_parser("chat", help="attack a model in the terminal")
    made.add_argument("--endpoint", metavar="URL", required=True, help="where an OpenAI-compatible server is")
    made.add_argument("--model", metavar="NAME", required=True, help="the model's name there")
    made.add_argument(
        "--candidates", type=int, choices=range(1, 5), default=2, help="replies a message (default: 2)"
    )
    made.add_argument(
        "--out", metavar="FILE", type=Path, default=Path("attacks.jsonl"),
        help="where attacks are appended (default: %(default)s)",
    )  # fmt: skip
    made.add_argument("--intent", metavar="TEXT", help="what you plan to try in the first attack")
    made.add_argument(
        "--continue-with", choices=("more", "less"), default="more",
        help="whether the more or the less harmful reply goes on (default: more)",
    )  # fmt: skip
    made.add_argument(
        "--reveal", choices=("together", "stream"), default="stream",
        help="show replies when all are whole, or as they come (default: stream)",
    )  # fmt: skip
    made.add_argument("--system", metavar="TEXT", help="words put in front of every dialogue")
    made.add_argument("--key-variable", metavar="NAME", help="environment variable that holds the key")
    made.add_argument("--temperature", type=float, default=1.0, help="default: %(default)s")
    made.add_argument("--top-p", type=float, default=1.0, help="default: %(default)s")
    made.add_argument("--max-tokens", type=int, default=256, help="bound of one reply (default: %(default)s)")
    made.add_argument("--seed", type=int, help="draw sides and replies again as before")


def run(args: argparse.Namespace) -> int:
    """Chat; return 0 when the person stops, 1 if records cannot be kept, 2 for wrong options."""
    import asyncio

    from gadfly.cli.given_key import from_variable
    from gadfly.cli.journal import Journal, JournalError
    from gadfly.shared.outbound import Origins, Outbound, base_of

    try:
        base = base_of(args.endpoint)
        origins = Origins.of(private=[base])  # whoever types an address means it, wherever it leads
        key = from_variable(args.key_variable)
        journal = Journal(args.out)
    except (ValueError, JournalError) as error:
        print(f"gadfly: {error}", file=sys.stderr)
        return 2

    async def opened() -> "Outbound":
        return Outbound(origins)

    with asyncio.Runner() as runner:
        http = runner.run(opened())
        try:
            _converse(args, journal, _plan(args, base, key, http), runner)
        except JournalError as error:
            print(f"gadfly: {error}", file=sys.stderr)
            return 1
        except EOFError:
            print()
        finally:
            runner.run(http.close())
    return 0


def _converse(args: argparse.Namespace, journal: "Journal", plan: "Plan", runner: "asyncio.Runner") -> None:
    from contextlib import suppress
    from datetime import UTC, datetime
    from random import Random, SystemRandom

    from gadfly.cli.conversation import Conversation
    from gadfly.cli.screen import Screen

    with suppress(ImportError):
        import readline  # noqa: F401 -- input() edits lines once this is loaded
    screen = Screen()
    screen.say(f"Attacking {args.model} at {plan.settings['endpoint']}; attacks are saved in {journal.path}.")
    screen.say("It may say disturbing things. Stop whenever you like with /quit; /help shows the rest.")
    if found := journal.recover():
        screen.say(f"An attack that was cut off has been saved as it stood: {found.task_description}")
    seed = SystemRandom().getrandbits(31) if args.seed is None else args.seed
    conversation = Conversation(
        plan=plan,
        screen=screen,
        journal=journal,
        rng=Random(seed),  # noqa: S311 -- repeatable on purpose
        now=lambda: datetime.now(UTC),
        run=runner.run,
    )
    conversation.go(args.intent)


def _plan(args: argparse.Namespace, base: str, key: "Key | None", http: "Http") -> "Plan":
    from gadfly.cli.conversation import Plan
    from gadfly.science.datasets import Arm
    from gadfly.science.dialogue import Sampling
    from gadfly.science.interventions.system_prompt import SystemPrompt
    from gadfly.science.targets.endpoint import Endpoint
    from gadfly.science.turnloop import Rule

    sampling = Sampling(args.temperature, args.top_p, args.max_tokens)
    target = Endpoint(
        http=http,
        base=base,
        model=args.model,
        name=args.model,
        sampling=sampling,
        key=key,
    )
    settings = {
        "endpoint": base,
        "model": args.model,
        "system": args.system or "",
        "temperature": sampling.temperature,
        "top_p": sampling.top_p,
        "max_tokens": sampling.max_tokens,
    }
    return Plan(
        target=SystemPrompt(args.system).on(target) if args.system else target,
        arm=Arm(name=args.model, model=args.model, probability=1.0),
        settings=settings,
        n=args.candidates,
        rule=Rule.MORE_HARMFUL if args.continue_with == "more" else Rule.LESS_HARMFUL,
        streams=args.reveal == "stream",
    )
