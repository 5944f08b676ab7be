#!/usr/bin/env python3
"""Make the virtual environment .venv from requirements.lock and install this package into it.

    python3 scripts/setup_env.py [FOLDER]

Uses only the standard library, and syntax that every Python understands: where the set-up cannot
go on, it says in one sentence what to do. With uv on the PATH it uses uv, otherwise venv and pip.
"""

from __future__ import print_function

import os
import re
import subprocess
import sys

FLOOR = (3, 11)
NEWER = ("python3.13", "python3.12", "python3.11", "python3.14")
ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
LOCK = os.path.join(ROOT, "requirements.lock")
LOG = os.path.join(ROOT, ".cache", "setup.log")
OFFLINE = (
    "Temporary failure in name resolution", "Name or service not known", "nodename nor servname", "getaddrinfo failed",
    "Network is unreachable", "Connection refused", "Failed to establish a new connection", "NewConnectionError",
    "ConnectTimeoutError", "Read timed out", "dns error", "Could not connect", "client error (Connect)", "ProxyError",
    "Failed to resolve", "(from versions: none)",
)  # fmt: skip
# By a plain path: a finder would be asked too late where a script runs from the folder above, named like the package.
EDITABLE = ["--config-settings", "editable_mode=compat", "-e", ROOT]
ASK = "import sys; print('%d.%d' % sys.version_info[:2])"


class SetupError(Exception):
    """The set-up cannot go on; the message is a sentence for the user."""


def say(text):
    """Print a line at once, so that it stands before what a called program prints."""
    print(text)
    sys.stdout.flush()


def which(name):
    """The full path of a program, or None (shutil.which is missing in old Pythons)."""
    for folder in os.environ.get("PATH", "").split(os.pathsep):
        path = os.path.join(folder, name)
        if os.path.isfile(path) and os.access(path, os.X_OK):
            return path
    return None


def version_of(python):
    """(major, minor) of an interpreter, or None if it does not run."""
    try:
        with open(os.devnull, "w") as nothing:
            words = subprocess.check_output([python, "-c", ASK], stderr=nothing)
    except (OSError, subprocess.CalledProcessError):
        return None
    found = re.match(r"(\d+)\.(\d+)", words.decode("ascii", "replace"))
    return (int(found.group(1)), int(found.group(2))) if found else None


def find_python():
    """This interpreter if it is new enough, else the first newer one on the PATH."""
    if sys.version_info[:2] >= FLOOR:
        return sys.executable
    for path in filter(None, map(which, NEWER)):
        if (version_of(path) or (0, 0)) >= FLOOR:
            return path
    raise SetupError(
        "Python %d.%d or newer is needed and this is Python %d.%d: install a newer one (Debian and Ubuntu: apt-get install"
        " python3.12 python3.12-venv; macOS: brew install python@3.12; conda: conda env create -f environment.yml) and run"
        " make again, or name one that is already there: make PYTHON=/path/to/python3.12" % (FLOOR + tuple(sys.version_info[:2]))
    )


def check_venv(python):
    """Debian and Ubuntu ship Python without the part that makes environments."""
    with open(os.devnull, "w") as nothing:
        if subprocess.call([python, "-c", "import venv, ensurepip"], stdout=nothing, stderr=nothing) == 0:
            return
    raise SetupError(
        "Python's venv module is missing: install it (Debian and Ubuntu: apt-get install python%d.%d-venv, with sudo if you are"
        " not root), then run make again." % (version_of(python) or FLOOR)
    )


def run(command, expected):
    """Run an installer with its output in the log, showing how far it is; raise SetupError where it fails."""
    lines = []
    with open(LOG, "a") as log:
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        seen = 0
        for raw in process.stdout:
            line = raw.decode("utf-8", "replace")
            log.write(line if sys.version_info[0] > 2 else raw)
            lines.append(line)
            if line.startswith(("Collecting ", "Processing ", "Requirement already satisfied")):
                seen += 1
                show(seen, expected)
            elif expected and line.startswith("Installing collected packages"):
                say(("\n" if sys.stdout.isatty() else "") + "  unpacking them ...")
        code = process.wait()
    if code:
        raise SetupError(explain("".join(lines)))


