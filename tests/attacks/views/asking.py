"""A red teamer's script and browser, as the hot views meet them: in a loop."""

import json
from dataclasses import dataclass
from typing import Any

from asgiref.sync import async_to_sync
from django.test import AsyncClient
from django.urls import reverse

from gadfly.attacks.models import Attack
from gadfly.people.models import Person

SCRIPT = "text/event-stream"
BROWSER = "text/html"


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, headers and all that came, however long it took."""

    status: int
    headers: dict[str, str]
    content: bytes

    @property
    def events(self) -> list[tuple[str, Any]]:
        """Name and data of each event of a stream."""
        blocks = [block.split("\n") for block in self.content.decode().split("\n\n") if block]
        return [(name[7:], json.loads(data[6:])) for name, data, *_ in (b for b in blocks if len(b) > 1)]

    @property
    def error(self) -> str:
        """The sentence that a script is told."""
        told: str = json.loads(self.content)["error"]
        return told

    @property
    def to(self) -> str:
        """Where it leads on to."""
        return self.headers.get("Location", "")


class Asking:
    """One person who posts to an attack; nobody when `person` is None."""

    def __init__(self, person: Person | None) -> None:
        self._client = AsyncClient()
        if person is not None:
            self._client.force_login(person)

    def post(self, act: str, attack: Attack | str, *, accept: str = SCRIPT, **fields: object) -> Answer:
        """Post to `attack-<act>` and read the answer to its end."""
        key = attack if isinstance(attack, str) else attack.key

        async def posted() -> Answer:
            response: Any = await self._client.post(
                reverse(f"attack-{act}", args=[key]), fields, headers={"Accept": accept}
            )
            if getattr(response, "streaming", False):
                content = b"".join([chunk async for chunk in response.streaming_content])
            else:
                content = response.content
            return Answer(response.status_code, dict(response.headers), content)

        return async_to_sync(posted)()
