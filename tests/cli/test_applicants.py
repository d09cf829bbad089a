"""`gadfly applicants`: a table in, letters out, and forgetting."""

import pytest

from gadfly.network import actions
from gadfly.network.lines import NEEDED, read_lines
from gadfly.network.models import Application, Stage, Transition
from tests.factories import NOON
from tests.network.factories import make_application, make_manager, make_members, make_round
from tests.network.post import post_office

pytestmark = pytest.mark.django_db

GOOD = {
    "name": "Nia", "email": "nia@kitchen.example",
    "country": "Ghana", "region": "africa", "zone": "Africa/Accra",
    "languages": "Twi:4; English:3",
    "domains": "chemistry:3; Infosec:2", "hours": "5", "consent": "yes",
    "lived": "Cooked.", "places": "Harbour Kitchen:2019-2022; Garden:2023-",
    "organisations": "Pantry; Larder",
}  # fmt: skip


def table(*rows):
    cells = [",".join(f'"{cell}"' for cell in row.values()) for row in rows]
    return "\n".join([",".join(GOOD), *cells])


@pytest.fixture
def file(tmp_path):
    def write(*rows, text=None):
        path = tmp_path / "applicants.csv"
        path.write_text(table(*rows) if text is None else text, encoding="utf-8")
        return path

    return write


@pytest.fixture
def round_(db):
    return make_round(scorers=make_members(2))


def test_a_table_becomes_applications_once(gadfly, file, round_):
    path = file(GOOD, GOOD | {"email": "bo@garden.example"})
    said = gadfly("applicants", "import", path)
    assert (said.code, said.out) == (0, "2 applicants added to Spring; 0 were here before.\n")
    assert gadfly("applicants", "import", path).out == "0 applicants added to Spring; 2 were here before.\n"
    first = Application.objects.order_by("pk")[0]
    assert (first.stage, first.email) == (Stage.SUBMITTED, "nia@kitchen.example")
    assert first.answers["domains"]["levels"] == {"chemistry": 3, "cybersecurity": 2}
    assert first.answers["history"]["places"] == [["Harbour Kitchen", 2019, 2022], ["Garden", 2023, None]]
    assert list(Transition.objects.values_list("after", "reason")) == [("submitted", "imported")] * 2


def test_what_was_imported_is_vetted_when_a_manager_asks_scorers(gadfly, file, round_):
    gadfly("applicants", "import", file(GOOD, GOOD | {"email": "e@x.example", "domains": "", "lived": ""}))
    good, empty = Application.objects.order_by("pk")
    assert [len(actions.appoint(application=row, at=NOON)) for row in (good, empty)] == [2, 0]
    assert list(Application.objects.order_by("pk").values_list("stage", flat=True)) == [
        "eligible",
        "submitted",
    ]


WRONG = [
    ({"email": "nowhere"}, "email is no e-mail address."),
    ({"region": "moon"}, "region must be one of africa"),
    ({"name": ""}, "name is empty."),
    ({"languages": "Twi"}, "languages must be like name:3"),
    ({"domains": "chemistry:5"}, "domains must be like name:3"),
    ({"domains": "alchemy:3"}, "domains names alchemy"),
    ({"hours": "4"}, "hours must be a whole number from 5"),
    ({"hours": "many"}, "hours must be a whole number from 5"),
    ({"consent": "no"}, "consent must be yes"),
    ({"places": "Kitchen"}, "places must be like"),
    ({"places": "Kitchen:2019-x"}, "places must be like"),
    ({"lived": "x" * 4_001}, "A cell is longer than 4,000"),
]


@pytest.mark.parametrize(("wrong", "sentence"), WRONG)
def test_a_wrong_line_is_named_and_nothing_is_kept(gadfly, file, round_, wrong, sentence):
    said = gadfly("applicants", "import", file(GOOD | {"email": "bo@x.example"}, GOOD | wrong))
    assert (said.code, Application.objects.count()) == (1, 0)
    assert f"line 3: {sentence}" in said.err
    assert "1 of 2 lines are wrong; nothing was imported." in said.err


def test_an_address_that_stands_twice_is_wrong_the_second_time(gadfly, file, round_):
    said = gadfly("applicants", "import", file(GOOD, GOOD | {"email": "NIA@kitchen.example"}))
    assert "line 3: This address stands in an earlier line." in said.err


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "The head lacks name, email"),
        (",".join(NEEDED[1:]), "The head lacks name."),
        (",".join((*NEEDED, "shoe")), "The head has unknown shoe."),
        (",".join(NEEDED) + "\nNia", "not as many cells as the head"),
        (",".join(NEEDED) + "\n" + "x," * 12, "not as many cells as the head"),
    ],
)
def test_a_table_of_another_shape_is_told_from_one(text, sentence):
    assert any(sentence in line.wrong for line in read_lines(text.splitlines(keepends=True)))


def test_without_a_round_nobody_can_be_imported(gadfly, file, db):
    said = gadfly("applicants", "import", file(GOOD))
    assert (said.code, "No round is open" in said.err) == (1, True)


def test_letters_without_a_server_wait(gadfly, db):
    said = gadfly("applicants", "letters")
    assert (said.code, "Set GADFLY_MAIL_URL" in said.err) == (1, True)


def test_letters_that_go_out_are_counted(gadfly, round_, settings):
    make_application(round_=round_)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_USE_TLS = "127.0.0.1", False
    with post_office() as office:
        settings.EMAIL_PORT = office.server_address[1]
        said = gadfly("applicants", "letters")
    assert (said.code, said.out.split(",")[0]) == (0, "1 letters sent")


def test_forgetting_says_of_how_many(gadfly, round_):
    application = make_application(round_=round_)
    actions.decide(
        application=application, to="rejected", actor=make_manager(), reason="no", feedback="no", at=NOON
    )
    assert gadfly("applicants", "forget", "--days", "1").out.startswith("1 applications erased")
