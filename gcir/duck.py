"""The tables as one DuckDB file, for people who ask in SQL: every table and column with a comment, and views.

    path = duck.write("data/tidy")      gcir.duckdb beside the tables; what was there is replaced when all is done
    path, is_new = duck.renew("data/tidy")      the same, unless it was made of these very tables

What the views say stands in codebook/duckdb_views.csv.
"""

from __future__ import annotations

import os
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gcir import building, codebook, ledger, packing, picking, schemas, stamps, versions

if TYPE_CHECKING:
    import duckdb

    from gcir.scan import Stored

FILE = building.DUCKDB
_NOTES = "duckdb.json"  # in the store: what the database was made from, and how its file looked
_MEMORY = "1GB"  # beyond it DuckDB writes to a folder beside the file
_VIEWS = ("name", "definition_zh", "definition_en", "sql")
_COLUMNS = ("table", "column", "about_zh", "about_en")
_QUESTIONS = ("question_zh", "question_en", "sql")


def renew(folder: Path | str) -> tuple[Path, bool]:
    """The database of a folder that a build filled, and whether it was written: it is left as it is if it is of these tables."""
    place = Path(folder)
    notes, made_from = place / building.STORE / _NOTES, _made_from(place)
    if stamps.load(notes) == {"database": {"made_from": made_from, "looks": _looks(place / FILE)}}:
        return place / FILE, False
    path = write(place)
    stamps.save(notes, {"database": {"made_from": made_from, "looks": _looks(path)}})
    return path, True


def _made_from(place: Path) -> str:
    """What a database depends on: the tables, this program with its codebook, and DuckDB."""
    package = versions.package(Path(__file__).parent)
    return repr((sorted(ledger.look(place).items()), package, metadata.version("duckdb")))


def _looks(path: Path) -> list[int]:
    return list(packing.state(path) or ())


def write(folder: Path | str) -> Path:
    """The tables of a folder that a build filled as gcir.duckdb beside them. TableError where one is missing."""
    import duckdb

    from gcir.scan import Stored

    place = Path(folder)
    stored = [Stored(table, place) for table in schemas.STORED if table != schemas.TEXTS or _is_there(table, place)]
    part, waiting = place / f".{FILE}.part", place / f".{FILE}.temporary"
    part.unlink(missing_ok=True)
    try:
        with duckdb.connect(str(part), config={"memory_limit": _MEMORY, "temp_directory": str(waiting)}) as connection:
            picking.quiet(connection)
            for table in stored:
                _copy(connection, table)
            if len(stored) < len(schemas.STORED):  # the tables are those of a version that kept no texts
                connection.execute("CREATE TABLE texts (report_id VARCHAR, text VARCHAR)")
            _codes(connection)
            _views(connection)
            _comments(connection)
        os.replace(part, place / FILE)
    finally:
        for left in (part, part.with_name(f"{part.name}.wal")):
            left.unlink(missing_ok=True)
    return place / FILE


def views() -> tuple[dict[str, str], ...]:
    """The views: name, what they hold in both languages, and their SQL."""
    return codebook.read("duckdb_views", _VIEWS, "name")


def questions() -> tuple[dict[str, str], ...]:
    """Examples of questions and their SQL."""
    return codebook.read("duckdb_questions", _QUESTIONS)


def _copy(connection: duckdb.DuckDBPyConnection, stored: Stored) -> None:
    """A table in the order of its rows, each with its number within the report where it has one."""
    from gcir.scan import NUMBERS

    number = NUMBERS.get(stored.table)
    counted = "row_number() OVER (PARTITION BY report_id ORDER BY file_row_number)"
    first = f"SELECT * EXCLUDE (file_row_number), {counted} AS {number}" if number else "SELECT *"
    rows = f"read_parquet({_text(stored.path)}{', file_row_number = true' if number else ''})"
    connection.execute(f"CREATE TABLE {stored.table} AS {first} FROM {rows}")


def _is_there(table: str, folder: Path) -> bool:
    return (folder / f"{table}.parquet").is_file()


def _codes(connection: duckdb.DuckDBPyConnection) -> None:
    """The indicators, so that a query can name them."""
    rows = codebook.indicators()
    names = list(rows[0])
    columns = ", ".join(f"{_name(c)} VARCHAR" for c in names)
    connection.execute(f"CREATE TABLE indicators ({columns})")
    marks = ", ".join("?" * len(names))
    connection.executemany(f"INSERT INTO indicators VALUES ({marks})", [[row[c] for c in names] for row in rows])


def _views(connection: duckdb.DuckDBPyConnection) -> None:
    import duckdb

    for line, row in enumerate(views(), start=2):
        try:
            connection.execute(f"CREATE VIEW {_name(row['name'])} AS {row['sql']}")
        except duckdb.Error as error:
            raise codebook.CodebookError(f"duckdb_views.csv, line {line}: {error}; correct the SQL") from error


def _comments(connection: duckdb.DuckDBPyConnection) -> None:
    """What every table, view and column holds, in both languages."""
    for row in codebook.read("tables", ("table", "row_en", "row_zh"), "table"):
        _comment(connection, f"TABLE {row['table']}", row["row_zh"], row["row_en"])
    for row in views():
        _comment(connection, f"VIEW {_name(row['name'])}", row["definition_zh"], row["definition_en"])
    rows = codebook.read("duckdb_columns", _COLUMNS)
    told = {(row["table"], row["column"]): row for row in rows}
    anywhere = {row["column"]: row for row in reversed(rows)}  # a view has the columns of the tables that it is made of
    of_views = {row["name"] for row in views()}
    there: list[tuple[Any, ...]] = connection.execute(
        "SELECT table_name, column_name FROM duckdb_columns() WHERE NOT internal"
    ).fetchall()
    for table, column in there:
        about = told.get((table, column)) or told.get(("", column)) or (anywhere.get(column) if table in of_views else None)
        if about:
            _comment(connection, f"COLUMN {_name(table)}.{_name(column)}", about["about_zh"], about["about_en"])


def _comment(connection: duckdb.DuckDBPyConnection, what: str, zh: str, en: str) -> None:
    connection.execute(f"COMMENT ON {what} IS {_text(f'{zh} / {en}')}")


def _text(words: object) -> str:
    """Words as SQL writes them."""
    return "'" + str(words).replace("'", "''") + "'"


def _name(name: str) -> str:
    """A name as SQL writes it."""
    return '"' + name.replace('"', '""') + '"'
