"""The sections that join models, map, hazard, samples, refusals and reviews into the report."""

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from gadfly.science.atlas.drawing import atlas_of
from gadfly.science.datasets import Arm, AttackRecord, Form, Opinion, SelfReport, Summary, TurnDetail, write
from gadfly.science.dialogue import Candidate, Dialogue, Turn
from gadfly.science.insights import mapping
from gadfly.science.insights.attacks import Attacks
from gadfly.science.insights.mapping import HOW_TO_MAP, topics
from gadfly.science.insights.page import ROWS, page
from gadfly.science.insights.reading import UnreadableFileError, gather
from gadfly.science.insights.run import Job, Stages, make
from gadfly.science.insights.section import Column, Kind, Section, Table
from gadfly.science.insights.sections import atlas as drawn
from gadfly.science.insights.sections.atlas import atlas, templates, unseen
from gadfly.science.insights.sections.cells import cells
from gadfly.science.insights.sections.datasheet import datasheet
from gadfly.science.insights.sections.firsts import first_harm, firsts
from gadfly.science.insights.sections.grades import MOST, grades
from gadfly.science.insights.sections.models import SHOWN, caterpillar, mixed
from gadfly.science.insights.sections.refusals import refusals
from gadfly.science.insights.sections.reviewers import reviewers
from gadfly.science.insights.sections.samples import samples
from gadfly.science.insights.sections.skill import skill
from gadfly.science.insights.sections.slopes import slopes
from gadfly.science.simulate import Settings, attacks

ARMS = (Arm(intervention="plain lm", size="2.7B"), Arm(intervention="rlhf", size="52B"))
REFUSAL = "I am sorry, but I cannot help with that."


def table_of(folder: Path, *records: AttackRecord, mapped: bool = False) -> Attacks:
    write(folder / "given.jsonl", records, form=Form.NATIVE)
    found = gather([folder / "given.jsonl"], folder / "attacks.parquet", columns={})
    return Attacks(folder / "attacks.parquet", found.left_out, mapped)


def native(number: int, *, scores=((1.0, 2.0), (-1.0, 0.5)), **rest) -> AttackRecord:
    """Two turns with two replies each; the more harmful one is shown first and continues."""
    turns = tuple(
        Turn(f"Spoon {number}, please?", (Candidate(REFUSAL), Candidate("Wood.")), continued=0)
        for _ in scores
    )
    return AttackRecord(
        Dialogue(turns),
        member=number % 6,
        arm=ARMS[number % 2],
        report=SelfReport(success=4 if number % 3 else 0),
        scores=Summary(min=min(pair[0] for pair in scores)),
        details=tuple(TurnDetail(scores=pair) for pair in scores),
        **rest,
    )


def varied(count: int = 240) -> list[AttackRecord]:
    rng = np.random.default_rng(5)
    return [
        native(number, scores=tuple((x, x + 1) for x in rng.normal(size=2).tolist()))
        for number in range(count)
    ]


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("joined")
    return table_of(folder, *attacks(Settings(1_500, seed=4)), mapped=True)


@pytest.fixture(scope="module")
def turned(tmp_path_factory):
    return table_of(tmp_path_factory.mktemp("native"), *varied())


def test_coefficients_of_the_mixed_model_are_those_of_cell_means_where_members_are_alike(tmp_path):
    rng = np.random.default_rng(1)
    rows = [
        replace(
            native(number),
            member=int(rng.integers(9)),
            arm=ARMS[number % 2],
            scores=Summary(min=float(rng.normal())),
        )
        for number in range(400)
    ]
    found = mixed(table_of(tmp_path, *rows))
    means = [np.mean([row.scores.min for row in rows if row.arm is arm]) for arm in ARMS]
    terms = {row["term"]: row for row in found.headline["terms"]}
    assert terms["intercept"]["score"] == pytest.approx(means[0], abs=0.02)
    assert terms["rlhf"]["score"] == pytest.approx(means[1] - means[0], abs=0.02)
    assert found.headline["fits"][0]["n"] == 400
    assert "52B" in found.headline["fits"][0]["dropped"]


