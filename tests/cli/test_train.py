"""`gadfly train`: what is asked for becomes a run; where nothing can be taught, a sentence says what to do.

Where a language model would be taught, which takes torch, a cook learns in its place.
"""

import json
import sys
from importlib.util import find_spec
from types import SimpleNamespace

import pytest

from gadfly.cli.train import options
from gadfly.science.policy.records import Step
from gadfly.science.policy.run import read
from gadfly.science.preference.store import load, shipped
from tests.cli.test_pm import rows_of
from tests.science.policy.kitchen import Cook
from tests.science.preference.kitchen import planted

TEACHING = "gadfly.science.policy.teaching"


@pytest.fixture
def taught(monkeypatch):
    """Have a cook learn where a language model would; the list tells of whom and from what."""
    seen = []

    def learner(run, policy, material, *rest):
        *others, watch = rest
        seen.append((run, policy, material, others))
        watch(Step(1, train=0.5, loss=None) if run.train_pm else Step(1, loss=0.6931))
        return Cook()

    modules = {
        "loading": SimpleNamespace(policy=lambda base: base),
        "rewarded": SimpleNamespace(rewarded=learner),
        "preferring": SimpleNamespace(preferring=learner),
        "merging": SimpleNamespace(merge=lambda base, _adapter, made: made.write_bytes(base.read_bytes())),
    }
    monkeypatch.setitem(sys.modules, TEACHING, SimpleNamespace(**modules))
    for name, module in modules.items():
        monkeypatch.setitem(sys.modules, f"{TEACHING}.{name}", module)
    monkeypatch.setattr(options, "NEEDED", ())
    return seen


@pytest.fixture
def base(tmp_path):
    path = tmp_path / "tiny.gguf"
    path.write_bytes(b"GGUF")
    return path


@pytest.fixture
def kitchen(tmp_path):
    """A file of pairs, and one of benign prompts."""
    pairs, benign = tmp_path / "kitchen.jsonl", tmp_path / "benign.jsonl"
    pairs.write_text("\n".join(map(json.dumps, rows_of(planted(120)))))
    asked = [{"prompt": pair.prompt[0].text} for pair in planted(60, seed=5)]
    benign.write_text("\n".join(map(json.dumps, asked)))
    return SimpleNamespace(pairs=pairs, benign=benign)


def test_prompts_are_mixed_and_twins_that_ship_reward_and_watch(gadfly, taught, base, kitchen, tmp_path):
    out = tmp_path / "runs" / "one"
    said = gadfly(
        "train", "rlhf", kitchen.pairs, "--benign", kitchen.benign, "--benign-share", 0.25,
        "--model", base, "-o", out, "--held-out", 20, "--beta", 0.01, "--gguf",
    )  # fmt: skip
    run, policy, prompts, (twins, folder) = taught[0]
    assert (said.code, said.err) == (0, "step 1 of 200: score 0.500\n")
    assert (policy, folder, run) == (base, out, read(out))
    assert [twin.scorer for twin in twins] == [shipped("light-2a").scorer, shipped("light-2b").scorer]
    assert (run.beta, run.train_pm, run.replies) == (0.01, twins.train.scorer, 4)
    assert len(prompts) == 160 - 20
    assert sum(prompt.benign for prompt in prompts) == 40 - 5
    assert said.out.startswith("tiny.gguf: 30 steps\n")
    assert "score by the scorer that rewards" in said.out
    assert f"Written: {out / 'card.md'}" in said.out
    assert (out / "policy.gguf").read_bytes() == b"GGUF"


def test_columns_are_those_of_the_attacks_and_benign_prompts_have_their_own(
    gadfly, taught, base, kitchen, tmp_path
):
    attacks = tmp_path / "asked.jsonl"
    attacks.write_text("\n".join(json.dumps({"question": pair.opening}) for pair in planted(40)))
    words = ("--columns", "message=question", "--held-out", 8, "--benign", kitchen.benign, "--model", base)
    assert gadfly("train", "rlhf", attacks, *words, "-o", tmp_path / "run").code == 0
    assert sum(prompt.benign for prompt in taught[0][2]) == 36


def test_scorers_made_of_two_halves_of_the_pairs_lie_beside_the_card(gadfly, taught, base, kitchen, tmp_path):
    out = tmp_path / "run"
    said = gadfly(
        "train", "rlhf", kitchen.pairs, "--pairs", kitchen.pairs, "--model", base, "-o", out, "--json"
    )
    found = json.loads(said.out)
    assert (said.code, found["steps"], found["warns"]) == (0, 30, False)
    assert found["gains"][0]["after"]["n"] == 64
    names = [load(out / f"{name}.json").scorer for name in ("train-pm", "test-pm")]
    assert names == [found["run"]["train_pm"], found["run"]["test_pm"]]
    assert names[0].partition("@")[2] != names[1].partition("@")[2]


