"""A language model learns, here where torch is: by reward and by pairs, killed and resumed, and served."""

import json
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest

from gadfly.science.policy import PolicyError, records
from gadfly.science.policy.course import follow
from gadfly.science.policy.heldout import Twins
from gadfly.science.policy.prompts import Mixed, Prompt
from gadfly.science.policy.run import begin
from gadfly.science.preference.store import JUDGES, RANKS, shipped
from tests.science.policy.kitchen import DISHES, Letters, run
from tests.science.preference.kitchen import planted
from tests.science.preference.tiny import tiny
from tests.training import need_torch, train
from tests.weights import weights

__all__ = ["weights"]

pytestmark = [*train, pytest.mark.timeout(1200)]

TWINS = Twins(Letters("a@1"), Letters("b@2"))
PROMPTS = Mixed(
    tuple(Prompt(dish) for dish in DISHES[:8]), tuple(Prompt(dish) for dish in DISHES[8:]), left_out=0
)
SMALL = run(steps=4, batch=4, replies=4, tokens=8, rank=4, rate=0.02, held_out=4, save_every=2)


def part(name: str):
    """Return a module of the room that knows torch; skip the test where nothing can be taught."""
    need_torch()
    import_module("torch").set_num_threads(1)  # matrices so small that threads only wait for each other
    return import_module(f"gadfly.science.policy.teaching.{name}")


def calm(base: Path):
    """Return the tiny policy, its mind not made up: each byte is about as likely as any other."""
    found = part("loading").policy(base)
    found.model.get_input_embeddings().weight.data /= 8
    return found


def by_reward(base, folder, told=SMALL, *, resume=False):
    rewarded = part("rewarded").rewarded
    begin(told, folder, resume=resume)
    learner = rewarded(told, calm(base), PROMPTS.teach, TWINS, folder)
    rng = np.random.default_rng(0)
    return follow(told, learner, PROMPTS, TWINS, folder, resume=resume, rng=rng), learner


def test_a_policy_learns_by_reward_and_goes_on_from_its_checkpoint(tmp_path):
    base = tiny(tmp_path / "tiny.gguf")
    by_reward(base, tmp_path / "run")
    begun = records.steps(tmp_path / "run")
    assert [step.step for step in begun] == [1, 2, 3, 4]
    assert begun[0].kl == pytest.approx(0, abs=1e-3)
    assert begun[0].train == begun[0].test
    records.append(tmp_path / "run", records.Step(5, train=99.0))  # taken, and lost with the process
    found, _ = by_reward(base, tmp_path / "run", replace(SMALL, steps=16), resume=True)
    steps = records.steps(tmp_path / "run")
    assert [step.step for step in steps] == list(range(1, 17))
    assert steps[:4] == begun
    assert np.mean([step.train for step in steps[-4:]]) > np.mean([step.train for step in steps[:4]]) + 0.5
    assert steps[-1].kl > 0.05
    assert found.gains[0].gain.value > 0
    assert (tmp_path / "run" / "adapter" / "adapter_model.safetensors").is_file()
    again, _ = by_reward(base, tmp_path / "run", replace(SMALL, steps=16), resume=True)
    assert (again.steps, again.gains) == (16, found.gains)  # there was nothing left to do


def test_a_policy_learns_from_pairs(tmp_path):
    preferring = part("preferring").preferring
    told = replace(SMALL, method="dpo", train_pm="", beta=0.1, steps=12, rate=0.003)
    begin(told, tmp_path, resume=False)
    learner = preferring(told, calm(tiny(tmp_path / "tiny.gguf")), planted(40), tmp_path)
    twins, rng = Twins(None, TWINS.test), np.random.default_rng(0)
    found = follow(told, learner, PROMPTS, twins, tmp_path, resume=False, rng=rng)
    steps = records.steps(tmp_path)
    assert steps[0].loss == pytest.approx(np.log(2), abs=1e-3)
    assert steps[-1].loss < steps[0].loss
    assert steps[-1].right > 0.5
    assert "Nothing rewarded it" in " ".join(found.card.read_text().split())


def test_the_merged_file_says_what_the_policy_says(tmp_path):
    policy, rewarded = part("loading").policy, part("rewarded").rewarded
    torch = import_module("torch")
    base = tiny(tmp_path / "tiny.gguf")
    learner = rewarded(SMALL, policy(base), PROMPTS.teach, TWINS, tmp_path)
    torch.manual_seed(0)
    for name, weight in learner.model.named_parameters():
        if ".lora_B." in name:
            torch.nn.init.normal_(weight, std=0.1)
    learner.save(tmp_path / "adapter")
    part("merging").merge(base, tmp_path / "adapter", tmp_path / "policy.gguf")
    asked = torch.arange(3, 43)[None]
    with torch.no_grad():
        before, after, merged = (
            model(input_ids=asked).logits
            for model in (policy(base).model, learner.model, policy(tmp_path / "policy.gguf").model)
        )
    moved = (after - before).abs().mean()
    assert (merged - after).abs().mean() < moved / 100
    told = json.loads((tmp_path / "adapter" / "adapter_config.json").read_text())
    assert told["r"] == SMALL.rank


def test_a_model_of_another_kind_is_not_merged(tmp_path):
    merge = part("merging").merge
    gguf = import_module("gguf")
    writer = gguf.GGUFWriter(tmp_path / "other.gguf", "gpt2")
    for write in (writer.write_header_to_file, writer.write_kv_data_to_file, writer.write_tensors_to_file):
        write()
    writer.close()
    with pytest.raises(PolicyError, match="of the kind gpt2 cannot be merged"):
        merge(tmp_path / "other.gguf", tmp_path, tmp_path / "policy.gguf")


@pytest.mark.model
def test_a_few_steps_raise_the_small_models_reward_on_held_out_prompts(weights, tmp_path):
    """Some minutes of processor time: a step reads and writes some thousand tokens several times."""
    policy, rewarded = part("loading").policy, part("rewarded").rewarded
    asked = [pair.prompt[0].text for pair in planted(48)]
    prompts = Mixed(tuple(map(Prompt, asked[:32])), tuple(map(Prompt, asked[32:])), left_out=0)
    twins = Twins(shipped(RANKS), shipped(JUDGES))
    told = replace(SMALL, steps=8, batch=4, tokens=16, rate=0.001, rank=16)
    learner = rewarded(told, policy(weights), prompts.teach, twins, tmp_path)
    found = follow(told, learner, prompts, twins, tmp_path, resume=False, rng=np.random.default_rng(0))
    assert found.gains[0].gain.value > 0
