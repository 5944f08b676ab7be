"""The section on problems and remedies in its many shapes, with every problem word for word in the truth."""

from __future__ import annotations

from .model import Draft, Problem
from .wordings import sections, under

HAN = "一二三四五六七八九"
#: words that bring a second category with them, as the annotation of real reports has it; and words that may
BOTH = (("机制|制度", "mechanism_institution"),)
EITHER = (
    ("能力|经验|水平|业务", "staffing_training"),
    ("流程|程序", "mechanism_institution"),
    ("规范|质量|流程|目录|准确|精准|分类|格式", "standardisation_quality"),
    ("编制", "staffing_training"),
    ("数量|多样化", "content_completeness"),
    ("差距|水平|成效", "other"),
    ("水平|成效", "standardisation_quality"),
    ("多样化|手段", "form_innovation"),
    ("利用|运营|发挥|渠道", "public_participation_reach"),
    ("宣传", "public_participation_reach"),
    ("更新频率|滞后|及时", "timeliness"),
    ("内容|信息量", "content_completeness"),
    ("栏目|网站|平台|新媒体|查阅点|公众号", "platform_channel"),
    ("形式|方式|载体|图解", "form_innovation"),
    ("责任", "supervision_assessment"),
    ("统计|口径", "statistics_data"),
    ("需求|期待|关切|知晓", "public_participation_reach"),
    ("主动|意识|认识|重视|拖延", "awareness"),
    ("参差不齐|不平衡|协", "coordination_unevenness"),
    ("答复", "request_handling"),
)
FREQUENT = (
    "awareness",
    "content_completeness",
    "timeliness",
    "form_innovation",
    "staffing_training",
    "policy_interpretation",
    "public_participation_reach",
    "mechanism_institution",
    "platform_channel",
)


def chosen(draft: Draft, many: int) -> list[str]:
    """Different categories, the usual ones more often."""
    pool = [k for k in under("problem") if draft.chance(0.9 if k in FREQUENT else 0.45)]
    draft.rng.shuffle(pool)
    return pool[:many] or ["timeliness"]


def problem(draft: Draft, category: str, plain: bool = False) -> str:
    """One problem in words, noted in the truth."""
    text, extra = draft.expand(draft.word(f"problem {category}")), ""
    if not plain and draft.chance(0.12):
        cause = draft.expand(draft.word("causes"))
        extra = "staffing_training" if any(w in cause for w in sections()["cause staffing"]) else ""
        text = cause + text
    both = [k for words, k in BOTH if k != category and any(w in text for w in words.split("|"))]
    kinds = "|".join(dict.fromkeys([category, *([extra] if extra else []), *both]))
    also = "|".join(k for words, k in EITHER if k not in kinds and any(w in text for w in words.split("|")))
    draft.problems.append(Problem("problem", text, kinds, also))
    return text


def remedy(draft: Draft, category: str) -> str:
    """One remedy in words, noted in the truth."""
    text = draft.expand(draft.word(f"remedy {category}"))
    draft.problems.append(Problem("measure", text))
    return text


def marks(draft: Draft) -> list[str]:
    """A manner of numbering."""
    return draft.rng.choice(
        (
            [f"{c}是" for c in HAN],
            [f"({c})" for c in HAN],
            [f"{i}." for i in range(1, 10)],
            [f"{i}、" for i in range(1, 10)],
            [f"({i})" for i in range(1, 10)],
            [f"第{c}," for c in HAN],
            ["①", "②", "③", "④", "⑤", "⑥", "⑦"],
        )
    )


def opening(draft: Draft) -> str:
    """The words before the list; a general gap that they admit may be read as a problem or not."""
    text = draft.expand(draft.word("openings"))
    for part in text.rstrip(":").split(","):
        if any(word in part for word in ("差距", "薄弱环节")):
            draft.problems.append(Problem("problem", part, "other", optional="yes"))
    return text


