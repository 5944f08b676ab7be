#!/usr/bin/env python3
"""See to it that the browser tests have a Chromium, or say that they will be skipped."""

import os
import shutil
import subprocess

NAMES = ("chromium", "chromium-browser", "google-chrome")


def main() -> None:
    """Say which browser there is; on a Debian test machine (CI set, root) install one."""
    if found := next(filter(None, map(shutil.which, NAMES)), None):
        print(f"Browser: {found}")
        return
    ci_machine = os.environ.get("CI", "") not in ("", "0", "false") and os.geteuid() == 0
    if ci_machine and shutil.which("apt-get") and install():
        print("Browser: installed Chromium")
        return
    print("Browser: none found, so the browser tests will be skipped; with Chromium on the PATH they run")


def install() -> bool:
    """Install Debian's Chromium; False if that fails."""
    print("Browser: installing Chromium (this takes a minute) ...", flush=True)
    quiet = {"env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}, "stdout": subprocess.DEVNULL}
    steps = (["apt-get", "-q", "update"], ["apt-get", "-qy", "install", "chromium"])
    return all(subprocess.run(step, check=False, **quiet).returncode == 0 for step in steps)


if __name__ == "__main__":
    main()
