"""How a number is printed: digits in many manners, Chinese numerals, rounded values with their words."""

from __future__ import annotations

import random

HAN = "零一二三四五六七八九"
WIDE = {ord("0") + i: 0xFF10 + i for i in range(10)}
STYLES = ("plain",) * 12 + ("spaced", "spaced", "broken", "comma", "comma", "wide", "han")
#: words before the number, between number and unit, behind the unit; their meaning; a weight
ROUNDINGS = (
    ("", "余", "", "at_least", 6),
    ("", "多", "", "at_least", 4),
    ("", "", "以上", "at_least", 2),
    ("超过", "", "", "at_least", 1),
    ("近", "", "", "at_most", 5),
    ("不足", "", "", "at_most", 1),
    ("约", "", "", "about", 3),
    ("", "", "左右", "about", 2),
    ("大约", "", "", "about", 1),
)


def han(value: int) -> str:
    """Chinese numerals below a hundred million, as a clerk writes them."""
    if value == 0:
        return "零"
    if value >= 10000:
        head, tail = divmod(value, 10000)
        gap = "零" if 0 < tail < 1000 else ""
        return han(head) + "万" + (gap + han(tail) if tail else "")
    out, zero = "", False
    for power, word in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, value = divmod(value, power)
        if digit:
            out += ("零" if zero and out else "") + HAN[digit] + word
            zero = False
        else:
            zero = True
    return out[1:] if out.startswith("一十") else out


def digits(value: float, style: str, rng: random.Random) -> str:
    """The digits of a value in the manner of the report."""
    text = f"{value:.4f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
    if style == "comma" and isinstance(value, int):
        return f"{value:,}"
    if style == "wide":
        return text.translate(WIDE)
    if style == "han" and isinstance(value, int) and 0 < value < 1000:
        return han(value)
    if style == "broken" and len(text) > 1 and text.isdigit() and rng.random() < 0.5:
        cut = rng.randint(1, len(text) - 1)
        return f"{text[:cut]} {text[cut:]}"
    return text


def rounded(value: int, rng: random.Random) -> int:
    """A round value near this one, as one writes before 余 or 近."""
    step = 10 if value < 150 else 100 if value < 3000 else 1000
    return max(step, round(value / step) * step + rng.choice((0, 0, step)))


def quantity(value: float, unit: str, style: str, rng: random.Random, exact: bool = False) -> tuple[str, float, str]:
    """Printed words, the value that they state and its precision."""
    if not exact and isinstance(value, int) and value >= 20 and rng.random() < 0.1:
        head, middle, tail, precision, _ = rng.choices(ROUNDINGS, [r[4] for r in ROUNDINGS])[0]
        value = rounded(value, rng)
        if value >= 10000 and rng.random() < 0.4:
            short = f"{value / 10000:.1f}".rstrip("0").rstrip(".")
            value = round(float(short) * 10000)
            middle, tail = (middle + "" if middle else middle), tail
            return f"{head}{short}万{middle}{unit}{tail}", value, precision
        return f"{head}{digits(value, style, rng)}{middle}{unit}{tail}", value, precision
    text = digits(value, style, rng)
    gap = " " if style == "spaced" else ""
    return f"{gap}{text}{gap}{unit}", value, "exact"
