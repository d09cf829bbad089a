"""From files to a report: figures, files, stages."""

import csv
import json
from dataclasses import replace
from itertools import islice

import altair as alt
import numpy as np
import pyarrow.parquet as pq
import pytest

from gadfly.science.datasets import Arm, AttackRecord, ColumnError, Form, SelfReport, Summary, write
from gadfly.science.datasets.personal import DETECTORS
from gadfly.science.dialogue import Candidate, Dialogue, Turn
from gadfly.science.insights import rendering
from gadfly.science.insights.attacks import Attacks, parameters_in
from gadfly.science.insights.comparing import Sides, compared
from gadfly.science.insights.reading import UnreadableFileError, gather
from gadfly.science.insights.registry import SECTIONS
from gadfly.science.insights.run import Job, Stages, make, plan
from gadfly.science.insights.section import Section
from gadfly.science.insights.sections.people import gini_of
from gadfly.science.simulate import Settings, attacks

BARE = AttackRecord(Dialogue((Turn("Which spoon?", (Candidate("Wood."),), continued=0),)))


def made(job: Job):
    return make(job, Stages(job), step=lambda: None, begun=lambda _: None)


def table_of(tmp_path, *records: AttackRecord) -> Attacks:
    write(tmp_path / "given.jsonl", records, form=Form.NATIVE)
    found = gather([tmp_path / "given.jsonl"], tmp_path / "given.parquet", columns={})
    return Attacks(tmp_path / "given.parquet", found.left_out)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("insights")


@pytest.fixture(scope="module")
def job(folder):
    write(folder / "a.jsonl.gz", attacks(Settings(3_000, seed=2)))
    return Job(files=(folder / "a.jsonl.gz",), out=folder / "report")


@pytest.fixture(scope="module")
def report(job):
    return made(job)


@pytest.fixture
def table(job, report):
    return Attacks(Stages(job).folder / "attacks.parquet")


def test_cells_are_those_of_a_plain_loop(job, report):
    rows = list(attacks(Settings(3_000, seed=2)))
    assert len(report.summary["cells"]) == 12
    for cell in report.summary["cells"]:
        here = [
            one
            for one in rows
            if (one.arm.intervention, one.arm.size) == (cell["model_type"], cell["num_params"])
        ]
        scores = np.array([one.scores.min for one in here])
        low = np.quantile(scores, 0.05)
        expected = (
            scores.mean(),
            low,
            scores[scores <= low].mean(),
            np.mean([one.report.success >= 3 for one in here]),
        )
        assert [cell[key] for key in ("mean", "q05", "cvar05", "success_share")] == pytest.approx(expected)
        assert cell["n"] == len(here)


def test_every_table_and_chart_is_there_as_data(job, report):
    for section in report.sections:
        for each in section.tables:
            with (job.out / "tables" / f"{each.name}.csv").open() as file:
                assert len(list(csv.DictReader(file))) == len(each.rows)
            assert pq.read_metadata(job.out / "tables" / f"{each.name}.parquet").num_rows == len(each.rows)
        for chart in section.charts:
            alt.Chart.from_dict(json.loads((job.out / "charts" / f"{chart.name}.vl.json").read_text()))
            assert (job.out / "charts" / f"{chart.name}.png").read_bytes().startswith(b"\x89PNG")
            assert (job.out / "charts" / f"{chart.name}.svg").read_text().startswith("<svg")
    assert report.notes == ()


def test_the_report_is_one_file_without_script(job, report):
    page = (job.out / "report.html").read_text()
    assert page.count("<svg") == sum(len(section.charts) for section in report.sections)
    assert "<script" not in page
    assert "http://www.w3.org" in page
    assert all(section.title in page for section in report.sections)


def test_what_was_done_is_not_done_again(job, report):
    stages = Stages(job)
    assert [step.name for step in plan(job, stages) if not step.done] == ["write"]
    before = stages.folder.joinpath("cells.json").stat().st_mtime_ns
    assert made(job).summary == report.summary
    assert stages.folder.joinpath("cells.json").stat().st_mtime_ns == before


def test_a_section_comes_back_from_its_document(report):
    for section in report.sections:
        assert Section.of(json.loads(json.dumps(section.document()))) == section


def test_other_columns_are_another_job(job):
    assert not Stages(replace(job, skip_bad=True)).is_read
    assert job.entries == SECTIONS


