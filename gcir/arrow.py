"""The tables as Arrow knows them."""

from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from gcir import schemas

Rows = Sequence[tuple[Any, ...]]
TYPES = {"text": pa.string(), "whole": pa.int64(), "number": pa.float64(), "list": pa.list_(pa.string())}


def field(table: str, column: str) -> pa.Field:
    """A column of a table."""
    return next(pa.field(c.name, TYPES[c.kind]) for c in schemas.STORED[table] if c.name == column)


def schema(table: str) -> pa.Schema:
    """All columns of a table, in order."""
    return pa.schema([pa.field(c.name, TYPES[c.kind]) for c in schemas.STORED[table]])


def of_rows(table: str, rows: Rows) -> pa.Table:
    """Rows in column order as a table of the right types."""
    fields = schema(table)
    values = zip(*rows, strict=True) if rows else ((),) * len(fields)
    return pa.table([pa.array(v, f.type) for v, f in zip(values, fields, strict=True)], schema=fields)
