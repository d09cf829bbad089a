"""`gadfly` by itself: what it lists, what it loads, how it ends."""

import os
import subprocess
import sys
from types import SimpleNamespace

import pytest

from gadfly import __version__
from gadfly.cli import COMMANDS, main, module_of
from gadfly.shared.refusal import Refusal
from tests.patience import PATIENCE


def test_the_help_lists_every_command_and_what_it_does(gadfly):
    said = gadfly("--help")
    words = " ".join(said.out.split())
    assert said.code == 0
    assert [name for name, does in COMMANDS.items() if f"{name} {does}" not in words] == []


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_has_a_help_of_its_own(gadfly, command):
    said = gadfly(command, "--help")
    assert (said.code, said.out.split("\n")[0].startswith(f"usage: gadfly {command}")) == (0, True)


@pytest.mark.parametrize("command", COMMANDS)
def test_the_one_command_that_is_named_is_the_one_that_is_loaded(command):
    code = f"""
import sys
from gadfly.cli import COMMANDS, module_of, parser
parser(only={command!r})
others = {{module_of(name) for name in COMMANDS if name != {command!r}}}
assert not others & set(sys.modules), others & set(sys.modules)
"""
    subprocess.run((sys.executable, "-c", code), check=True, timeout=PATIENCE)


@pytest.mark.parametrize("words", [(), ("fly",), ("serve", "--port", "many"), ("import", "x.jsonl")])
def test_what_is_not_understood_ends_with_2_and_the_usage(gadfly, words):
    said = gadfly(*words)
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith("usage: gadfly")


def test_the_version_is_told(gadfly):
    assert gadfly("--version").out == f"gadfly {__version__}\n"


def test_listing_the_commands_loads_neither_django_nor_numpy():
    code = """
import sys
from gadfly.cli import parser
parser()
print(sorted({"aiohttp", "django", "numpy", "pyarrow", "scipy"} & set(sys.modules)))
"""
    done = subprocess.run(
        (sys.executable, "-c", code), check=True, capture_output=True, text=True, timeout=PATIENCE
    )
    assert done.stdout == "[]\n"


def test_python_m_gadfly_is_the_command():
    done = subprocess.run(
        (sys.executable, "-m", "gadfly", "--version"),
        check=True,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    assert done.stdout == f"gadfly {__version__}\n"


def ends_with(monkeypatch, error):
    """Let `gadfly migrate` end with `error`."""

    def run(_args):
        raise error

    module = SimpleNamespace(add_parser=lambda commands: commands.add_parser("migrate"), run=run)
    monkeypatch.setitem(sys.modules, module_of("migrate"), module)
    return main(["migrate"])


def test_ctrl_c_ends_a_command_without_a_traceback(monkeypatch, capsys):
    assert ends_with(monkeypatch, KeyboardInterrupt()) == 130
    assert capsys.readouterr() == ("", "")


def test_trouble_that_was_foreseen_is_a_sentence(monkeypatch, capsys):
    assert ends_with(monkeypatch, Refusal("Set up the change under another name.")) == 1
    assert capsys.readouterr() == ("", "gadfly: Set up the change under another name.\n")


def test_trouble_that_nobody_foresaw_keeps_its_traceback(monkeypatch):
    with pytest.raises(ZeroDivisionError):
        ends_with(monkeypatch, ZeroDivisionError())


def test_a_pipe_that_nobody_reads_any_more_ends_the_command_quietly():
    code = "import sys; from gadfly.cli import main; sys.exit(main(['migrate']))"
    breaks = "import gadfly.cli.migrate as m\ndef run(_):\n raise BrokenPipeError\nm.run = run\n"
    done = subprocess.run(
        (sys.executable, "-c", breaks + code), check=False, capture_output=True, timeout=PATIENCE
    )
    assert (done.returncode, done.stderr) == (1, b"")


def test_the_data_directory_of_the_command_line_counts(monkeypatch, tmp_path):
    def run(_args):
        assert os.environ["GADFLY_DATA_DIR"] == str(tmp_path)
        return 7

    monkeypatch.setenv("GADFLY_DATA_DIR", "elsewhere")
    module = SimpleNamespace(add_parser=lambda commands: commands.add_parser("migrate"), run=run)
    monkeypatch.setitem(sys.modules, module_of("migrate"), module)
    assert main(["--data-dir", str(tmp_path), "migrate"]) == 7
