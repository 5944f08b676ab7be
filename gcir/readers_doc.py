"""Old Word files, through the program antiword where it is installed."""

import shutil
import subprocess

from gcir.limits import Limits
from gcir.model import Document, UnreadableFile
from gcir.readers_text import decode, read_text

_PROGRAM = "antiword"


def read_doc(data: bytes, name: str, limits: Limits) -> Document:
    """A document from the bytes of a .doc file."""
    program = shutil.which(_PROGRAM)
    if not program:
        raise UnreadableFile("antiword_missing", "install antiword, or save the file as .docx")
    try:
        run = subprocess.run(
            [program, "-m", "UTF-8", "-w", "0", "-"], input=data, capture_output=True, timeout=limits.seconds, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise UnreadableFile("too_slow", f"antiword took longer than {limits.seconds:g} seconds") from error
    message = run.stderr.decode("utf-8", "replace").strip()
    if "ncrypted" in message:
        raise UnreadableFile("encrypted", "the Word file is encrypted")
    if run.returncode or not run.stdout.strip():
        raise UnreadableFile("damaged", f"antiword: {message}"[:200])
    return read_text(decode(run.stdout), name, "doc", limits)
