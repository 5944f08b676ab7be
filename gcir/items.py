"""Items of a list: numbers that name only a channel, a kind of item, a route or an applicant."""

from gcir import codebook, frames, published, terms
from gcir.context import PUBLISHED, Context
from gcir.model import Figure
from gcir.numbers import Quantity
from gcir.placing import Placing, tidy
from gcir.windows import MASK, Window

_SHORTEST, _LONGEST = 2, 32
_FARTHEST_SHARE = 130
_ASIDE = 24
_NEVER_INNER = ("", *published.PRESS)


def item(at: Placing, q: Quantity, near: Window) -> bool:
    """Place a number as an item of the list that follows a total; False if its words are no such item."""
    label = _own_label(near.left)
    if not at.context.lists_items() or q.unit_class != "item" or MASK in label or frames.other_subject(near.text):
        return False
    if not (published.is_item(label) and at.context.kind_listed(q.value)):
        return False
    listed = q.unit == at.context.total_unit or codebook.phrase("unit_of_items").match(q.unit) is not None
    if frames.excluded(f"{label}#", publish=True, listed=listed):
        return False
    return _add(at, q, label, near.left, near.start)


def inherit(at: Placing, q: Quantity, near: Window, wide: Window) -> None:
    """Place a number that no wording explains by what the sentence was about, if its label allows."""
    context, own = at.context, _own_label(near.left)
    label = own or published.strip_lead(published.last_clause(wide.left))
    start = near.start if own else wide.start
    if not label or len(label) > _LONGEST or MASK in label or q.unit_class not in ("item", "event", ""):
        return
    if context.indicator.startswith("requests_"):
        if context.indicator in ("requests_received", "requests_accepted") and near.left:
            _add_requests(at, q, label, start)
    elif q.unit_class != "event" and context.may_list(label) and not frames.excluded(f"{label}#", publish=True):
        _add(at, q, label, near.left or wide.left, start)


def _own_label(left: str) -> str:
    """The words of an item itself: what stands behind the last item, where that was no figure."""
    if MASK not in left:
        return published.strip_lead(left)
    own = left.rpartition(MASK)[2]
    return published.strip_lead(own if codebook.phrase("joint").match(own) else left)


def _add_requests(at: Placing, q: Quantity, label: str, start: int) -> None:
    """Add requests by the route or the applicant that a label names, or by each of several."""
    routes = list(dict.fromkeys(t.id for t in terms.find("route", label)))
    applicant = terms.last("applicant", label)
    each = codebook.phrase("each").search(label) is not None
    for route in (routes if each else routes[-1:]) or [""]:
        if route or applicant:
            at.add(q, "requests_received", start, q.end, route=route, applicant=applicant)


def _add(at: Placing, q: Quantity, label: str, left: str, start: int) -> bool:
    """Add an item under its label, which ends the words `left`; one number may stand for each of several labels."""
    shared = codebook.phrase("shared_end").search(label)
    added = False
    for words in label[: shared.start()].split("、") if shared else [label]:
        channel, several = published.item_channel(words)
        part = at.context.kind_listed(q.value)
        inner = part and channel not in _NEVER_INNER and channel == at.context.channel and at.context.nested_in(left)
        inner = inner and not codebook.phrase("publish_verb").search(words)
        content = published.item_content(words, "" if inner else channel, part) or ("other" if inner else "")
        content = _told_aside(at, q, words) if content == "other" and not shared else content
        if several or not (channel or content) or not (channel or content == "documents" or _same_unit(at.context, q, words)):
            continue
        of = channel or at.context.channel_of_item(left, at.passage.view.text[start - 1])
        at.add(q, "proactive_disclosed", start, q.end, channel=of, content=content)
        if channel and not content:
            at.context.name_channel(channel)
        at.context.indicator, at.context.listed, added = "proactive_disclosed", True, True
    return added


def _told_aside(at: Placing, q: Quantity, label: str) -> str:
    """The kind of item that brackets between a label and its number tell where the label itself does not."""
    aside = codebook.phrase("aside").search(at.passage.view.text, max(0, q.start - _ASIDE), q.start)
    known = aside and not codebook.phrase("others").search(label) and published.kind(aside[1])
    return known or "other"


def _same_unit(context: Context, q: Quantity, words: str) -> bool:
    """Whether an item is counted as its total is; what is written is counted in several ways alike."""
    if context.total is None or not context.total_unit or q.unit in (context.total_unit, ""):
        return True
    alike = codebook.phrase("unit_of_items").match(q.unit) and codebook.phrase("unit_of_totals").match(context.total_unit)
    return alike is not None and codebook.phrase("publish_verb").search(words) is None


def share(at: Placing, q: Quantity, near: Window, between: str) -> None:
    """Place a share of all items published: it belongs to the figure right before it."""
    if _own_share(at, q, near):
        return
    last = _shared_out(at, q)
    if last is None or last.indicator not in PUBLISHED or at.context.indicator not in PUBLISHED:
        return
    if not (last.channel or last.content) or not codebook.phrase("share").search(near.text):
        return
    start, end = last.start, at.passage.view.span(q.start, q.end)[1]
    lost = MASK in between[-_FARTHEST_SHARE:].rpartition(";")[2]
    if lost or end - last.end > _FARTHEST_SHARE:
        return
    precision = "about" if q.precision == "exact" and codebook.phrase("about_share").search(between) else q.precision
    _add_share(at, q.value, precision, (last.channel, last.content), (start, end))


def _shared_out(at: Placing, q: Quantity) -> Figure | None:
    """The figure that a share belongs to: the last one, or, behind brackets, the one before they open."""
    words, view = at.passage.view.text, at.passage.view
    closed = words.rfind(")", max(0, q.start - _ASIDE), q.start)
    opened = words.rfind("(", max(0, closed - _FARTHEST_SHARE), closed) if closed >= 0 else -1
    if opened < 0 or any(f.end > view.at[closed] for f in at.found):
        return at.found[-1] if at.found else None
    before = [f for f in at.found if f.end <= view.at[opened]]
    return before[-1] if before else None


def _own_share(at: Placing, q: Quantity, near: Window) -> bool:
    """Place a share that names itself what it is the share of: a kind of item or a channel without a count."""
    of_all = codebook.phrase("share_of_all").search(near.left)
    if at.context.kinds and not of_all:
        of_all = codebook.phrase("bare_share").search(near.left)
    label = published.strip_lead(near.left[: of_all.start()]) if of_all else ""
    about_items = at.context.indicator in PUBLISHED or at.context.section.type == "proactive_disclosure"
    if len(label) < _SHORTEST or len(label) > _LONGEST or MASK in label or not about_items or frames.other_subject(label):
        return False
    channel, several = published.item_channel(label)
    content = published.item_content(label, channel, at.context.total is not None or at.context.kinds)
    if several or not (channel or content):
        return False
    _add_share(at, q.value, q.precision, (channel or at.context.channel, content), at.passage.view.span(near.start, q.end))
    return True


def _add_share(at: Placing, value: float, precision: str, of: tuple[str, str], place: tuple[int, int]) -> None:
    at.found.append(
        Figure("proactive_share", *of, "", "", tidy(value), "%", precision, "digits", "prose",
               "", "", at.text[place[0] : place[1]], *place)
    )  # fmt: skip
