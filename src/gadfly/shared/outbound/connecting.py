"""One model at one address, for whoever has no site: a notebook, a script."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from gadfly.science.dialogue import Sampling
from gadfly.science.targets.endpoint import Endpoint
from gadfly.science.targets.forms import Form
from gadfly.science.targets.key import Key
from gadfly.shared.outbound.client import Bounds, Outbound
from gadfly.shared.outbound.origins import Origins, base_of


@asynccontextmanager
async def connect(
    base: str,
    model: str,
    *,
    key: str = "",
    sampling: Sampling | None = None,
    form: Form = Form.CHAT,
    bounds: Bounds | None = None,
) -> AsyncGenerator[Endpoint]:
    """Enter with the model called `model` at an address such as http://127.0.0.1:8080/v1.

    The connection goes to that address only, wherever it leads: whoever types it means it. `form`
    says whether the model is asked as a chat or for a text's continuation. Raises ValueError for
    what is no web address, or no key.
    """
    at = base_of(base)
    secret = Key(key) if key else None
    async with Outbound(Origins.of(private=[at]), bounds=bounds) as http:
        yield Endpoint(
            http=http,
            base=at,
            model=model,
            name=model,
            form=form,
            sampling=sampling or Sampling(),
            key=secret,
        )
