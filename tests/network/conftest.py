"""The cast comes to these tests."""

from tests.cast import cast

__all__ = ["cast"]
