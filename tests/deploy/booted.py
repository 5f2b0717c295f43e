"""systemd as the first process of a machine of its own: namespaces over this one's files.

What it writes goes to memory and is gone with it; it has a network of its own, its own processes,
and a control group below ours. Only root may make one, and few containers let it:
`refusal` says what is in the way.
"""

from __future__ import annotations

import os
import re
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.fakes.patience import PATIENCE_S

_SYSTEMD = Path("/lib/systemd/systemd")
_APART = (
    "unshare", "--mount", "--pid", "--fork", "--kill-child", "--cgroup", "--ipc", "--uts", "--net",
)  # fmt: skip
_PAUSE_S = 0.05

# A root whose changes go to memory, with what a container's manager gives systemd
# (https://systemd.io/CONTAINER_INTERFACE): /sys and /proc/sys to be read alone, and the control
# groups, which are the namespace's own.
_ROOT = """\
set -eu
mount -t tmpfs tmpfs "$1"
cd "$1"
mkdir upper work root
mount -t overlay overlay -o "lowerdir=/,upperdir=$PWD/upper,workdir=$PWD/work" root
cd root
mount -t proc proc proc
mount --bind proc/sys proc/sys
mount -o remount,bind,ro proc/sys
mount -t sysfs -o ro sysfs sys
mount -t cgroup2 cgroup2 sys/fs/cgroup
mount --rbind /dev dev
mount -t tmpfs tmpfs run
mount -t tmpfs tmpfs tmp
"""
# $2 and on: FROM TO, folders of this machine that are there as well.
_FOLDERS = """\
shift
while [ $# -gt 0 ]; do
  mkdir -p ".$2"
  mount --bind "$1" ".$2"
  shift 2
done
"""
# What would reach the kernel that all share is not allowed, and the distribution's own timers rest.
_BOOT = """\
mkdir -p run/before run/systemd/system
ln -s /dev/null run/systemd/system/timers.target
pivot_root . run/before
umount --lazy /run/before
exec env -i container=test "PATH=$PATH" \\
  setpriv --bounding-set=-sys_module,-sys_time,-sys_boot,-sys_rawio,-syslog \\
  /lib/systemd/systemd --unit=basic.target --show-status=0
"""


class Machine:
    """What is done on it, as root: `run` as on a command line, to its good end."""

    def __init__(self, first_process: int) -> None:
        self._enter = ("nsenter", "--target", str(first_process), "--all")

    def asked(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Run a command there, and return what came of it."""
        return subprocess.run(
            [*self._enter, *command], capture_output=True, text=True, check=False,
            timeout=PATIENCE_S,
        )  # fmt: skip

    def run(self, *command: str) -> str:
        """Run a command there to its good end, and return what it printed."""
        done = self.asked(*command)
        assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
        return done.stdout


def refusal(folder: Path) -> str:
    """Say why there can be no such machine here, "" where there can."""
    if not _SYSTEMD.exists():
        return "systemd is not installed"
    tried = subprocess.run(
        [*_APART, "sh", "-c", _ROOT, "sh", str(folder)], capture_output=True, text=True, check=False
    )
    return tried.stderr.strip() if tried.returncode else ""


@contextmanager
def booted(folder: Path, shared: Mapping[Path, str]) -> Iterator[Machine]:
    """Boot one, with folders of this machine at other places of it, and switch it off.

    `folder` is an empty one for its files.
    """
    pairs = [word for here, there in shared.items() for word in (str(here), there)]
    script = _ROOT + _FOLDERS + _BOOT
    with _control_group() as join, (folder.parent / "boot.log").open("w") as log:
        command = [*join, *_APART, "sh", "-c", script, "sh", str(folder), *pairs]
        with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log) as process:
            try:
                yield _up(process, Path(log.name))
            finally:
                process.kill()  # and the kernel with it whatever runs there


def _up(process: subprocess.Popen[bytes], log: Path) -> Machine:
    """Wait until systemd takes what it is told."""
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    until = time.monotonic() + PATIENCE_S
    while process.poll() is None and time.monotonic() < until:
        for child in children.read_text().split():
            machine = Machine(int(child))
            if machine.asked("systemctl", "is-active", "basic.target").returncode == 0:
                return machine
        time.sleep(_PAUSE_S)
    raise AssertionError(f"systemd did not boot: {log.read_text()}")


@contextmanager
def _control_group() -> Iterator[list[str]]:
    """Make a control group, and give the words that start a command in it."""
    mounted = _mounted("cgroup2")
    ours = re.search(r"^0::(.*)$", Path("/proc/self/cgroup").read_text(), re.MULTILINE)
    assert ours
    group = Path(f"{mounted}{ours[1]}") / f"roundtable-test-{os.getpid()}"
    group.mkdir()
    try:
        yield ["sh", "-c", f'echo $$ > {group}/cgroup.procs; exec "$@"', "sh"]
    finally:
        _removed(group)


def _mounted(kind: str) -> str:
    """Return where a file system of a kind is."""
    lines = Path("/proc/mounts").read_text().splitlines()
    return next(words[1] for words in map(str.split, lines) if words[2] == kind)


def _removed(group: Path) -> None:
    """Remove a control group with those below it, once nothing runs in them."""
    until = time.monotonic() + PATIENCE_S
    while group.exists() and time.monotonic() < until:
        for each, _, _ in os.walk(group, topdown=False):
            with suppress(OSError):  # its last process is about to end
                Path(each).rmdir()
        time.sleep(_PAUSE_S)
