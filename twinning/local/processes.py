"""Starts, finds and ends the portal's processes of one clone; the supervisor in run.py calls it.

Every process carries the path of its clone in its environment. That finds whatever was left over, also
after the supervisor itself was killed, and never touches another clone.
"""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import psutil

MARK = "TWINNING_CLONE"
PATIENCE = 10.0  # seconds to end politely


def environment(root: Path, extra: dict[str, str]) -> dict[str, str]:
    return os.environ | extra | {MARK: str(root), "PYTHONUNBUFFERED": "1"}


def manage(root: Path, variables: dict[str, str], *arguments: str) -> subprocess.Popen[bytes]:
    """Start a management command in its own session: Ctrl-C reaches only the supervisor, which ends all."""
    return subprocess.Popen(
        [sys.executable, "manage.py", *arguments],
        cwd=root,
        env=environment(root, variables),
        stdin=subprocess.DEVNULL,
        start_new_session=True,
    )


def of_clone(root: Path) -> list[psutil.Process]:
    """Every living process that `manage` started for this clone, and what those started."""
    return [process for process in psutil.process_iter() if belongs(process, root)]


def belongs(process: psutil.Process, root: Path) -> bool:
    try:
        return process.environ().get(MARK) == str(root) and process.pid != os.getpid()
    except (psutil.Error, OSError):  # gone, a zombie, or someone else's
        return False


def end_all(root: Path) -> int:
    """End them, politely first; how many there were."""
    found = of_clone(root)
    for process in found:
        signal_quietly(process.terminate)
    _, stubborn = psutil.wait_procs(found, timeout=PATIENCE)
    for process in stubborn:
        signal_quietly(process.kill)
    psutil.wait_procs(stubborn, timeout=PATIENCE)
    return len(found)


def signal_quietly(send: Callable[[], None]) -> None:
    try:
        send()
    except psutil.NoSuchProcess:
        return
