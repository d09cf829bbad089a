"""From a target's row to something that answers: made once, kept while the process lives."""

import json
import os
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from gadfly.science.dialogue import Sampling
from gadfly.science.interventions.recipe import interventions_of
from gadfly.science.preference.store import scorer_called
from gadfly.science.targets import Target
from gadfly.science.targets.breaker import Breaker
from gadfly.science.targets.endpoint import Endpoint
from gadfly.science.targets.forms import Form
from gadfly.science.targets.http import Http
from gadfly.science.targets.key import Key
from gadfly.shared.outbound import Origins, Outbound

if TYPE_CHECKING:
    from gadfly.campaigns import models


def allowed_origins() -> Origins:
    """Return the origins that the settings allow. Raises ImproperlyConfigured for what is none."""
    try:
        return Origins.of(public=settings.ALLOWED_ORIGINS, private=settings.PRIVATE_ORIGINS)
    except ValueError as error:
        raise ImproperlyConfigured(f"GADFLY_ALLOWED_ORIGINS and GADFLY_PRIVATE_ORIGINS: {error}") from error


class Targets:
    """The targets of one process, all over one guarded HTTP client, which is made on first use."""

    def __init__(self, http: Http | None = None) -> None:
        self._http = http
        self._known: dict[tuple[object, ...], Target] = {}
        self._breakers: dict[int, Breaker] = {}
        """One an endpoint: what one of its targets learnt holds for the others."""
        self._instead: dict[int, Target] = {}

    def of(self, row: "models.Target") -> Target:
        """Return the target that the row describes, the same one as long as the row stays the same."""
        if row.pk in self._instead:
            return self._instead[row.pk]
        endpoint = row.endpoint
        described = (
            row.pk, endpoint.base_url, endpoint.model, endpoint.form, endpoint.key_variable, endpoint.n_in_one,
            json.dumps(row.recipe), row.temperature, row.top_p, row.max_tokens,
        )  # fmt: skip
        if described not in self._known:
            self._known[described] = self._made(row)
        return self._known[described]

    def put(self, row: int, target: Target) -> None:
        """Let `target` answer for the row: how a test puts a scripted one in."""
        self._instead[row] = target

    async def close(self) -> None:
        """Close the client."""
        if isinstance(self._http, Outbound):
            await self._http.close()

    def _made(self, row: "models.Target") -> Target:
        if self._http is None:
            self._http = Outbound(allowed_origins())
        endpoint = row.endpoint
        secret = os.environ.get(endpoint.key_variable, "") if endpoint.key_variable else ""
        target: Target = Endpoint(
            http=self._http,
            base=endpoint.base_url,
            model=endpoint.model,
            name=row.name,
            form=Form(endpoint.form),
            sampling=Sampling(row.temperature, row.top_p, row.max_tokens),
            key=Key(secret) if secret else None,
            n_in_one=endpoint.n_in_one,
            breaker=self._breakers.setdefault(endpoint.pk, Breaker()),
        )
        for intervention in interventions_of(row.recipe, scorer_called):
            target = intervention.on(target)
        return target
