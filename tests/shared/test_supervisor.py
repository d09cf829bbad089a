import os
import signal
import sys
import time
from contextlib import ExitStack
from pathlib import Path
from uuid import uuid4

import pytest

from gadfly.shared.supervisor import Child, ChildError, Supervisor
from tests.patience import PATIENCE
from tests.terminal import Terminal

pytestmark = pytest.mark.fault


@pytest.fixture
def child(tmp_path):
    """Make a child that runs a line of shell."""

    def made(script, name="child", **more) -> Child:
        return Child(name, ("sh", "-c", script), tmp_path / "run" / f"{name}.log", **more)

    return made


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def tell_us():
    """A line of shell that sends us a signal, and then does nothing."""
    return "kill -{} $PPID; exec sleep 60".format


def test_each_child_starts_once_the_one_before_is_ready(child, tmp_path, tell_us):
    order = tmp_path / "order"
    first = child(f"sleep 0.3; echo one >> {order}; echo READY yes; exec sleep 60", "one", ready="READY ")
    second = child(f"echo two >> {order}; {tell_us('TERM')}", "two")
    with Supervisor([first, second]) as family:
        family.start()
        family.watch()
    assert order.read_text().split() == ["one", "two"]


def test_a_child_can_be_asked_whether_it_is_ready(child, tmp_path):
    port = tmp_path / "port"
    made = child(f"sleep 0.2; echo 8000 > {port}; exec sleep 60", ready=port.exists)
    with Supervisor([made]) as family:
        assert family.start()
        assert port.exists()


def test_children_end_last_first(child, tmp_path):
    order = tmp_path / "order"
    script = "trap 'echo {0} >> {1}; exit' TERM; echo READY; while :; do sleep 0.02; done"
    names = ("model", "web", "worker")
    with Supervisor([child(script.format(name, order), name, ready="READY") for name in names]) as family:
        family.start()
    assert order.read_text().split() == ["worker", "web", "model"]


def test_a_child_has_our_environment_and_its_own_and_its_log_is_private(child, tmp_path):
    script = 'echo "$HOME $COLOUR"; echo READY; exec sleep 60'
    with Supervisor([child(script, ready="READY", env={"COLOUR": "madder"})]) as family:
        family.start()
    log = tmp_path / "run" / "child.log"
    assert log.read_text() == f"{os.environ['HOME']} madder\nREADY\n"
    assert log.stat().st_mode & 0o777 == 0o600


def test_a_child_that_dies_starts_again_after_a_pause_that_grows(child, said, tmp_path, tell_us):
    born = tmp_path / "born"
    script = f"echo . >> {born}; echo life; test $(wc -l < {born}) -lt 3 && exit 7; {tell_us('INT')}"
    with Supervisor([child(script)], say=said.append) as family:
        family.start()
        family.watch()
    log = tmp_path / "run" / "child.log"
    assert said == [
        f"Child ended (exit status 7). Its log: {log}. It starts again in 0.5 s.",
        f"Child ended (exit status 7). Its log: {log}. It starts again in 1 s.",
    ]
    assert log.read_text() == "life\n" * 3


def test_a_child_that_is_killed_is_said_to_be(child, said, tmp_path, tell_us):
    once = tmp_path / "once"
    script = f"test -e {once} || {{ touch {once}; kill -KILL $$; }}; {tell_us('HUP')}"
    with Supervisor([child(script)], say=said.append) as family:
        family.start()
        family.watch()
    assert [line.split(". ")[0] for line in said] == ["Child ended (signal SIGKILL)"]


def test_what_a_dead_child_had_started_ends_with_it(child, said, tmp_path, tell_us):
    grandchild = tmp_path / "grandchild"
    script = f"test -e {grandchild} && {{ {tell_us('INT')}; }}; sleep 60 & echo $! > {grandchild}; exit 1"
    with Supervisor([child(script)], say=said.append) as family:
        family.start()
        family.watch()
    assert not _lives(int(grandchild.read_text()))


def test_a_child_that_dies_before_it_is_ready_says_why(child, tmp_path):
    dying = child("echo The port is taken.; echo; exit 3", "web", ready="READY")
    with pytest.raises(ChildError) as caught, Supervisor([dying]) as family:
        family.start()
    log = tmp_path / "run" / "web.log"
    assert str(caught.value) == (
        f"Web ended (exit status 3). Its log: {log}. Its last words: The port is taken."
    )


def test_a_child_that_dies_without_a_word_is_still_reported(child, tmp_path):
    with pytest.raises(ChildError) as caught, Supervisor([child("exit 3", ready="READY")]) as family:
        family.start()
    assert str(caught.value) == f"Child ended (exit status 3). Its log: {tmp_path / 'run' / 'child.log'}."


def test_a_child_that_is_never_ready_is_not_waited_for_for_ever(child, tmp_path):
    slow = child("exec sleep 60", "web", ready="READY", patience=0.3)
    with pytest.raises(ChildError) as caught, Supervisor([slow]) as family:
        family.start()
    assert str(caught.value) == f"Web was not ready after 0.3 s. Its log: {tmp_path / 'run' / 'web.log'}."


