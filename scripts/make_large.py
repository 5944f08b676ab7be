"""Make a large corpus for load tests from a small one: every report again and again under invented agencies.

python scripts/make_large.py TIDY --n 100000 --into DIR [--seed 1]

Synthetic: no row says anything about a real agency. Agencies stand in real divisions, years run over the forms'
years, numbers differ; texts are those of the reports drawn. Parquet alone, written in the order of the reports. Keep
it out of data/.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from gcir import codebook, schemas

FIRST_YEAR, LAST_YEAR = 2008, 2025
ROWS = 131_072  # of a row group
ROWS_OF_TEXTS = 250
AT_ONCE = 2_000  # reports
BREAKS = ("year", "before", "after", "comparability", "label_zh", "label_en", "note_zh", "note_en")
TYPES = {"text": pa.string(), "whole": pa.int64(), "number": pa.float64(), "list": pa.list_(pa.string())}
KINDS = {"township_government": "township", "department": "county", "county_government": "county"}


def places() -> pd.DataFrame:
    """Counties with the names of what is above them."""
    rows = codebook.read("divisions", ("code", "name", "level", "first", "last", "successor", "short", "pinyin"))
    names = {row["code"]: row["name"] for row in rows}
    counties = [(c["code"], c["name"]) for c in rows if c["level"] == "county" and not c["last"]]
    above = [(code, name, names.get(f"{code[:2]}0000", ""), names.get(f"{code[:4]}00", "")) for code, name in counties]
    return pd.DataFrame(above, columns=["code", "name", "province", "prefecture"])


def years_of(layouts: pd.Series, random: np.random.Generator) -> np.ndarray:
    """A year at random in which the form of each report was in use; any year for one without a form."""
    changes = codebook.read("breaks", BREAKS)
    first = {changes[0]["before"]: FIRST_YEAR} | {row["after"]: int(row["year"]) for row in changes}
    last = {row["before"]: int(row["year"]) - 1 for row in changes} | {changes[-1]["after"]: LAST_YEAR}
    low = layouts.map(first).fillna(FIRST_YEAR).to_numpy(dtype=int)
    high = layouts.map(last).fillna(LAST_YEAR).to_numpy(dtype=int)
    return random.integers(low, high + 1)


class Maker:
    """Draws reports from a small corpus and writes them again under other names."""

    def __init__(self, tidy: Path, into: Path, seed: int) -> None:
        self.tables = {t: pq.read_table(tidy / f"{t}.parquet").to_pandas() for t in schemas.STORED}
        self.random, self.places = np.random.default_rng(seed), places()
        into.mkdir(parents=True, exist_ok=True)
        self.schemas = {t: pa.schema([(c.name, TYPES[c.kind]) for c in cs]) for t, cs in schemas.STORED.items()}
        self.files = {t: pq.ParquetWriter(into / f"{t}.parquet", s, compression="zstd") for t, s in self.schemas.items()}

    def write(self, n: int) -> None:
        """All tables, some reports at a time."""
        for start in range(0, n, AT_ONCE):
            count = min(AT_ONCE, n - start)
            drawn = self.random.integers(0, len(self.tables["reports"]), count)
            ids = np.array([f"synthetic-{i:06}" for i in range(start, start + count)])
            self.put("reports", self.reports(drawn, ids, start))
            old = self.tables["reports"]["report_id"].to_numpy()[drawn]
            for table in ("sections", "figures", "problems", "measures", "findings", schemas.TEXTS):
                self.put(table, self.rows(table, pd.DataFrame({"old": old, "new": ids})))
        self.put("failures", self.tables["failures"])
        for file in self.files.values():
            file.close()

    def put(self, table: str, frame: pd.DataFrame) -> None:
        """Rows at the end of a table's file."""
        packed = pa.Table.from_pandas(frame, schema=self.schemas[table], preserve_index=False)
        self.files[table].write_table(packed, row_group_size=ROWS if table != schemas.TEXTS else ROWS_OF_TEXTS)

    def reports(self, drawn: np.ndarray, ids: np.ndarray, start: int) -> pd.DataFrame:
        """The drawn reports as those of other agencies: four years of each agency in a row."""
        frame = self.tables["reports"].iloc[drawn].reset_index(drop=True)
        agencies = (start + np.arange(len(frame))) // 4
        place = self.places.iloc[(agencies * 7) % len(self.places)].reset_index(drop=True)
        kind = np.array(list(KINDS))[agencies % len(KINDS)]
        years = years_of(frame["layout"], self.random)
        names = place["name"] + [f"第{a}号" for a in agencies] + np.where(kind == "department", "局", "人民政府")
        delay = pd.to_timedelta(self.random.integers(-60, 60, len(frame)), unit="D")
        day = pd.to_datetime(pd.Series(years + 1).astype(str) + "-03-31") + delay
        return frame.assign(
            report_id=ids, file=[f"{i}.txt" for i in ids], url="", sha256=[f"{i:064x}" for i in range(start, start + len(ids))],
            agency=names, agency_as_written=names, agency_id=place["code"] + [f"-synthetic-{a}" for a in agencies],
            agency_kind=kind, level=[KINDS[k] for k in kind], province=place["province"], prefecture=place["prefecture"],
            county=place["name"], township="", adcode=place["code"], year=years, published=day.dt.strftime("%Y-%m-%d"), signed="",
            origin="parsed",
        )  # fmt: skip

    def rows(self, table: str, ids: pd.DataFrame) -> pd.DataFrame:
        """The rows of the drawn reports in their order; numbers of figures differ from those drawn."""
        frame = ids.merge(self.tables[table], left_on="old", right_on="report_id", how="inner")
        frame = frame.assign(report_id=frame["new"]).drop(columns=["old", "new"])
        if table == "figures":
            times = np.ceil(self.random.lognormal(0, 1, len(ids)))  # whole numbers: what added up still does
            frame["value"] *= frame["report_id"].map(dict(zip(ids["new"], times, strict=True)))
        return frame


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tidy", type=Path, help="tables of a small corpus")
    parser.add_argument("--n", type=int, default=10_000, help="how many reports")
    parser.add_argument("--into", type=Path, required=True, help="folder to write; keep it out of data/")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    Maker(args.tidy, args.into, args.seed).write(args.n)
