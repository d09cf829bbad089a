"""`gadfly cohort`: from two CSV files to a panel, without a site."""

import json

import pytest

POOL = ["id,language,region", "a,en;fr,eu", "b,en,eu", "c,fr,us", "d,en,us", "e,de,eu", "f,en,us"]
QUOTAS = ["feature,value,min,max", "language,fr,1,1", "region,eu,1,2", "language,de,,1", "region,us,0,"]


@pytest.fixture
def files(tmp_path):
    def write(pool=POOL, quotas=QUOTAS):
        paths = tmp_path / "pool.csv", tmp_path / "quotas.csv"
        for path, lines in zip(paths, (pool, quotas), strict=True):
            path.write_text("\n".join(lines))
        return (paths[0], "--quotas", paths[1], "-k", 3, "--seed", "dice")

    return write


def test_as_json_it_tells_who_was_drawn_and_everybodys_probability(gadfly, files):
    found = json.loads(gadfly("cohort", *files(), "--json").out)
    assert len(found["chosen"]) == 3
    assert sum(name in {"a", "c"} for name in found["chosen"]) == 1
    assert sum(found["probabilities"].values()) == pytest.approx(3)
    assert found["min_probability"] == min(found["probabilities"].values())
    assert found["bound"] == pytest.approx(found["min_probability"], rel=0.01)


def test_in_words_it_fits_a_terminal_and_says_the_same(gadfly, files):
    said = gadfly("cohort", *files())
    drawn = json.loads(gadfly("cohort", *files(), "--json").out)["chosen"]
    assert max(map(len, said.out.splitlines())) <= 80
    assert [line.split()[0] for line in said.out.splitlines()[-3:]] == drawn


def test_before_the_draw_the_commitment_can_be_had_alone(gadfly, files):
    before, after = (
        json.loads(gadfly("cohort", *files(), "--json", *words).out) for words in (["--commit"], [])
    )
    assert "chosen" not in before
    assert before == {name: after[name] for name in before}
    assert "Drawn" not in gadfly("cohort", *files(), "--commit").out


def test_who_can_be_on_no_panel_is_named(gadfly, files):
    said = gadfly("cohort", *files(quotas=["feature,value,min,max", "language,de,0,0"]))
    assert "1 people are on no panel that meets the quotas, first of all\ne." in said.out


@pytest.mark.parametrize(
    ("but", "said"),
    [
        ({"quotas": [QUOTAS[0], "language,fr,3,3"]},
         "No panel of 3 meets all quotas. One does if you lower the minimum of language fr from 3 to 2."),
        ({"quotas": [QUOTAS[0], "region,eu,0,0", "region,us,0,1"]}, "raise the maximum of region"),
        ({"quotas": [QUOTAS[0], "taste,fr,1,1"]},
         "quotas.csv, line 2, column feature: the pool has no column taste."),
        ({"quotas": [QUOTAS[0], "language,fr,few,1"]}, "quotas.csv, line 2, column min: must be a whole"),
        ({"quotas": ["feature,value,min"]}, "quotas.csv has no column max."),
        ({"pool": ["name,language"]}, "pool.csv has no column id."),
        ({"pool": [*POOL, ",en,eu"]}, "pool.csv, line 8, column id: is empty."),
        ({"pool": [*POOL, "g,en"]}, "pool.csv, line 8: 2 cells, and the header has 3."),
        ({"pool": [*POOL, 'g,"en"x,eu']}, "pool.csv, line 8: no CSV"),
        ({"pool": POOL[:1], "quotas": QUOTAS[:1]}, "A panel of 3 cannot be drawn from 0 people."),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_said_in_a_sentence_with_its_place(gadfly, files, but, said):
    answer = gadfly("cohort", *files(**but))
    assert (answer.code, answer.out) == (1, "")
    assert said in answer.err


def test_blank_lines_are_no_people(gadfly, files):
    assert gadfly("cohort", *files(pool=[*POOL, "", ""])).code == 0


def test_files_that_are_no_text_or_not_there_are_said_to_be_so(gadfly, files, tmp_path):
    words = files()
    (tmp_path / "pool.csv").write_bytes(b"id,language\n\xff\xff,en\n")
    assert gadfly("cohort", *words).err == "gadfly: pool.csv is not UTF-8.\n"
    (tmp_path / "pool.csv").unlink()
    assert gadfly("cohort", *words).err == "gadfly: pool.csv cannot be read: No such file or directory.\n"
