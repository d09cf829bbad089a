"""Why `gadfly pull` did not do it."""


class PullError(Exception):
    """The model is not here. The text says in a sentence or two what to do."""
