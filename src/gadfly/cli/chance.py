"""Chance that can be drawn again: what commands take for a seed."""

import argparse


def seed(text: str) -> int:
    """Return a number that chance can be drawn from again."""
    number = int(text)
    if number < 0:
        raise argparse.ArgumentTypeError("0 or a number above")
    return number
