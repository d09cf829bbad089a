"""From two campaigns, or two arms of one, to what the page tells: the functions of `gadfly compare`.

It does not know who reads it, nor when.
"""

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import numpy as np

from gadfly.insights.choice import Choice
from gadfly.insights.contrast import Contrast
from gadfly.insights.reporting import FEW, Chosen, Reported, Size, cells_to_arms, plain, written
from gadfly.reviews.records import reviewed_records
from gadfly.science.insights.comparing import Sides, compared

if TYPE_CHECKING:
    from gadfly.campaigns.models import Campaign
    from gadfly.science.insights.attacks import Attacks


def contrasted(campaign: "Campaign", other: "Campaign", contrast: Contrast) -> Reported:
    """Return the second side against the first, of the campaigns as they are now.

    In one campaign a member's number means one person on both sides; between two it does not.
    """
    with TemporaryDirectory() as folder:
        (first, a), (second, b) = (
            _side(of, arm, Path(folder) / f"{place}.parquet")
            for place, (of, arm) in enumerate(((campaign, contrast.first), (other, contrast.second)))
        )
        sizes = [Size(len(chosen.keys), _members(chosen, of)) for chosen, of in ((first, a), (second, b))]
        least = Size(*map(min, zip(*sizes, strict=True)))
        sections: list[dict[str, Any]] = []
        arms: list[dict[str, str]] = [{}, {}]
        if least.attacks >= FEW:
            section = compared(Sides(a, b), same_people=campaign.pk == other.pk)
            section = replace(section, said=()) if least.few else section
            sections = [plain("compared", section, least)]
            arms = [cells_to_arms(of, chosen.arms) for chosen, of in ((first, a), (second, b))]
    body = {
        "sides": [
            {"n": size.attacks, "members": size.members, "skipped": of.left_out}
            for size, of in zip(sizes, (a, b), strict=True)
        ],
        "few": least.few,
        "sections": sections,
        "arms": arms,
    }
    return Reported(body, {}, {})


def _side(campaign: "Campaign", arm: str, path: Path) -> "tuple[Chosen, Attacks]":
    names = dict(campaign.attacks.values_list("key", "arm__target__name"))
    chosen = Chosen(reviewed_records(campaign), names, Choice(arm=arm))
    return chosen, written(chosen, path)


def _members(chosen: Chosen, attacks: "Attacks") -> int:
    return len(np.unique(attacks.member)) if chosen.keys else 0
