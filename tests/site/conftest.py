"""The cast, and the threads that render pages: they let go of the database before it is taken down."""

from tests.cast import cast
from tests.pages import pages

__all__ = ["cast", "pages"]