def test_without_the_extra_there_are_tables_and_a_sentence(job, report, folder, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "vl_convert", None)
    other = replace(job, out=folder / "bare")
    found = made(other)
    assert found.notes == (rendering.HOW_TO_DRAW,)
    assert "<svg" not in (other.out / "report.html").read_text()
    assert (other.out / "charts" / "lorenz.vl.json").exists()


def test_attacks_of_which_nothing_is_known_make_a_report_all_the_same(tmp_path):
    found = table_of(tmp_path, BARE, replace(BARE, state="skipped"))
    for entry in SECTIONS:
        json.dumps(entry.make(found).document(), allow_nan=False)
    assert (len(found), found.left_out, found.unnamed) == (1, 1, 1)


def test_members_are_people_of_a_campaign_and_the_unnamed_stand_alone(tmp_path):
    one, two = replace(BARE, member=1), replace(BARE, member=2)
    found = table_of(tmp_path, one, two, one, replace(one, campaign="x"), BARE, BARE)
    codes = found.member.tolist()
    assert codes[0] == codes[2]
    assert len(set(codes)) == 5


def test_cells_stand_in_the_papers_order(tmp_path):
    arms = [
        Arm(intervention=kind, size=size)
        for kind, size in (("own", ""), ("rlhf", "13B"), ("rlhf", "2.7B"), ("plain lm", "1T"))
    ]
    found = table_of(tmp_path, *(replace(BARE, arm=arm) for arm in arms))
    assert [tuple(cell) for cell in found.cells] == [
        ("plain lm", "1T"),
        ("rlhf", "2.7B"),
        ("rlhf", "13B"),
        ("own", ""),
    ]
    assert found.cell.tolist() == [3, 2, 1, 0]
    assert [parameters_in(size) for size in ("135 M", "52B", "big", "")] == [135e6, 52e9, None, None]


def test_a_bad_record_names_file_and_line(tmp_path):
    good = json.dumps({"message": "Why?", "rating": 1})
    (tmp_path / "x.jsonl").write_text(good + "\n" + good.replace("1", "9") + "\n")
    with pytest.raises(UnreadableFileError, match=r"^x\.jsonl, record 2, line 2: rating must be"):
        gather([tmp_path / "x.jsonl"], tmp_path / "t", columns={})
    found = gather([tmp_path / "x.jsonl"], tmp_path / "t", columns={}, skip_bad=True)
    assert (found.good, found.bad, len(found.said)) == (1, 1, 1)
    with pytest.raises(ColumnError, match=r"^x\.jsonl: there is no column"):
        gather([tmp_path / "x.jsonl"], tmp_path / "t", columns={"member": "who"})
    (tmp_path / "x.jsonl").write_text((good.replace("1", "9") + "\n") * 30)
    with pytest.raises(UnreadableFileError, match="no attack"):
        gather([tmp_path / "x.jsonl"], tmp_path / "t", columns={}, skip_bad=True)


def test_slopes_are_those_of_least_squares(table):
    (slopes,) = (entry.make(table) for entry in SECTIONS if entry.name == "slopes")
    logs = np.log10([parameters_in(cell.size) for cell in table.cells])[table.cell]
    for row in slopes.tables[0].rows[:4]:
        here = np.array([cell.model_type == row["model_type"] for cell in table.cells])[table.cell]
        assert row["slope"] == pytest.approx(np.polyfit(logs[here], table.score[here], 1)[0])
    assert slopes.tables[1].rows[0]["p"] < 0.05


def test_gini_knows_equal_and_unequal():
    assert gini_of(np.full(10, 3.0))[0] == pytest.approx(0)
    counts = np.array([1.0, 2, 3, 7, 20])
    apart = np.abs(counts[:, None] - counts).sum() / (2 * len(counts) * counts.sum())
    assert gini_of(counts)[0] == pytest.approx(apart)
    assert gini_of(np.array([1.0, 2.0]))[1:] == (None, None)


def test_personal_data_is_found_by_kind(tmp_path):
    texts = {
        "e-mail address": "Write to ann@example.org, please",
        "telephone number": "Call (555) 010-O199",
        "social security number": "It is 000-12-3456",
        "postal address": "Bring it to 12 Imaginary Spoon Street, Nowhere, CA 00000",
        "passport number": "my passport no. is X12345678",
        "driving licence number": "driver's license: D1234567",
    }
    found = table_of(
        tmp_path, *(replace(BARE, dialogue=Dialogue((Turn(text),))) for text in texts.values()), BARE
    )
    (section,) = (entry.make(found) for entry in SECTIONS if entry.name == "personal_data")
    assert {row["kind"]: row["n"] for row in section.tables[0].rows} == dict.fromkeys(DETECTORS, 1) | {
        "any of these": 6
    }


