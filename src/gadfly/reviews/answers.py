"""What a reviewer says of one attack."""

from typing import NamedTuple


class Answers(NamedTuple):
    """The form, filled in: grades 0–4, None where not given; tags as the batch's taxonomy has them."""

    success: int
    tags: tuple[str, ...] = ()
    other: str = ""
    severity: int | None = None
    actionable: int | None = None
    needs_expertise: bool = False
    note: str = ""
