"""How well problems and their categories are read from coded statements, beside two plain ways of doing it.

    python scripts/evaluate_problems.py

The statements of tests/cases/coded were written and coded by three authors. Prints a table of precision, recall and F1
with n for each of them. Finding statements is measured in whole passages; categories on the statements as coded, so
that all three methods judge the same words. The cues of the codebook were developed on authors a and b, so that their
scores are above those on reports that nobody has seen; author c is the test. What is learned is learned from the other
one of a and b, and for c from both.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from gcir import codebook, sampling, text  # noqa: E402
from gcir.flat import flatten  # noqa: E402
from gcir.model import Section  # noqa: E402
from gcir.problems import categorise, read_statements  # noqa: E402

CODED = ROOT / "tests" / "cases" / "coded"
HEADING = "五、存在的主要问题及改进情况\n"
LEARNED_FROM = {"a": "b", "b": "a", "c": "ab"}
OVERLAP = 0.5  # of two spans together, for one to count as the other
Labels = frozenset[str]
Statements = Sequence[tuple[str, Labels]]


@dataclass(frozen=True, slots=True)
class Score:
    """Counts behind precision, recall and F1."""

    hit: int
    found: int
    wanted: int

    @property
    def precision(self) -> float:
        return self.hit / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        return self.hit / self.wanted if self.wanted else 0.0

    @property
    def f1(self) -> float:
        return 2 * self.hit / (self.found + self.wanted) if self.found + self.wanted else 0.0


def cases(author: str) -> list[dict]:
    """The coded passages of one author."""
    return json.loads((CODED / f"author_{author}.json").read_text(encoding="utf-8"))


def learned_from(author: str) -> list[dict]:
    """The passages that a method which learns may learn from, to be tried on this author's."""
    return [case for other in LEARNED_FROM[author] for case in cases(other)]


def statements(passages: list[dict]) -> list[tuple[str, Labels]]:
    """Every coded statement with its categories."""
    return [(p["text"], frozenset(p["categories"])) for case in passages for p in case["problems"]]


def finding(passages: list[dict]) -> Score:
    """How well statements are found in passages that stand under the heading of a problems section."""
    hit = found = wanted = 0
    for case in passages:
        whole = HEADING + case["text"]
        section = Section(1, 1, "problems", HEADING.strip(), 0, len(whole), len(HEADING))
        spans = [(s.start, s.end) for s in read_statements(whole, flatten(whole), (section,))[0]]
        found += len(spans)
        wanted += len(case["problems"])
        for problem in case["problems"]:
            start = whole.find(problem["text"], len(HEADING))
            end = start + len(problem["text"])
            best = max(spans, key=lambda s: _overlap(s, (start, end)), default=None)
            if start >= 0 and best and _overlap(best, (start, end)) >= OVERLAP:
                hit += 1
                spans.remove(best)
    return Score(hit, found, wanted)


def _overlap(a: tuple[int, int], b: tuple[int, int]) -> float:
    return max(0, min(a[1], b[1]) - max(a[0], b[0])) / max(1, max(a[1], b[1]) - min(a[0], b[0]))


def by_name(train: Statements, said: Sequence[str]) -> list[Labels]:
    """A keyword lookup: the categories of which the text holds a word of the name or one of the examples.

    Words that stand in more than a twentieth of the statements to learn from are no keywords.
    """
    columns = ("category", "label_zh", "label_en", "definition", "examples_zh")
    known = {}
    for row in codebook.read("problem_categories", columns, "category"):
        words = {*text.words(row["label_zh"]), *(e.strip() for e in row["examples_zh"].split(";"))}
        known[row["category"]] = {
            w for w in words if sum(w in s for s, its in train if row["category"] not in its) * 20 <= len(train)
        }
    return [frozenset(c for c, words in known.items() if any(w in s for w in words)) for s in said]


def by_learning(train: Statements, said: Sequence[str]) -> list[Labels]:
    """TF-IDF over words and single characters, and a logistic regression for each category."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    vectors = TfidfVectorizer(analyzer=lambda s: [*text.segment(s), *s], sublinear_tf=True)
    known, new = vectors.fit_transform([s for s, _ in train]), vectors.transform(said)
    labels: list[set[str]] = [set() for _ in said]
    for category in sampling.categories():
        marks = [category in its for _, its in train]
        if any(marks) and not all(marks):
            model = LogisticRegression(class_weight="balanced", C=10, max_iter=1000, random_state=0).fit(known, marks)
            for own, is_there in zip(labels, model.predict(new), strict=True):
                own |= {category} if is_there else set()
    return [frozenset(own) for own in labels]


def by_category(wanted: Sequence[Labels], found: Sequence[Labels]) -> dict[str, Score]:
    """A score for each category that occurs, and for all of them together under ""."""
    hits, given, coded = Counter[str](), Counter[str](), Counter[str]()
    for a, b in zip(wanted, found, strict=True):
        for counter, labels in ((hits, a & b), (given, b), (coded, a)):
            counter.update([*labels, *[""] * len(labels)])
    used = [c for c in ("", *sampling.categories()) if given[c] or coded[c]]
    return {c: Score(hits[c], given[c], coded[c]) for c in used}


def methods(train: Statements, test: Statements) -> dict[str, dict[str, Score]]:
    """The scores of gcir and of both baselines on the same statements."""
    said, wanted = [s for s, _ in test], [labels for _, labels in test]
    answers = {
        "gcir": [frozenset(categorise(s, is_problem=True)) for s in said],
        "keywords": by_name(train, said),
        "tf-idf": by_learning(train, said),
    }
    return {method: by_category(wanted, found) for method, found in answers.items()}


def printed(author: str) -> list[str]:
    """The table for one author's statements."""
    passages, train = cases(author), statements(learned_from(author))
    found, scores = finding(passages), methods(train, statements(passages))
    lines = [f"author {author}: statements found: precision {found.precision:.3f} recall {found.recall:.3f} F1 {found.f1:.3f}"]
    lines[0] += f" (n = {found.wanted} in {len(passages)} passages)"
    lines.append(f"{'category':26}{'n':>5}" + "".join(f"{f'{m}: P':>13}{'R':>7}{'F1':>7}" for m in scores))
    for category in sampling.categories():
        rows = [scores[m].get(category, Score(0, 0, 0)) for m in scores]
        lines.append(_line(category, rows))
    return [*lines, _line("all (micro)", [scores[m][""] for m in scores])]


def _line(label: str, rows: Sequence[Score]) -> str:
    return f"{label:26}{rows[0].wanted:>5}" + "".join(f"{s.precision:>13.3f}{s.recall:>7.3f}{s.f1:>7.3f}" for s in rows)


if __name__ == "__main__":
    print("\n\n".join("\n".join(printed(author)) for author in LEARNED_FROM))
