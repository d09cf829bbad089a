"""What went wrong, as a sentence that says what to do, where a traceback would only puzzle."""

OUT_OF_DATE = ("no such table", "no such column", "does not exist")


def sentence_about(error: Exception) -> str | None:
    """Return what to tell the person; None for what nobody foresaw, whose traceback is needed."""
    from django.core.exceptions import ImproperlyConfigured
    from django.db import DatabaseError

    from gadfly.cli.cluster import EngineError
    from gadfly.science.datasets import DatasetError
    from gadfly.shared.refusal import Refusal
    from gadfly.site.environment import SettingError

    if isinstance(error, SettingError | Refusal | DatasetError | EngineError | ImproperlyConfigured):
        return str(error)
    if isinstance(error, DatabaseError):
        return _about_the_database(error)
    if isinstance(error, OSError) and error.filename is not None:
        return f"{error.filename} cannot be used: {error.strerror}. Choose another place, or mend this one."
    return None


def _about_the_database(error: Exception) -> str:
    from gadfly.shared.writer import disk_is_full

    said = str(error).strip().partition("\n")[0]
    if any(words in said for words in OUT_OF_DATE):
        return "The database is not up to date. Run: gadfly migrate"
    if disk_is_full(error):
        return "The disk is full. Make room and start again; nothing was written by halves."
    return f"The database cannot be used: {said}. Mend that and start again."
