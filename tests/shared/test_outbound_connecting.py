"""One model at one address, for a notebook."""

import pytest

from gadfly.science.dialogue import Sampling
from gadfly.science.targets import RefusedError
from gadfly.science.targets.scripted import Scripted
from gadfly.science.targets.scripted_server import serving
from gadfly.shared.outbound.connecting import connect

QUESTION = "How long do I boil an egg?"


async def test_a_notebook_talks_to_a_model_at_an_address():
    async with (
        serving(Scripted(replies=["Ten minutes.", "Twelve."])) as base,
        connect(base, "kitchen") as model,
    ):
        collected = await model.reply(QUESTION, n=2)
    assert [one.text for one in collected.candidates] == ["Ten minutes.", "Twelve."]
    assert (model.name, model.model, model.base, collected.error) == ("kitchen", "kitchen", base, None)


async def test_the_version_may_be_left_out_of_the_address_and_sampling_given():
    async with serving(Scripted(replies=["one two three"])) as base:
        address = base.removesuffix("/v1")
        async with connect(address, "kitchen", key="sk-test", sampling=Sampling(max_tokens=2)) as model:
            collected = await model.reply(QUESTION)
    assert collected.candidates[0].text == "one two"
    assert "sk-test" not in repr(model)


async def test_the_connection_goes_nowhere_else():
    async with serving(Scripted()) as base, serving(Scripted()) as other, connect(base, "kitchen") as model:
        model.base = other
        assert isinstance((await model.reply(QUESTION)).error, RefusedError)


@pytest.mark.parametrize("base", ["kitchen", "ftp://127.0.0.1/v1", "http://127.0.0.1:8080/v1?key=1"])
async def test_what_is_no_address_is_refused_in_a_sentence(base):
    with pytest.raises(ValueError, match=r"\.$"):
        async with connect(base, "kitchen"):
            pass