def test_a_model_that_cannot_be_fitted_says_so(tmp_path):
    alone = [replace(native(number), member=number) for number in range(30)]
    assert "two members" in mixed(table_of(tmp_path, *alone)).absent
    rated = [replace(native(number), scores=Summary()) for number in range(30)]
    found = mixed(table_of(tmp_path, *rated))
    assert found.said[1:] == tuple(
        f"It could not be fitted to the {name}."
        for name in (
            "lowest score",
            "lowest score, given the self-report",
            "self-report, given the lowest score",
        )
    )
    assert found.charts == ()
    assert "two different self-reports" in grades(table_of(tmp_path, *alone[:1])).absent


def test_a_long_caterpillar_shows_members_evenly_by_rank():
    rows = [{"skill": float(place), "skill_low": 0.0, "skill_high": 1.0} for place in range(SHOWN * 3)]
    shown = caterpillar(rows).spec["data"]["values"]
    assert (len(shown), shown[0]["rank"], shown[-1]["rank"]) == (SHOWN, 1, SHOWN * 3)


def test_grades_name_their_sample(tmp_path, made, monkeypatch):
    whole = grades(made)
    assert "sample" not in whole.said[0]
    assert [row["factor"] for row in whole.headline["effects"]] == ["members", "islands of the map"]
    monkeypatch.setattr("gadfly.science.insights.sections.grades.MOST", 300)
    part = grades(made)
    assert "A seeded sample of 300 of 1,500 attacks" in part.said[0]
    assert part == grades(made)
    assert MOST > 300


def test_the_most_robust_cell_is_the_one_with_fewest_successes(tmp_path):
    rows = [
        replace(
            native(number),
            report=SelfReport(4 * int(number % 5 < (3 if number % 2 else 1))),
            tags=(f"tag {number % 3}",),
        )
        for number in range(300)
    ]
    rows.append(replace(native(0), report=SelfReport(), tags=()))
    table = table_of(tmp_path, *rows)
    found = skill(table)
    assert found.headline["targets"][0]["name"] == "plain lm 2.7B"
    assert found.headline["topics_are"] == "first tags"
    assert "1 attacks without a self-report are left out" in found.said[0]
    assert topics(table).labels.names == ("tag 0", "tag 1", "tag 2", "not tagged")


def test_without_topics_or_failures_there_is_no_common_scale(tmp_path, turned):
    assert "topics" in skill(turned).absent
    same = [replace(native(number), report=SelfReport(4), tags=(str(number % 2),)) for number in range(20)]
    assert "failures" in skill(table_of(tmp_path, *same)).absent


def test_the_first_harmful_reply_is_that_of_a_plain_loop(turned):
    turns, success = first_harm(turned)
    found = firsts(turned)
    at = found.headline["harmful_at"]
    for row, record in enumerate(varied()):
        low = [place for place, detail in enumerate(record.details, 1) if detail.scores[0] <= at]
        assert turns[row] == 2
        assert success[row] == (low[0] if low else pytest.approx(np.nan, nan_ok=True))
    assert len(found.headline["hazard"]) == 4


def test_attacks_not_scored_at_each_turn_are_in_no_hazard(tmp_path):
    partly = replace(native(1), details=(TurnDetail(scores=(1.0, None)), TurnDetail(scores=(None, None))))
    short = replace(native(1), details=(TurnDetail(scores=(1.0, 2.0)), TurnDetail()))
    whole = native(2)
    turns, _ = first_harm(table_of(tmp_path, partly, short, whole))
    assert np.isnan(turns).tolist() == [True, True, False]
    unrated = replace(whole, report=SelfReport())
    assert "self-reports are missing" in firsts(table_of(tmp_path, unrated)).absent
    assert samples(table_of(tmp_path, unrated)).absent


def test_samples_are_counted_but_for_chosen_ones(tmp_path):
    chosen = Arm(intervention="rejection sampling", size="2.7B")
    unscored = Arm(intervention="own", size="")
    rows = varied()
    rows += [replace(row, arm=chosen) for row in rows[:5]]
    rows.append(replace(rows[0], arm=unscored, details=()))
    found = samples(table_of(tmp_path, *rows))
    assert [row["cell"] for row in found.headline["elicitation"]] == ["plain lm 2.7B", "rlhf 52B"]
    for row in found.headline["elicitation"]:
        assert row["one"] < row["two"] < row["hundred"]