def show(seen, expected):
    """Progress: one line that moves on a terminal, a line now and then elsewhere."""
    if not expected or seen > expected:
        return
    if sys.stdout.isatty():
        sys.stdout.write("\r  %d of about %d packages" % (seen, expected))
        sys.stdout.flush()
    elif seen % 40 == 0:
        say("  %d of about %d packages" % (seen, expected))


def explain(output):
    """What an installer's output means, in one sentence."""
    name = os.path.relpath(LOG, ROOT)
    if any(sign in output for sign in OFFLINE):
        return (
            "The packages could not be fetched because the package index does not answer: check the network (behind a mirror or"
            " proxy, set it for pip with 'pip config set global.index-url ADDRESS'), then run make again; details are in " + name
        )
    if "DO NOT MATCH THE HASHES" in output or "Hash mismatch" in output:
        return "A fetched package is not the one that requirements.lock names: run make again, or use another mirror; see " + name
    if "No space left on device" in output:
        return "The disk is full: about 1.5 GB is needed; free some space and run make again."
    last = [line.strip() for line in output.splitlines() if line.strip()][-1:] or ["no output"]
    return "The packages could not be installed (%s): see %s for the whole output." % (last[0], name)


def install_with_uv(uv, python, venv):
    """Make and fill the environment with uv."""
    environment = os.path.join(venv, "bin", "python")
    if (version_of(environment) or (0, 0)) < FLOOR:
        run([uv, "venv", "--clear", "--python", python, venv], 0)
    run([uv, "pip", "install", "--python", environment, "--require-hashes", "-r", LOCK], 0)
    run([uv, "pip", "install", "--python", environment, "--no-deps", "--no-build-isolation"] + EDITABLE, 0)


def usable(pip):
    """Whether an environment is there already, with a Python that is new enough and with pip."""
    if (version_of(pip[0]) or (0, 0)) < FLOOR:
        return False
    with open(os.devnull, "w") as nothing:
        return subprocess.call(pip + ["--version"], stdout=nothing, stderr=nothing) == 0


def install_with_pip(python, venv):
    """Make and fill the environment with venv and pip."""
    pip = [os.path.join(venv, "bin", "python"), "-m", "pip"]
    check_venv(python)
    if not usable(pip):
        run([python, "-m", "venv", "--clear", venv], 0)
    install = pip + ["install", "--disable-pip-version-check"]
    with open(LOCK) as lock:
        expected = len(re.findall(r"(?m)^[A-Za-z0-9]", lock.read()))
    run(install + ["--progress-bar", "off", "--require-hashes", "-r", LOCK], expected)
    run(install + ["--no-deps", "--no-build-isolation"] + EDITABLE, 0)


def main():
    """Make the environment, and say what is being done."""
    venv = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else os.path.join(ROOT, ".venv"))
    if not os.path.isdir(os.path.dirname(LOG)):
        os.makedirs(os.path.dirname(LOG))
    open(LOG, "w").close()
    try:
        python = find_python()
        uv = which("uv")
        name = os.path.relpath(venv, ROOT)
        say("Environment: installing the locked packages into %s (Python %d.%d) ..." % ((name,) + version_of(python)))
        if uv:
            try:
                install_with_uv(uv, python, venv)
            except SetupError:
                say("  uv could not do it (it does not read pip's settings); trying pip")
                uv = None
        if not uv:
            say("  with pip this takes a minute or two the first time")
            install_with_pip(python, venv)
    except SetupError as problem:
        sys.stderr.write("\n%s\n" % problem)
        return 1
    say("Environment: ready")
    return 0


if __name__ == "__main__":
    sys.exit(main())
