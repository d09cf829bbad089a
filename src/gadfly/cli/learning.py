"""What `gadfly pm` and `gadfly train` share: which process writes, and a sentence for what goes wrong."""

import argparse
import os
import sys
from collections.abc import Callable


def first() -> bool:
    """Whether this is the first process, the one that writes; `accelerate launch` numbers them."""
    return os.environ.get("RANK", "0") == "0"


def told(act: Callable[[argparse.Namespace], int], args: argparse.Namespace) -> int:
    """Run the act and return its exit code, 1 where it cannot be done, having said why."""
    from gadfly.science.datasets import DatasetError
    from gadfly.science.embedding import EmbeddingError
    from gadfly.science.policy import PolicyError
    from gadfly.science.preference.kinds import TrainingError
    from gadfly.science.preference.pairs import PairError
    from gadfly.science.preference.store import WeightsError

    try:
        return int(act(args))
    except (DatasetError, EmbeddingError, PairError, PolicyError, TrainingError, WeightsError) as error:
        print(f"gadfly: {error}", file=sys.stderr)
    except OSError as error:
        print(f"gadfly: {error.filename} cannot be used: {error.strerror}.", file=sys.stderr)
    return 1