def test_two_datasets_are_paired_by_their_first_messages(tmp_path):
    def side(name: str, shift: float) -> Attacks:
        (tmp_path / name).mkdir()
        return table_of(
            tmp_path / name,
            *(
                replace(
                    BARE,
                    member=number % 5,
                    scores=Summary(min=number % 7 + shift),
                    report=SelfReport(number % 4),
                    dialogue=Dialogue((Turn(f"Spoon {number}?"),)),
                )
                for number in range(40)
            ),
        )

    found = compared(Sides(side("a", 0.0), side("b", 0.5)))
    pairs = found.headline["pairs"]
    assert (pairs[0]["n"], pairs[0]["difference"]) == (40, pytest.approx(0.5))
    assert pairs[2]["n"] == 0
    whole = found.headline["differences"][0]
    assert whole["difference"] == pytest.approx(0.5)
    assert whole["difference_low"] < 0.5 < whole["difference_high"]
    assert any("rises" in sentence for sentence in found.said)


def two_arms(tmp_path, *, skill: float, scorer: str = "light-2") -> Sides:
    """Twelve people who attack both arms; each brings a level to both, and the second arm adds a half."""

    def arm(name: str, shift: float) -> Attacks:
        (tmp_path / name).mkdir()
        chance = np.random.default_rng(len(name))
        return table_of(
            tmp_path / name,
            *(
                replace(
                    BARE,
                    member=number % 12,
                    scores=Summary(
                        scorer=scorer if name == "bb" else "light-2",
                        min=skill * (number % 12) + shift + float(chance.normal(scale=0.1)),
                    ),
                    report=SelfReport((number + len(name)) % 5),
                    dialogue=Dialogue((Turn(f"{name} {number}?"),)),
                )
                for number in range(120)
            ),
        )

    return Sides(arm("a", 0.0), arm("bb", 0.5))


def test_what_the_same_people_bring_to_both_sides_cancels(tmp_path):
    sides = two_arms(tmp_path, skill=1.0)
    same, strangers = (
        {row["of"]: row for row in compared(sides, same_people=same).headline["differences"]}
        for same in (True, False)
    )
    for figure in ("mean", "cvar05", "success_share", "mean_rating"):
        assert same[figure]["difference"] == strangers[figure]["difference"]
        assert same[figure]["difference_low"] <= same[figure]["difference"] <= same[figure]["difference_high"]
    assert same["q05"] == strangers["q05"]
    assert same["mean"]["difference_low"] > 0.4
    assert strangers["mean"]["difference_low"] < 0


def test_people_too_few_for_an_interval_have_none_though_they_are_the_same(tmp_path):
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
    one, other = replace(BARE, member=1, scores=Summary(min=1.0)), replace(BARE, member=2)
    sides = Sides(table_of(tmp_path / "a", one, other), table_of(tmp_path / "b", one))
    rows = {row["of"]: row for row in compared(sides, same_people=True).headline["differences"]}
    assert (rows["mean"]["difference"], rows["mean"]["difference_low"]) == (0, None)
    assert rows["mean_rating"]["difference"] is None
    (tmp_path / "c").mkdir()
    bare = Sides(
        table_of(tmp_path / "c", other), table_of(tmp_path / "a", replace(other, arm=Arm(size="7B")))
    )
    assert {row["difference"] for row in compared(bare, same_people=True).headline["differences"]} == {None}


def test_scores_of_two_scorers_are_left_out_of_a_comparison(tmp_path):
    found = compared(two_arms(tmp_path, skill=0.0, scorer="light-1"))
    assert [row["of"] for row in found.headline["differences"]] == ["success_share", "mean_rating"] * 2
    assert {row["of"] for row in found.headline["pairs"]} == {"rating"}
    assert "light-1, light-2" in found.tables[0].note


def test_a_lone_attack_has_differences_without_intervals(tmp_path):
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
    one, other = replace(BARE, member=1, scores=Summary(min=1.0)), replace(BARE, member=1)
    found = compared(Sides(table_of(tmp_path / "a", one), table_of(tmp_path / "b", one, other)))
    assert found.headline["differences"][0]["difference"] == 0
    assert found.headline["differences"][0]["difference_low"] is None
    assert found.said == ()


def test_formulas_do_not_reach_spreadsheets():
    assert [rendering._safe(value) for value in ("=1", "a", -1)] == ["'=1", "a", -1]
    assert list(islice(DETECTORS, 1)) == ["e-mail address"]
