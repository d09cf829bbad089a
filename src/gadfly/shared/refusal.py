"""A wish that cannot be met, said in one plain sentence that tells what to do next."""


class Refusal(Exception):  # noqa: N818 -- it is an answer, not a fault
    """Its text is for the person; `status` is for the protocol."""

    status = 409


class NotValid(Refusal):
    """What was sent cannot be used as it is."""

    status = 422


class Overloaded(Refusal):
    """There is no room now; trying again later may help."""

    status = 503


BUSY = "Many replies are being written just now. Send again in a few seconds; your text is kept."
"""Said whatever is full, so that nobody learns what."""
