"""The bundled fonts, so that Chinese text is drawn alike on every machine (SIL Open Font License, OFL.txt)."""

from pathlib import Path

FAMILY = "GCIR Sans SC"
REGULAR = Path(__file__).with_name("GCIRSansSC-Regular.otf")
BOLD = Path(__file__).with_name("GCIRSansSC-Bold.otf")
