"""Arms for imported attacks: targets that nobody is assigned to, on terms of their own."""

from datetime import datetime

from django.db.models import Max

from gadfly.campaigns import models
from gadfly.science.datasets.record import Arm

IMPORTED = "imported"


class ImportedArms:
    """Finds or makes the arm a record names, once for each."""

    def __init__(self, campaign: models.Campaign, at: datetime) -> None:
        self._campaign, self._at = campaign, at
        self._terms: models.Terms | None = None
        self._known: dict[Arm, models.Arm] = {}

    def of(self, arm: Arm) -> models.Arm:
        """Return the arm for a record's."""
        alike = Arm(arm.name, arm.intervention, arm.size, arm.model, arm.revision)
        found = self._known.get(alike)
        if found is None:
            found = self._known[alike] = self._made(alike)
        return found

    def terms(self) -> models.Terms:
        """Return the terms that hold the campaign's imported attacks."""
        if self._terms is None:
            found = models.Terms.objects.filter(campaign=self._campaign, imported=True).first()
            self._terms = found or self._made_terms()
        return self._terms

    def _made_terms(self) -> models.Terms:
        versions = models.Terms.objects.filter(campaign=self._campaign)
        newest = versions.aggregate(newest=Max("number"))["newest"] or 0
        return models.Terms.objects.create(
            campaign=self._campaign, number=newest + 1, seed=0, frozen_at=self._at, imported=True
        )

    def _made(self, arm: Arm) -> models.Arm:
        endpoint, _ = models.Endpoint.objects.get_or_create(
            name=f"{IMPORTED}: {arm.model or '?'} {arm.revision}".strip()[:80],
            defaults={
                "base_url": "https://imported.invalid/v1",
                "model": arm.model,
                "revision": arm.revision,
                "retired": True,
            },
        )
        words = (arm.name, arm.intervention, arm.size, arm.model, arm.revision)
        target, _ = models.Target.objects.get_or_create(
            name=f"{IMPORTED}: {' · '.join(word for word in words if word)}"[:120],
            defaults={
                "endpoint": endpoint,
                "intervention": arm.intervention,
                "size": arm.size,
                "retired": True,
            },
        )
        made, _ = models.Arm.objects.get_or_create(terms=self.terms(), target=target)
        return made
