"""Files into tables with the real reader, on what people really put into a folder."""

import shutil
from pathlib import Path

import gcir
from gcir import codebook

SEEDS = Path(__file__).resolve().parents[1] / "data" / "raw"


def test_the_seeds_and_bad_files_beside_them(tmp_path):
    raw = tmp_path / "raw"
    shutil.copytree(SEEDS, raw)
    (raw / "empty.txt").touch()
    (raw / "binary.txt").write_bytes(bytes(range(256)) * 40)
    (raw / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(200))
    (raw / "recipe.txt").write_text("把面粉和水搅匀，放进烤箱，烤四十分钟。\n" * 20, encoding="utf-8")
    built = gcir.build(raw, tmp_path / "out")
    assert len(built.reports) == len(list(SEEDS.glob("*.txt")))
    reasons = built.failures.set_index("file")["reason"].to_dict()
    assert set(reasons) == {"empty.txt", "binary.txt", "picture.png", "recipe.txt"}
    assert reasons["empty.txt"] == "empty_file"
    assert reasons["picture.png"] == "unknown_type"
    known = {r["reason"] for r in codebook.read("failure_reasons", ("reason", "zh", "en"), "reason")}
    assert set(reasons.values()) <= known
    assert {"unknown_type", "unexpected_error", "too_much_memory"} <= known


def test_the_tables_of_the_seeds_hold_together(tmp_path):
    built = gcir.build(SEEDS, tmp_path / "out")
    texts = {r.report_id: gcir.read_report(SEEDS / r.file).document.text for r in built.reports.itertuples()}
    for row in built.figures.itertuples():
        assert texts[row.report_id][row.start : row.end] == row.evidence
    for report_id, text in texts.items():
        sections = built.sections[built.sections["report_id"] == report_id]
        assert "".join(text[s.start : s.end] for s in sections.itertuples()) == text
    for name in ("sections", "figures", "problems", "measures", "findings"):
        assert set(getattr(built, name)["report_id"]) <= set(built.reports["report_id"])
