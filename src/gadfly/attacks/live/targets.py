"""From a target's row to something that answers: made once, kept while the process lives."""

import json
from typing import TYPE_CHECKING

from gadfly.campaigns.live import Breakers
from gadfly.campaigns.scorers import scorer_called
from gadfly.campaigns.sealing import key_of
from gadfly.science.dialogue import Sampling
from gadfly.science.interventions.recipe import interventions_of
from gadfly.science.targets import Target
from gadfly.science.targets.endpoint import Endpoint
from gadfly.science.targets.forms import Form
from gadfly.science.targets.http import Http
from gadfly.shared.outbound import Outbound
from gadfly.shared.outbound.allowed import allowed_origins

if TYPE_CHECKING:
    from gadfly.campaigns import models


class Targets:
    """The targets of one process, all over one guarded HTTP client, which is made on first use."""

    def __init__(self, http: Http | None = None) -> None:
        self._http = http
        self._known: dict[int, tuple[tuple[object, ...], Target]] = {}
        """By row: what it said when the target was made, and the target. No key stands here in clear."""
        self.breakers = Breakers()
        self._instead: dict[int, Target] = {}

    def of(self, row: "models.Target") -> Target:
        """Return the target that the row describes, the same one as long as the row stays the same."""
        if row.pk in self._instead:
            return self._instead[row.pk]
        endpoint = row.endpoint
        described = (
            row.pk, endpoint.base_url, endpoint.model, endpoint.form, endpoint.n_in_one,
            endpoint.sealed_key, endpoint.key_variable,
            json.dumps(row.recipe), row.temperature, row.top_p, row.max_tokens,
        )  # fmt: skip
        known = self._known.get(row.pk)
        if known is None or known[0] != described:
            known = self._known[row.pk] = (described, self._made(row))
        return known[1]

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
        target: Target = Endpoint(
            http=self._http,
            base=endpoint.base_url,
            model=endpoint.model,
            name=row.name,
            form=Form(endpoint.form),
            sampling=Sampling(row.temperature, row.top_p, row.max_tokens),
            key=key_of(endpoint),
            n_in_one=endpoint.n_in_one,
            breaker=self.breakers.of(endpoint.pk),
        )
        for intervention in interventions_of(row.recipe, scorer_called):
            target = intervention.on(target)
        return target
