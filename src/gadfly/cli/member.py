"""`gadfly member`: add a person, or find one, and print a sign-in link."""

import argparse
import sys
from typing import Any

OFFICES = ("member", "lead", "manager", "steward")


def add_parser(commands: Any) -> None:  # noqa: ANN401 -- argparse names its own type privately
    """Add the command's options."""
    made = commands.add_parser("member", help="add a person and print a sign-in link")
    made.add_argument("email", help="the person's address")
    made.add_argument("--name", default="", help="how the person is called (default: from the address)")
    made.add_argument(
        "--office", choices=OFFICES, default="member", help="what a new person may do (default: %(default)s)"
    )
    made.add_argument(
        "--site", default="http://127.0.0.1:8000", help="where the site answers (default: %(default)s)"
    )


def run(args: argparse.Namespace) -> int:
    """Print the link."""
    from gadfly.cli.setting import set_up

    set_up()
    from django.core.exceptions import ValidationError
    from django.core.validators import validate_email

    from gadfly.people.actions import give_link, make_person
    from gadfly.people.models import Office
    from gadfly.shared.clock import now

    try:
        validate_email(args.email)
    except ValidationError:
        print(
            f"gadfly: {args.email} is not an e-mail address. Give one like ada@example.org.", file=sys.stderr
        )
        return 2
    person, _ = make_person(
        email=args.email, name=args.name or args.email.partition("@")[0], office=Office(args.office), at=now()
    )
    token = give_link(person=person, at=now())
    print(f"{person.name} ({person.office}) signs in here, once, within 72 hours:")
    print(f"{args.site}/sign-in/{token}/")
    return 0
