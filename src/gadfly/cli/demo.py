"""`gadfly demo`: everything on this machine: weights, database, a campaign, model, site and worker."""

import argparse
import os
import secrets
import socket
import sys
from typing import TYPE_CHECKING, Any

from gadfly.cli.ports import LOOPBACK, any_free_port, is_free

if TYPE_CHECKING:
    from gadfly.cli.answering import Answering
    from gadfly.cli.seed import Link
    from gadfly.shared.supervisor import Child

KEY = "GADFLY_EMBEDDED_KEY"


def add_parser(commands: Any) -> None:  # noqa: ANN401 -- argparse names its own type privately
    """Add the command's options."""
    made = commands.add_parser("demo", help="try Gadfly: a seeded site with a real small model")
    made.add_argument("--host", default="127.0.0.1", help="this machine's own address (default: %(default)s)")
    made.add_argument("--port", type=int, default=8000, help="port of the site (default: %(default)s)")
    which = made.add_mutually_exclusive_group()
    which.add_argument(
        "--scripted", action="store_true", help="canned replies; for when weights cannot be had"
    )
    which.add_argument("--model", metavar="MODEL", help="a model that was pulled, or a GGUF file")


def run(args: argparse.Namespace) -> int:
    """Set everything up, run it, and leave no process behind."""
    if args.host not in LOOPBACK:
        print(
            "gadfly: the demo hands out sign-in links, so it listens on this machine only.", file=sys.stderr
        )
        print("Leave --host away, or set up a real site: see the README.", file=sys.stderr)
        return 2
    if not is_free(args.host, args.port):
        print(
            f"gadfly: port {args.port} is taken. Choose another: gadfly demo --port {args.port + 1}",
            file=sys.stderr,
        )
        return 1
    model_port = any_free_port()
    _environment(args, model_port)
    from gadfly.cli.setting import set_up

    set_up()
    from gadfly.cli.answering import what_answers
    from gadfly.cli.pull import PullError

    try:
        answering = what_answers(args.model, scripted=args.scripted, port=model_port)
    except PullError as error:
        print(f"gadfly: {error}", file=sys.stderr)
        print("Without the model: gadfly demo --scripted", file=sys.stderr)
        return 1
    links = _prepared(answering)
    return _kept_running(_children(args, answering), links, args)


def _environment(args: argparse.Namespace, model_port: int) -> None:
    os.environ["GADFLY_DEMO"] = "scripted" if args.scripted else "model"
    os.environ["GADFLY_PRIVATE_ORIGINS"] = f"http://127.0.0.1:{model_port}"
    os.environ["GADFLY_HOSTS"] = "127.0.0.1,localhost,[::1]"
    os.environ["GADFLY_HTTPS"] = os.environ["GADFLY_DEBUG"] = "0"
    os.environ["GADFLY_DATABASE_URL"] = ""  # demo people belong into no database but the demo's
    os.environ[KEY] = secrets.token_urlsafe(24)


def _prepared(answering: "Answering") -> "list[Link]":
    from django.core.management import call_command

    from gadfly.cli.seed import seed
    from gadfly.shared.clock import now

    call_command("migrate", interactive=False, verbosity=0)
    return seed(model=answering.model, at=now())


def _children(args: argparse.Namespace, answering: "Answering") -> "list[Child]":
    from gadfly.shared.supervisor import Child
    from gadfly.site.environment import data_dir

    logs = data_dir() / "run"
    logs.mkdir(exist_ok=True)
    gadfly = (sys.executable, "-m", "gadfly")
    serve = (*gadfly, "serve", "--host", args.host, "--port", str(args.port))
    return [
        Child(answering.called, answering.command, logs / "model.log", ready=answering.ready),
        Child("the site", serve, logs / "site.log", ready=lambda: _answers(args.host, args.port)),
        Child("the worker", (*gadfly, "work"), logs / "worker.log"),
    ]


def _kept_running(children: "list[Child]", links: "list[Link]", args: argparse.Namespace) -> int:
    from gadfly.shared.supervisor import ChildError, Supervisor

    try:
        with Supervisor(children, grace=10) as family:
            if family.start():
                _greet(links, args)
                family.watch()
    except ChildError as error:
        print(f"gadfly: {error}", file=sys.stderr)
        return 1
    print("\nStopped. Everything you did is kept; start again with the same command.")
    return 0


def _greet(links: "list[Link]", args: argparse.Namespace) -> None:
    site = f"http://{f'[{args.host}]' if ':' in args.host else args.host}:{args.port}"
    print(f"\nGadfly runs at {site}/  (Ctrl-C stops it)")
    if args.scripted:
        print("Scripted model: replies are canned, no model is running.")
    print("Sign in as one of six people; each link works as often as you like:\n")
    for link in links:
        print(f"  {link.role:<11}  {site}/sign-in/{link.token}/")
    print(
        "\nBegin as the red teamer; then read the scored attack as the lead. Reviewers have ten to review.",
        flush=True,
    )


def _answers(host: str, port: int) -> bool:
    try:
        with socket.create_connection((host, port), timeout=0.2):
            return True
    except OSError:
        return False
