"""Write docs/sql.md from the codebook: the tables, the views and the questions of gcir.duckdb."""

from pathlib import Path

from gcir import codebook, duck


def document() -> str:
    """The page about all this, in Markdown."""
    rows = codebook.read("tables", ("table", "row_en", "row_zh"), "table")
    tables = [f"- `{row['table']}`: {row['row_en']}. {row['row_zh']}。" for row in rows]
    told = [f"- `{row['name']}`: {row['definition_en']}. {row['definition_zh']}。" for row in duck.views()]
    asked = [f"### {row['question_en']}\n\n{row['question_zh']}\n\n```sql\n{row['sql']};\n```" for row in duck.questions()]
    head = (
        "# Asking in SQL 用 SQL 提问\n\n"
        "`gcir build data/raw --duckdb` leaves `data/tidy/gcir.duckdb`, which every DuckDB opens. Tables and their columns say\n"
        "what they hold: `SELECT table_name, column_name, comment FROM duckdb_columns() WHERE NOT internal`.\n"
        "This page is made from `gcir/codebook/duckdb_*.csv` by `scripts/make_sql_page.py`.\n\n"
        "    duckdb -readonly data/tidy/gcir.duckdb\n\n"
        "or, in Python, `duckdb.connect(\"data/tidy/gcir.duckdb\", read_only=True).sql(\"SELECT ...\").df()`. Rates are given\n"
        "from five reports on: with few reports some of the questions have no answer.\n"
    )
    parts = [head, "## Tables 表", "\n".join(tables), "## Views 视图", "\n".join(told), "## Questions 问题", *asked]
    return "\n\n".join(parts) + "\n"


if __name__ == "__main__":
    page = Path(__file__).resolve().parents[1] / "docs" / "sql.md"
    page.write_text(document(), encoding="utf-8")
    print(page)
