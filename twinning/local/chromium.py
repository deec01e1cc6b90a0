"""Finds a Chromium for the browser tests, or gets one; the Makefile calls it and exports its answer as
CHROMIUM.

python -m twinning.local.chromium    prints the path; with CI=true, none is a failure
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
MAC = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
PATIENCE = 600  # seconds for one download
ADVICE = """No Chromium was found, and none could be installed. The browser tests need one:
  Debian:     apt install chromium
  elsewhere:  .venv/bin/playwright install --with-deps chromium
  or:         CHROMIUM=/path/to/chromium make test"""


def find() -> str | None:
    """Path of a Chromium that starts: CHROMIUM, the system's, then Playwright's own download."""
    return next((path for path in candidates() if starts(path)), None)


def candidates() -> list[str]:
    named = os.environ.get("CHROMIUM")
    if named:
        return [named]
    system = [found for name in NAMES if (found := shutil.which(name))]
    return [*system, *([str(MAC)] if MAC.exists() else []), *downloaded()]


def downloaded() -> list[str]:
    """What `playwright install chromium` leaves behind, newest first."""
    named = os.environ.get("PLAYWRIGHT_BROWSERS_PATH")
    caches = [Path(named)] if named else [Path.home() / folder for folder in (".cache", "Library/Caches")]
    patterns = ("chromium-*/chrome-linux*/chrome", "chromium-*/chrome-mac*/*.app/Contents/MacOS/*")
    folders = caches if named else [cache / "ms-playwright" for cache in caches]
    found = [path for folder in folders for pattern in patterns for path in folder.glob(pattern)]
    return [str(path) for path in sorted(found, reverse=True)]


def starts(path: str) -> bool:
    """A file that is there may still lack a system library; only starting it tells."""
    return succeeds([path, "--version"], 60)


def succeeds(command: Sequence[str], seconds: float = PATIENCE) -> bool:
    """Run quietly; what a failed way says is of no interest while there is another."""
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    try:
        done = subprocess.run(
            command,
            timeout=seconds,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def ensure() -> str | None:
    """Find a Chromium or install one: from Debian's packages as root, else Playwright's own build."""
    if os.environ.get("CHROMIUM"):
        return find()
    return find() or (install_package() and find()) or (install_build() and find()) or None


def install_package() -> bool:
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    say("Installing Chromium with apt-get …")
    # Fonts of every published script, or Japanese and Arabic pages would be measured as empty boxes.
    fonts = ("fonts-noto-core", "fonts-noto-cjk")
    install = ["apt-get", "install", "--yes", "--no-install-recommends"]
    return succeeds(["apt-get", "update"]) and (
        succeeds([*install, "chromium", *fonts]) or succeeds([*install, "chromium"])
    )


def install_build() -> bool:
    say("Downloading Chromium with Playwright …")
    return succeeds([sys.executable, "-m", "playwright", "install", "chromium"])


def say(line: str) -> None:
    """To standard error: standard output holds the path and nothing else."""
    print(line, file=sys.stderr, flush=True)


def main() -> int:
    path = ensure()
    if path:
        print(path)
        return 0
    say(ADVICE)
    required = os.environ.get("CI") == "true"
    if not required:
        say("The browser tests are left out.")
    return int(required)


if __name__ == "__main__":
    sys.exit(main())
