"""How particular a text is: the share of its sentences that name a number, a day, a document or something quoted.

A sentence that could stand in any report names none of these. The measure is plain on purpose, so that a reader can
check every sentence; what also stands word for word in other reports is counted by `gcir.reuse`.
"""

import re
from collections.abc import Iterator, Mapping

import pandas as pd

from gcir import compare, reuse_passages, reuse_templates

_SENTENCE = re.compile(r"[^。！？；!?;\n]+")
_PARTICULAR = {
    "number": re.compile(
        r"(?<![第\d.、])[0-9０-９][0-9０-９,，.．]*(?![0-9０-９,，.．、)）])|[二三四五六七八九十百千万]{1,9}(?=[余多]?[个次件条份人篇场项期家户名元])"
    ),
    "document": re.compile(r"《[^》\n]{2,60}》"),
    "quoted": re.compile(r"“[^”\n]{2,30}”"),
}
_WORD = re.compile(r"[\u3400-\u9fff]")
LEAST = 8  # Chinese characters of a sentence
COLUMNS = ["report_id", "order", "type", "sentences", "particular", "boilerplate", "share", "low", "high"]


def sentences(text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int]]:
    """Where the sentences of a text stand that are long enough to say something, with their ends."""
    for match in _SENTENCE.finditer(text, start, len(text) if end is None else end):
        if len(_WORD.findall(match[0])) >= LEAST:
            yield match.start() + len(match[0]) - len(match[0].lstrip()), match.start() + len(match[0].rstrip())


def marks(sentence: str) -> list[str]:
    """What makes a sentence particular: number, document, quoted; nothing for a general one."""
    return [kind for kind, pattern in _PARTICULAR.items() if pattern.search(sentence)]


def of_sections(texts: Mapping[str, str], sections: pd.DataFrame) -> pd.DataFrame:
    """Per section in prose: sentences, how many are particular, how many are law or form, with the share and its interval.

    Sentences of the law and of the form (codebook/reuse_templates.csv) count in `boilerplate` and nowhere else.
    """
    rows = []
    prose = sections[sections["type"] != "statistics_table"]
    for report_id, order, kind, start, end in zip(
        *(prose[c] for c in ("report_id", "order", "type", "start", "end")), strict=True
    ):
        text = texts.get(report_id, "")
        said = [text[a:b] for a, b in sentences(text, start, end)]
        own = [s for s in said if not reuse_templates.kind(reuse_passages.folded(s))]
        particular = sum(bool(marks(s)) for s in own)
        if said:
            rate = compare.rate(particular, len(own)) if own else (float("nan"),) * 3
            rows.append((report_id, order, kind, len(own), particular, len(said) - len(own), *rate))
    return pd.DataFrame(rows, columns=COLUMNS)
