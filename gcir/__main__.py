"""`python -m gcir` is the command `gcir`."""

from gcir.cli import main

main(prog_name="gcir")