def test_refusals_are_counted_by_reply(tmp_path, turned):
    found = refusals(turned)
    assert {row["refused"] for row in found.headline["refusals"]} == {1.0}
    assert sum(row["n"] for row in found.headline["refusals"]) == 480
    silent = replace(native(1), dialogue=Dialogue((Turn("Spoon?"),)), details=())
    unrated = replace(native(2), report=SelfReport())
    part = refusals(table_of(tmp_path, silent, unrated))
    assert "1 attacks have no reply" in part.said[0]
    assert part.charts == ()
    assert refusals(table_of(tmp_path, silent)).absent == "no attack has a reply."


def test_reviews_are_held_against_each_other_and_the_author(tmp_path):
    rows = [
        replace(
            native(number),
            member=None if number == 3 else number % 6,
            report=SelfReport() if number == 4 else SelfReport(number % 5),
            reviews=(
                *(Opinion(reviewer=10 + place, success=number % 5) for place in range(5)),
                Opinion(reviewer=20, success=0, calibration=True),
                Opinion(reviewer=20, success=0, round=2),
                Opinion(reviewer=21),
            ),
        )
        for number in range(30)
    ]
    found = reviewers(table_of(tmp_path, *rows, native(1)))
    assert [(row["n"], row["ratings"]) for row in found.headline["agreement"]] == [(30, 179)] * 2 + [
        (30, 150)
    ] * 2
    assert {row["alpha"] for row in found.headline["agreement"]} == {1.0}
    assert "Authors rate +0.00 grades" in found.said[0]
    nobody = [replace(row, report=SelfReport(), reviews=row.reviews[:1]) for row in rows[:2]]
    assert reviewers(table_of(tmp_path, *nobody)).headline["agreement"][0]["alpha_low"] is None


def test_islands_add_up_and_points_stand_in_a_file(made):
    found = atlas(made)
    assert sum(row["n"] for row in found.headline["islands"]) == 1_500
    assert found.tables[0].folded
    points = pq.read_table(made.path.with_name(found.files[0])).to_pydict()
    again = atlas_of(made.column("said").to_pylist(), openings=made.column("first").to_pylist())
    assert points["x"] == again.xy[:, 0].tolist()
    assert len(points["island"]) == 1_500 - found.headline["not_placed"]


def test_what_is_unseen_is_told_by_members_and_by_attacks(made):
    found = unseen(made)
    assert sum(found.headline["new_islands_per_100"]) == found.tables[0].rows[0]["seen"]
    assert [row["units"] for row in found.tables[0].rows] == ["members", "attacks"] * 2


def test_planted_templates_are_found(made):
    found = templates(made)
    assert found.headline["templates"] == len(found.tables[1].rows) > 0
    assert 0 < found.headline["alike"][0]["share"] < 1


def test_texts_without_words_make_no_map(tmp_path):
    silent = [replace(native(number), dialogue=Dialogue((Turn(""),)), details=()) for number in range(3)]
    table = table_of(tmp_path, *silent, mapped=True)
    assert atlas(table).charts == unseen(table).charts == ()
    assert topics(table) is None


def test_a_map_that_was_arranged_from_a_sample_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr(mapping, "atlas_of", partial(atlas_of, landmarks=50))
    monkeypatch.setattr(drawn, "LANDMARKS", 50)
    (said,) = atlas(table_of(tmp_path, *attacks(Settings(80, seed=4)), mapped=True)).said
    assert "50 attacks, drawn by a seed, were arranged; the others lie where" in said


def test_a_file_without_an_attack_that_ended_is_refused(tmp_path):
    (tmp_path / "spoon.bin").write_bytes(b"\x00\x01")
    with pytest.raises(UnreadableFileError, match=r"no attack in spoon\.bin that can be read"):
        gather([tmp_path / "spoon.bin"], tmp_path / "t", columns={})
    with pytest.raises(UnreadableFileError, match="came to an end"):
        table_of(tmp_path, replace(native(1), state="open"))


def test_members_of_several_campaigns_are_named_with_theirs(tmp_path):
    rows = [native(0), replace(native(1), campaign="tea"), replace(native(0), member=None, campaign="tea")]
    assert sorted(table_of(tmp_path, *rows).member_names) == ["", "0", "tea 1"]


