"""Open JupyterLab on the start notebook: find a free port, wait until it answers, say where it is.

    python scripts/lab.py [--no-browser] [--port N] [more options of jupyter lab]

A browser is opened where there is one; without one the address is all that is needed. Asks nothing of the network.
"""

import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import webbrowser
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
START = "start.ipynb"
STATE = ROOT / ".cache" / "lab"
LOG = STATE / "jupyterlab.log"
FIRST_PORT, PORTS = 8888, 50
PATIENCE = 120  # seconds until the server must answer
# No question about news or kernels when it opens, and no look-up of newer versions.
SETTINGS = {
    "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False},
    "@jupyterlab/notebook-extension:tracker": {"autoStartDefaultKernel": True},
}


def free_port(asked: int | None) -> int:
    """The port asked for, or the first one from 8888 on that nobody uses."""
    for port in [asked] if asked else range(FIRST_PORT, FIRST_PORT + PORTS):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    tried = f"Port {asked} is" if asked else f"The ports {FIRST_PORT} to {FIRST_PORT + PORTS - 1} are"
    sys.exit(f"{tried} in use: run make lab LAB='--port N' with another number")


def command(port: int, more: list[str]) -> list[str]:
    """JupyterLab with this project as its folder, and its state below .cache."""
    settings = STATE / "settings"
    settings.mkdir(parents=True, exist_ok=True)
    (settings / "overrides.json").write_text(json.dumps(SETTINGS), encoding="utf-8")
    root = ["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    return [
        *(sys.executable, "-m", "jupyterlab", "--no-browser", f"--ServerApp.port={port}", "--ServerApp.port_retries=0"),
        *("--ServerApp.ip=127.0.0.1", f"--ServerApp.root_dir={ROOT}", f"--LabApp.app_settings_dir={settings}"),
        *(f"--LabApp.workspaces_dir={STATE / 'workspaces'}", "--LabApp.news_url=None", *root, *more),
    ]


def ask(port: int, token: str, path: str, sent: object = None) -> bool:
    """Whether the server says yes to a request."""
    headers = {"Authorization": f"token {token}", "Content-Type": "application/json"}
    data = json.dumps(sent).encode() if sent else None
    request = urllib.request.Request(f"http://127.0.0.1:{port}/api/{path}", data, headers)
    try:
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=60 if sent else 2) as reply:
            return bool(200 <= reply.status < 300)
    except (urllib.error.URLError, OSError):
        return False


def wait(server: "subprocess.Popen[bytes]", port: int, token: str) -> None:
    """Until the server answers and has a kernel for the start notebook; an error says where its words are."""
    end = time.monotonic() + PATIENCE
    while not ask(port, token, "status"):
        if server.poll() is not None or time.monotonic() > end:
            server.terminate()
            last = [line for line in LOG.read_text(encoding="utf-8", errors="replace").splitlines() if line.strip()][-1:]
            sys.exit(f"JupyterLab did not start ({' '.join(last) or 'it said nothing'}): see {LOG.relative_to(ROOT)}")
        time.sleep(0.2)
    kernel = {"name": START, "path": START, "type": "notebook", "kernel": {"name": "python3"}}
    ask(port, token, "sessions", kernel)  # it gets ready while the page loads; without it the page starts one itself


def interrupted(*_: object) -> None:
    raise KeyboardInterrupt


def main(options: list[str]) -> int:
    """Run JupyterLab until it is interrupted."""
    silent = "--no-browser" in options
    more = [option for option in options if option != "--no-browser"]
    asked = int(more.pop(more.index("--port") + 1)) if "--port" in more[:-1] else None
    port, token = free_port(asked), secrets.token_hex(16)
    STATE.mkdir(parents=True, exist_ok=True)
    address = f"http://localhost:{port}/lab/tree/{START}?token={token}"
    signal.signal(signal.SIGTERM, interrupted)
    with LOG.open("wb") as log:
        environment = {**os.environ, "JUPYTER_TOKEN": token}
        server = subprocess.Popen(
            command(port, [option for option in more if option != "--port"]),
            cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
        try:
            wait(server, port, token)
            print(f"JupyterLab: {address}", "Press Ctrl-C to end it.", sep="\n", flush=True)
            if not silent:
                webbrowser.open(address)
            return server.wait()
        except KeyboardInterrupt:
            server.terminate()
            server.wait()
            print("JupyterLab has ended.")
            return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
