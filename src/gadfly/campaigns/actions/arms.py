"""Arms to draw from, kept as they are until the attack that was drawn is written."""

from gadfly.campaigns.models import Arm, Terms
from gadfly.campaigns.queries.arms import arms_of, open_among


def hold_arms(terms: Terms) -> tuple[list[Arm], list[Arm]]:
    """Return all arms of these terms, and those that are not full.

    Runs inside the transaction that begins an attack. Where there is a quota, others who begin
    wait for its end, so that two at once do not both take the last place; SQLite has one writer.
    """
    arms = arms_of(terms)
    if any(arm.quota is not None for arm in arms):
        # The key stays free: foreign keys to the terms, as of people who agree, need not wait.
        Terms.objects.select_for_update(no_key=True).get(pk=terms.pk)
    return arms, open_among(arms)
