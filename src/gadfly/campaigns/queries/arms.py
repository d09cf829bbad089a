"""Arms: which of them are full, and which may be drawn."""

from collections.abc import Collection, Sequence

from django.db.models import Count

from gadfly.campaigns.models import Arm, Campaign, Terms


def arms_of(terms: Terms) -> list[Arm]:
    """Return the arms of these terms in the order in which they were laid out: one query."""
    return list(terms.arms.order_by("pk"))


def open_among(arms: Sequence[Arm]) -> list[Arm]:
    """Return the arms that are not full: those with fewer attacks begun than their quota.

    Attacks that were skipped or left were begun too. One query where there is a quota, else none.
    """
    bounded = [arm.pk for arm in arms if arm.quota is not None]
    if not bounded:
        return list(arms)
    counted = Arm.objects.filter(pk__in=bounded).annotate(begun=Count("attacks"))
    begun = dict(counted.values_list("pk", "begun"))
    return [arm for arm in arms if arm.quota is None or begun[arm.pk] < arm.quota]


def arm_names(arms: Collection[int]) -> dict[int, str]:
    """Return what the arms with these ids draw on, by name: one query."""
    return dict(Arm.objects.filter(pk__in=arms).values_list("pk", "target__name"))


def arms_drawn_on(campaign: Campaign) -> dict[int, Arm]:
    """Return each target the campaign draws or drew on with its newest arm; none imported or retired."""
    arms = Arm.objects.filter(
        terms__campaign=campaign,
        terms__imported=False,
        target__retired=False,
        target__endpoint__retired=False,
    )
    rows = arms.exclude(terms__frozen_at=None).select_related("target__endpoint").order_by("pk")
    return {arm.target_id: arm for arm in rows}


def is_full(terms: Terms) -> bool:
    """Tell whether every arm of these terms has all the attacks it may have."""
    arms = arms_of(terms)
    return bool(arms) and not open_among(arms)