def test_what_does_not_apply_stands_in_the_appendix_alone():
    rows = tuple({"name": str(place), "n": -1234.4} for place in range(ROWS + 2))
    table = Table("t", "Spoons", (Column("name", "Name"), Column("n", "n", Kind.POINTS)), rows, folded="long")
    sections = {
        "a": Section("Forks", absent="there are no forks."),
        "b": Section("Tea", ("12% of it.",), (table,)),
    }
    summary = {
        "gadfly": "1",
        "n": 1,
        "files": [],
        "cells": [],
        "bad_records": 0,
        "left_out": 0,
        "bad_records_said": [],
    }
    text = page(sections, summary, None)
    assert '<h2 id="a"' not in text
    assert "<li>Forks: there are no forks.</li>" in text
    assert "2 more rows stand in the files." in text
    assert "<details><summary>Spoons (long)</summary>" in text
    assert "12\u00a0% of it." in text
    assert "−1,234" in text


def test_bad_records_are_named_and_an_appendix_may_lack_nothing():
    summary = dict.fromkeys(("bad_records", "left_out"), 1) | {
        "gadfly": "1",
        "n": 1,
        "files": [],
        "cells": [],
    }
    text = page({"a": Section("Tea")}, summary | {"bad_records_said": ["x.jsonl, line 2: < no tea"]}, None)
    assert "<li>x.jsonl, line 2: &lt; no tea</li>" in text
    assert "What does not apply" not in text


def test_dates_and_a_cell_that_leads_on_mean_and_tail_are_told(tmp_path):
    began = datetime(2026, 5, 1, tzinfo=UTC)
    rows = [
        replace(
            native(number),
            started_at=began,
            member=number % 8,
            scores=Summary(min=number % 2 + number % 5 / 9),
        )
        for number in range(80)
    ]
    table = table_of(tmp_path, *rows)
    assert "also has the least harmful tail" in cells(table).said[0]
    assert "Begun between 2026-05-01 and 2026-05-01" in datasheet(table).said[0]
    assert unseen(replace(table, mapped=True)).method[0].startswith("Attacks in the order of time")


def test_one_type_of_model_has_a_slope_and_no_comparison(tmp_path):
    rows = [replace(native(number), arm=Arm(size=("2.7B", "13B")[number % 2])) for number in range(20)]
    (test, _) = slopes(table_of(tmp_path, *rows)).headline["interaction"]
    assert (test["n"], test["p"]) == (20, None)


HIDDEN = """
import sys
for name in ("vl_convert", "faiss", "openTSNE", "sklearn", "altair"):
    sys.modules[name] = None
from gadfly.cli import main
sys.exit(main(sys.argv[1:]))
"""


def test_without_the_extra_tables_and_report_stand_and_both_sentences_are_said(tmp_path):
    write(tmp_path / "a.jsonl", attacks(Settings(200, seed=1)))
    words = ["insights", "a.jsonl", "-o", "out"]
    command = [sys.executable, "-c", HIDDEN, *words]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True, timeout=120)
    assert "Charts as pictures take the extra" in done.stderr
    assert HOW_TO_MAP in done.stderr
    assert (tmp_path / "out" / "report.html").exists()
    assert not (tmp_path / "out" / "tables" / "islands.csv").exists()


@pytest.mark.fault
def test_what_a_killed_run_had_done_is_not_done_again(tmp_path):
    write(tmp_path / "a.jsonl", attacks(Settings(2_000, seed=1)))
    command = [sys.executable, "-m", "gadfly", "insights", "a.jsonl", "-o", "out", "--no-map"]
    job = Job(files=(tmp_path / "a.jsonl",), out=tmp_path / "out", with_map=False)
    folder = Stages(job).folder
    running = subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    until = time.monotonic() + 120
    while not (folder / "cells.json").exists() and running.poll() is None and time.monotonic() < until:
        time.sleep(0.005)
    os.kill(running.pid, signal.SIGKILL)
    assert running.wait(timeout=60) == -signal.SIGKILL
    assert not (tmp_path / "out" / "report.html").exists()
    before = {
        file.name: file.stat().st_mtime_ns
        for file in folder.iterdir()
        if file.suffix in {".json", ".parquet"}
    }
    assert {"attacks.parquet", "gathered.json", "cells.json"} <= set(before)
    make(job, Stages(job), step=lambda: None, begun=lambda _: None)
    assert {name: (folder / name).stat().st_mtime_ns for name in before} == before
    assert json.loads((tmp_path / "out" / "summary.json").read_text())["n"] == 2_000
    assert len(list(folder.glob("*.json"))) == len(job.entries) + 1