def praise(draft: Draft) -> str:
    """Praise before the problem, in some reports."""
    return draft.expand(draft.word("praise")) if draft.chance(0.1) else ""


def numbered(draft: Draft, kinds: list[str]) -> list[str]:
    """一是…;二是…: problems, then remedies, in runs or in lines."""
    mark, own_lines = marks(draft), draft.chance(0.4)
    close = draft.pick(";|。|;") if not own_lines else draft.pick("。|;|。")
    said = [m + praise(draft) + problem(draft, k) for m, k in zip(mark, kinds, strict=False)]
    head = opening(draft)
    out = [head, *[s + close for s in said[:-1]], said[-1] + "。"]
    out = out if own_lines else ["".join(out)]
    turn = draft.expand(draft.word("turns"))
    second = marks(draft)
    steps = [m + remedy(draft, k) for m, k in zip(second, kinds, strict=False)]
    own = draft.chance(0.4)
    close = "。" if own else draft.pick(";|。")
    tail = [turn, *[s + close for s in steps[:-1]], steps[-1] + "。"]
    return out + (tail if own else ["".join(tail)])


def sentence(draft: Draft, kinds: list[str]) -> list[str]:
    """A list within one sentence, then one sentence of remedies."""
    mark = draft.pick("、|,|;|,")
    said = mark.join(problem(draft, k, plain=True) for k in kinds)
    head = draft.expand(draft.word("heads sentence"))
    said += draft.pick("等问题。|的问题。|等不足。|等情况。") if head.endswith("存在") else "。"
    after = draft.expand("{今后|下一步|明年},@将{进一步|继续|}") + ",".join(remedy(draft, k) for k in kinds[:2]) + "。"
    return [head + said + after] if draft.chance(0.5) else [head + said, after]


def labelled(draft: Draft, kinds: list[str]) -> list[str]:
    """Topic label, problem, remedy, point by point."""
    mark = marks(draft)
    out = []
    split = draft.chance(0.5)
    for m, k in zip(mark, kinds, strict=False):
        label = draft.word(f"topic {k}") + draft.pick("方面。|方面:|方面,|:|。")
        text = m + label + problem(draft, k) + "。"
        fix = (
            draft.expand(draft.pick("{改进情况|改进措施|下一步}:|{下一步|今后},{@|我们|}将|{为此|对此},@将"))
            + remedy(draft, k)
            + "。"
        )
        out += [text, fix] if split else [text + fix]
    return out if draft.chance(0.5) else [opening(draft), *out]


def two_parts(draft: Draft, kinds: list[str]) -> list[str]:
    """(一)存在问题 and (二)改进措施, each with its own list."""
    one, two = draft.pick("(一)|1.|1、"), ""
    two = {"(一)": "(二)", "1.": "2.", "1、": "2、"}[one]
    head = one + draft.pick("存在的主要问题|存在问题|主要问题|存在的不足")
    tail = two + draft.pick("改进措施|改进情况|下一步工作打算|整改措施|下步打算")
    close = draft.pick("。|:|") if one == "(一)" else draft.pick("。|:")
    said = ";".join(f"{c}是{problem(draft, k)}" for c, k in zip(HAN, kinds, strict=False)) + "。"
    steps = ";".join(f"{c}是{remedy(draft, k)}" for c, k in zip(HAN, kinds, strict=False)) + "。"
    if close:
        return [head + close + said, tail + close + steps]
    return [head, said, tail, steps]


def problems(draft: Draft) -> list[str]:
    """The whole section as paragraphs."""
    if draft.chance(0.04):
        return [draft.word("none")]
    kinds = chosen(draft, draft.rng.choice((1, 2, 2, 3, 3, 3, 4, 5)))
    manner = draft.rng.random()
    if manner < 0.45:
        return numbered(draft, kinds)
    if manner < 0.65:
        return sentence(draft, kinds)
    if manner < 0.82:
        return labelled(draft, kinds)
    return two_parts(draft, kinds)
