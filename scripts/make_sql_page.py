"""Write docs/sql.md from the codebook: the tables, the views and the questions of gcir.duckdb."""

from pathlib import Path

from gcir import duck

if __name__ == "__main__":
    page = Path(__file__).resolve().parents[1] / "docs" / "sql.md"
    page.write_text(duck.document(), encoding="utf-8")
    print(page)