def test_one_half_of_the_pairs_teaches_and_the_other_is_asked_and_watches(
    gadfly, taught, base, kitchen, tmp_path
):
    said = gadfly("train", "dpo", kitchen.pairs, "--model", base, "-o", tmp_path / "a", "--held-out", 8)
    run, _, pairs, _ = taught[0]
    assert (said.code, run.method, run.beta, run.train_pm) == (0, "dpo", 0.1, "")
    assert said.err == "step 1 of 200: loss 0.693\n"
    assert (len(pairs), run.test_pm.partition("@")[0]) == (60, "test-pm")
    words = ("train", "dpo", kitchen.pairs, "--model", base, "--held-out", 8, "--test-pm", "light-2b")
    gadfly(*words, "-o", tmp_path / "b")
    assert taught[1][0].test_pm == shipped("light-2b").scorer


def test_a_run_goes_on_when_told_to_and_in_its_own_folder_only(gadfly, taught, base, kitchen, tmp_path):
    words = ("train", "dpo", kitchen.pairs, "--model", base, "-o", tmp_path / "a", "--held-out", 8)
    assert gadfly(*words).code == 0
    again = gadfly(*words)
    assert (again.code, "Go on with it by --resume" in again.err) == (1, True)
    other = gadfly(*words, "--resume", "--seed", 4)
    assert (other.code, "had another test pm" in other.err) == (1, True)


def test_only_the_first_of_several_processes_writes_and_tells(
    gadfly, taught, base, kitchen, tmp_path, monkeypatch
):
    monkeypatch.setenv("RANK", "1")
    monkeypatch.setattr(Cook, "first", False)
    monkeypatch.setattr(Cook, "__init__", lambda self: self.__dict__.update(kindness=0, asked=[]))
    (tmp_path / "run").mkdir()  # which the first one made
    words = ("rlhf", kitchen.pairs, "--pairs", kitchen.pairs, "--model", base, "-o", tmp_path / "run")
    said = gadfly("train", *words)
    assert (said.code, said.out, read(tmp_path / "run")) == (0, "", None)
    assert not (tmp_path / "run" / "train-pm.json").exists()


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--pm", "light-2", "--test-pm", "light-2"), "cannot watch itself"),
        (("--pairs", "x.jsonl", "--pm", "light-2"), "--pairs makes both scorers"),
        (("--pairs", "KITCHEN", "--kind", "soup"), "There is no kind “soup”"),
        (("--held-out", "999"), "hold out fewer with --held-out"),
        (("--replies", "1"), "2 replies or more"),
        (("--model", "nowhere.gguf"), "Fetch the small one: gadfly pull"),
        (("--gguf", "--model", "."), "--gguf merges into a GGUF file"),
        (("--columns", "message=soup"), "there is no column 'soup'"),
        (("--pairs", "nowhere.jsonl"), "nowhere.jsonl cannot be read"),
    ],
)
def test_what_cannot_be_taught_so_is_refused_in_a_sentence(
    words, says, gadfly, taught, base, kitchen, tmp_path
):
    given = [kitchen.pairs if word == "KITCHEN" else word for word in words]
    out = tmp_path / "run"
    said = gadfly("train", "rlhf", kitchen.pairs, "--model", base, "-o", out, *given)
    assert (said.code, said.out, out.exists()) == (1, "", False)
    assert says in said.err
    assert said.err.startswith("gadfly: ")


def test_a_folder_that_cannot_be_made_is_named(gadfly, taught, base, kitchen):
    said = gadfly("train", "rlhf", kitchen.pairs, "--model", base, "-o", base / "under-a-file")
    assert (said.code, "cannot be used" in said.err) == (1, True)


def test_without_torch_one_sentence_says_what_to_do(gadfly, kitchen, tmp_path, monkeypatch):
    if find_spec("trl") is not None:
        monkeypatch.setattr(options, "NEEDED", ("a_library_that_nobody_has",))
    said = gadfly("train", "rlhf", kitchen.pairs, "-o", tmp_path / "run")
    assert (said.code, said.out) == (1, "")
    assert said.err == f"gadfly: {options.MISSING}\n"