def test_a_program_that_is_not_there_is_named(tmp_path):
    with (
        pytest.raises(ChildError) as caught,
        Supervisor([Child("web", ("/none",), tmp_path / "log")]) as family,
    ):
        family.start()
    assert str(caught.value) == "Web cannot be started: [Errno 2] No such file or directory: '/none'."


def test_told_to_end_while_starting_it_starts_nothing_more(child, tell_us, tmp_path):
    family = [child(tell_us("TERM"), "model", ready="READY"), child(f"touch {tmp_path}/late", "web")]
    with Supervisor(family) as supervisor:
        assert not supervisor.start()
    assert not (tmp_path / "late").exists()


def test_signals_mean_afterwards_what_they_meant_before(child):
    before = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)]
    with Supervisor([child("exec sleep 60")]) as family:
        family.start()
    assert [signal.getsignal(n) for n in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)] == before


def test_a_stubborn_child_is_killed_when_the_grace_is_over(child):
    stubborn = child("trap '' TERM; echo READY; while :; do sleep 0.1; done", ready="READY")
    with Supervisor([stubborn], grace=0.3) as family:
        family.start()
        began = time.monotonic()
    assert time.monotonic() - began < 20  # where the usual grace is 30


# ---- a real tree in a real terminal


TREE = """
import fcntl, sys, termios
from pathlib import Path
from gadfly.shared.supervisor import Child, Supervisor
fcntl.ioctl(0, termios.TIOCSCTTY, 0)  # this terminal is ours: its Ctrl-C comes to our group
folder, script = Path(sys.argv[1]), sys.argv[2]
names = ("model", "web", "worker")
children = [Child(name, ("sh", "-c", script), folder / name, ready="READY") for name in names]
with Supervisor(children) as family:
    if family.start():
        print("up", flush=True)
        family.watch()
print("down", flush=True)
"""
POLITE = "sleep 60 & echo READY; wait"
STUBBORN = "trap '' TERM; sleep 60 & echo READY; while :; do sleep 0.1; done"


class Tree(Terminal):
    """The tree, run as a person would; every process of it carries `mark` in its environment."""

    def __init__(self, folder: Path, script: str) -> None:
        self.mark = f"GADFLY_TREE={uuid4()}"
        name, _, value = self.mark.partition("=")
        super().__init__([sys.executable, "-c", TREE, str(folder), script], environment={name: value})

    def processes(self) -> list[int]:
        found = []
        for folder in Path("/proc").iterdir():
            try:
                if folder.name.isdigit() and self.mark.encode() in (folder / "environ").read_bytes():
                    found.append(int(folder.name))
            except OSError:
                continue
        return found

    def comes_to(self, count: int) -> bool:
        """Return whether there are so many processes, now or soon."""
        deadline = time.monotonic() + PATIENCE
        while len(self.processes()) != count and time.monotonic() < deadline:
            time.sleep(0.05)
        return len(self.processes()) == count


@pytest.fixture
def terminal(tmp_path):
    with ExitStack() as opened:

        def opening(script) -> Tree:
            tree = opened.enter_context(Tree(tmp_path, script))
            opened.callback(_end, tree)
            tree.wait_for("up")
            return tree

        yield opening


def _end(tree: Tree) -> None:
    for pid in tree.processes():
        os.kill(pid, signal.SIGKILL)


def test_ctrl_c_leaves_no_process_behind(terminal):
    tree = terminal(POLITE)
    assert tree.comes_to(7)  # ourselves, three children and what each of them started
    tree.press_ctrl_c()
    assert "Traceback" not in tree.wait_for("down")
    assert tree.process.wait(PATIENCE) == 0
    assert tree.comes_to(0)


def test_a_second_ctrl_c_ends_stubborn_children_at_once(terminal):
    tree = terminal(STUBBORN)
    tree.press_ctrl_c()
    time.sleep(0.3)
    assert tree.process.poll() is None
    tree.press_ctrl_c()
    assert "Traceback" not in tree.wait_for("down")
    assert tree.process.wait(PATIENCE) == 0
    assert tree.comes_to(0)


def test_a_terminal_that_closes_leaves_no_process_behind(terminal):
    tree = terminal(POLITE)
    os.killpg(tree.process.pid, signal.SIGHUP)
    assert tree.process.wait(PATIENCE) == 0
    assert tree.comes_to(0)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux kills children with their parent")
def test_children_do_not_outlive_us_when_we_are_killed_outright(terminal):
    tree = terminal("echo READY; exec sleep 60")
    assert tree.comes_to(4)
    os.kill(tree.process.pid, signal.SIGKILL)
    assert tree.process.wait(PATIENCE) == -signal.SIGKILL
    assert tree.comes_to(0)


def _lives(pid: int) -> bool:
    try:
        return bool(Path(f"/proc/{pid}/cmdline").read_bytes())  # empty once it is dead and unburied
    except FileNotFoundError:
        return False
