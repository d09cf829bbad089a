"""`gadfly agreement`: from a file to figures, without a site."""

import gzip
import json
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

ROWS: list[dict[str, Any]] = [
    {"dish": f"d{dish}", "cook": f"c{cook}", "stars": (dish + (cook == 2 and dish % 4 == 0)) % 5,
     "truth": dish % 5}
    for dish in range(20) for cook in range(3)
]  # fmt: skip
COLUMNS = ("--item", "dish", "--rater", "cook", "--value", "stars")
USUAL = (*COLUMNS, "--level", "ordinal", "--resamples", 50)


def csv_of(rows, path):
    lines = [",".join(map(str, row.values())) for row in rows]
    path.write_text("\n".join([",".join(ROWS[0]), *lines]) + "\n")
    return path


@pytest.fixture(params=["csv", "csv.gz", "jsonl", "json", "parquet"])
def file(request, tmp_path):
    path = tmp_path / f"ratings.{request.param}"
    match request.param:
        case "csv":
            csv_of(ROWS, path)
        case "csv.gz":
            path.write_bytes(gzip.compress(csv_of(ROWS, tmp_path / "plain").read_bytes()))
        case "jsonl":
            path.write_text("\n".join(map(json.dumps, ROWS)))
        case "json":
            path.write_text(json.dumps(ROWS))
        case "parquet":
            pq.write_table(pa.Table.from_pylist(ROWS), path)
    return path


def test_every_form_of_file_gives_the_same_figures(gadfly, file):
    found = json.loads(gadfly("agreement", file, *USUAL, "--gold", "truth", "--json").out)
    assert (found["n_items"], found["n_raters"], found["n_ratings"]) == (20, 3, 60)
    assert found["fleiss_kappa"] == pytest.approx(19 / 24)
    assert found["alpha"] == pytest.approx(0.83611, abs=1e-5)  # as the krippendorff package has it
    assert found["alpha_ci"][0] < found["alpha"] < found["alpha_ci"][1]
    assert found["alpha_ci_over"] == "items"
    assert found["majority_accuracy"] == 1.0


def test_agreement_within_groups_stands_below_in_words_and_beside_as_json(gadfly, tmp_path):
    rows = [{**row, "kind": {"c0": "chefs", "c1": "chefs", "c2": ""}[row["cook"]]} for row in ROWS]
    path = tmp_path / "a.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)))
    found = json.loads(gadfly("agreement", path, *USUAL, "--group", "kind", "--json").out)
    chefs = found["groups"].pop("chefs")
    assert (found["groups"], chefs["n_raters"], chefs["n_ratings"], chefs["alpha"]) == ({}, 2, 40, 1.0)
    said = gadfly("agreement", path, *USUAL, "--group", "kind").out
    assert "Within groups of raters:" in said
    assert max(map(len, said.splitlines())) <= 80
    assert said.splitlines()[-1].split() == ["chefs", "2", "40", "1.000", "1.000", "to", "1.000"]
    alone = [{**row, "kind": row["kind"] or "guest"} for row in rows]
    path.write_text("\n".join(map(json.dumps, alone)))
    said = gadfly("agreement", path, *USUAL, "--group", "kind").out
    assert said.splitlines()[-1].split() == ["guest", "1", "20", "not", "defined", "too", "few"]


def test_in_words_it_fits_a_terminal_and_ends_in_what_may_be_concluded(gadfly, tmp_path):
    said = gadfly("agreement", csv_of(ROWS, tmp_path / "a.csv"), *USUAL, "--gold", "truth")
    assert said.code == 0
    assert max(map(len, said.out.splitlines())) <= 80
    assert "60 ratings of 20 items by 3 raters (ordinal)." in said.out
    assert "conclu" in said.out


def test_the_same_seed_gives_the_same_interval(gadfly, tmp_path):
    path = csv_of(ROWS, tmp_path / "a.csv")
    said = [gadfly("agreement", path, *USUAL, "--json", "--seed", seed).out for seed in (1, 1, 2)]
    assert said[0] == said[1] != said[2]


def test_a_bad_row_is_named_and_left_out_only_when_asked(gadfly, tmp_path):
    rows = [dict(row) for row in ROWS]
    rows[4]["stars"] = "many"
    path = csv_of(rows, tmp_path / "a.csv")
    said = gadfly("agreement", path, *USUAL)
    assert (said.code, said.out) == (1, "")
    assert "a.csv, line 6, column stars: must be a number" in said.err
    assert "--skip-bad" in said.err
    kept = gadfly("agreement", path, *USUAL, "--skip-bad", "--json")
    assert kept.err == "left out: a.csv, line 6, column stars: must be a number\n"
    assert (json.loads(kept.out)["n_ratings"], json.loads(kept.out)["n_left_out"]) == (59, 1)


def test_words_may_be_put_in_order(gadfly, tmp_path):
    path = csv_of([row | {"stars": "abcde"[row["stars"]]} for row in ROWS], tmp_path / "a.csv")
    by_words = gadfly("agreement", path, *USUAL, "--order", "a,b,c,d,e", "--json")
    by_numbers = gadfly("agreement", csv_of(ROWS, tmp_path / "b.csv"), *USUAL, "--json")
    assert json.loads(by_words.out)["alpha"] == json.loads(by_numbers.out)["alpha"]


@pytest.mark.parametrize(
    "words",
    [("--order", "a,a"), ("--level", "nominal", "--order", "a,b"), ("--seed", -1), ("--resamples", 0)],
)
def test_options_that_make_no_sense_are_not_understood(gadfly, tmp_path, words):
    said = gadfly("agreement", csv_of(ROWS, tmp_path / "a.csv"), *USUAL, *words)
    assert (said.code, said.out) == (2, "")
    assert said.err


def test_a_file_that_is_not_there_is_said_to_be_so(gadfly, tmp_path):
    said = gadfly("agreement", tmp_path / "a.csv", *USUAL, "--skip-bad")
    assert (said.code, said.err) == (1, "gadfly: a.csv cannot be read: No such file or directory.\n")
