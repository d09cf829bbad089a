"""Fine-tuned: another model at the same endpoint."""

import pytest
from aiohttp import web

from gadfly.science.interventions import Work
from gadfly.science.interventions.fine_tuned import FineTuned
from gadfly.science.targets.endpoint import Endpoint
from gadfly.science.targets.scripted import Scripted
from gadfly.shared.outbound import Origins, Outbound
from tests.science.interventions.doubles import QUESTION


async def named(request: web.Request) -> web.Response:
    """Answer with the name of the model that was asked for."""
    said = {"content": (await request.json())["model"]}
    return web.json_response({"choices": [{"index": 0, "message": said, "finish_reason": "stop"}]})


async def test_another_model_is_asked_for_and_the_endpoint_stays_as_it_was():
    app = web.Application()
    app.router.add_post("/v1/chat/completions", named)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    base = f"http://127.0.0.1:{runner.addresses[0][1]}/v1"
    async with Outbound(Origins.of(private=[base])) as http:
        endpoint = Endpoint(http=http, base=base, model="house-1", name="house")
        tuned = FineTuned("house-1-rlhf", "2026-05").on(endpoint)
        said = [(await target.reply(QUESTION)).candidates[0].text for target in (tuned, endpoint)]
    await runner.cleanup()
    assert said == ["house-1-rlhf", "house-1"]
    assert (tuned.name, tuned.breaker) == ("house", endpoint.breaker)


def test_what_is_no_endpoint_is_told_to_put_it_first():
    with pytest.raises(TypeError, match="put this step first"):
        FineTuned("house-1-rlhf").on(Scripted())


def test_the_card_names_the_model_and_its_revision():
    card = FineTuned("house-1-rlhf", "2026-05").card
    assert (card.name, card.released, card.streams) == ("fine-tuned", "rlhf", True)
    assert card.does.endswith("house-1-rlhf, revision 2026-05.")
    assert FineTuned("house-1-rlhf").card.does.endswith("house-1-rlhf.")
    assert FineTuned("house-1-rlhf").work(2) == Work(readings=1, completions=2)
