"""What kind of item was published, and through which channel: the words around a number of items."""

import functools
import re
from itertools import pairwise

from gcir import codebook, hints, terms
from gcir.windows import MASK

_LIST_JOINT = re.compile(r"^[“”\"]?\w{0,6}[“”\"]?[、和与及以]{1,2}[\w“”\"]{0,24}$|^[“”\"、]{0,3}$")
_JOINT = re.compile("[、和及]")
_NAME_END = '"”'
_NEW_MEDIA = {"weibo", "wechat", "app", "new_media"}
PRESS = {"news_media", "broadcast_tv"}
_SUBJECT = 4
"""How far into a clause its subject may begin."""
_SPECIFIC = 3
"""Characters that say more of some information than whose it is."""
_COMMA = re.compile(r"[,;:。(]")
_HEADING_ENDS = "。:;\n"
_LONGEST_HEADING = 20


def strip_lead(words: str) -> str:
    """A list item without the words that introduce it (of which, including, list marks)."""
    return codebook.phrase("lead").sub("", words)


def last_clause(words: str) -> str:
    """The last clause of some words that is not empty."""
    parts = [p for p in _COMMA.split(words) if p]
    return parts[-1] if parts else ""


def channel(words: str) -> tuple[str, bool]:
    """The one channel that some words name, and whether they name several at once (then none is given)."""
    found = [t for t in _outside_names(words, terms.find("channel", words)) if not _is_topic(words, t)]
    kinds = {t.id for t in found}
    joints = [_LIST_JOINT.match(words[a.end : b.start]) is not None for a, b in pairwise(found) if a.id != b.id]
    joined = all(joints)
    if len(kinds) == 2 and "new_media" in kinds and not any(joints):
        kinds.remove("new_media")  # a named account of the new media that are spoken of
    if kinds == PRESS and (joined or found[-1].id == "news_media"):
        return "news_media", False
    if len(kinds) > 1 and kinds <= _NEW_MEDIA:
        return "new_media", False
    if codebook.phrase("several").search(words):
        return "", True
    if len(kinds) <= 1:
        return (kinds.pop() if kinds else ""), False
    return ("", True) if joined else (found[-1].id, False)


def _outside_names(words: str, found: list[terms.Term]) -> list[terms.Term]:
    """The channels without those that are but the name, in quotes, of the next one."""
    if len(found) < 2:
        return found
    named = [b.start - a.end <= 1 and words[b.start - 1] in _NAME_END for a, b in pairwise(found)]
    return [t for t, is_name in zip(found, [*named, False], strict=True) if not is_name]


def _is_topic(words: str, term: terms.Term) -> bool:
    """Whether the word for a channel is but one of the topics that a clause lists behind its verb."""
    listed = codebook.phrase("in_a_list").search(words, 0, term.start)
    return listed is not None and codebook.phrase("list_goes_on").match(words, term.end) is not None


def channel_before(near: str, wide: str) -> str:
    """The channel that the clause before names, when a clause begins with its verb."""
    before = wide[: len(wide) - len(near)].rstrip(",;:。")
    if not near or not codebook.phrase("verb_first").match(near):
        return ""
    clause = _clause_of_channel(before)
    found = terms.find("channel", clause)
    kinds = {t.id for t in found}
    if len(kinds) > 1 and found[0].id in _NEW_MEDIA and codebook.phrase("opens").match(clause, found[0].end):
        kinds = {found[0].id}
    kinds = kinds - {"broadcast_tv"} if kinds == PRESS else kinds
    if len(kinds) != 1 or codebook.phrase("and_others").search(clause):
        return ""
    subject = found[0].start <= _SUBJECT
    return kinds.pop() if subject or codebook.phrase("through").search(clause) or kinds <= _NEW_MEDIA else ""


def _clause_of_channel(words: str) -> str:
    """The last clause of some words; or the one that says through what, where those behind it go on with what is done."""
    clauses = [c for c in _COMMA.split(words.rpartition(";")[2]) if c]
    last = clauses[-1] if clauses else ""
    for clause in reversed(clauses):
        if terms.find("channel", clause):
            lead = clause is last or codebook.phrase("by_means").search(clause)
            return clause if lead else last
        if MASK in clause:
            break
    return last


@functools.lru_cache(maxsize=500)
def heading_channel(words: str) -> str:
    """The channel that a heading names, if it names nothing else; the same headings come in all reports."""
    plain = codebook.phrase("heading_mark").sub("", words).strip(_HEADING_ENDS)
    found = terms.find("channel", plain) if len(plain) <= _LONGEST_HEADING else []
    if len(found) != 1:
        return ""
    rest = plain[: found[0].start] + plain[found[0].end :]
    return found[0].id if codebook.phrase("heading_rest").fullmatch(rest) else ""


@functools.cache
def _verb() -> re.Pattern[str]:
    return re.compile(f".*({codebook.phrases()['publish_verb']})")


@functools.cache
def _generic() -> re.Pattern[str]:
    return hints.guarded(codebook.phrases()["generic"])


@functools.cache
def _not_content() -> re.Pattern[str]:
    """Words that hold a content word without meaning it: bodies, halls, sites."""
    return codebook.phrase("body_name")


def content(window: str, part: bool) -> str:
    """The kind of items that a clause with a verb of disclosure counts; empty for items in general.

    `part` says that the number may be part of a total given before: then an unknown kind is `other`.
    """
    left, _, right = window.partition("#")
    if MASK in left:
        left = codebook.phrase("items_before").sub("", left)
    if codebook.phrase("others").search(left) or codebook.phrase("this_kind").search(left):
        return "other"
    column = codebook.phrase("column").search(left)
    if column and _generic().sub("", column[1] or column[2]):
        found = terms.find("content", column[1] or column[2])
        return found[0].id if found else "other"
    words, governed = _noun(left, right)
    noun = _not_content().sub("", codebook.phrase("quoted").sub("", words))
    head = codebook.phrase("list_head").search(noun)
    if head and _generic().sub("", head[1]) and terms.find("content", head[1]):
        return kind(head[1])
    several = len(_JOINT.findall(noun))
    known = {t.id for t in terms.find("content", noun)}
    if known and several >= len(terms.find("content", noun)):
        known = set()  # a list of which only some kinds are known
    of_kind = codebook.phrase("of_kind").search(noun) is not None
    if known and len(noun) <= 24 and (not several or (len(known) == 1 and (part or of_kind))):
        return kind(noun)
    if known or several:
        listed = governed and not terms.find("content", noun) and codebook.phrase("closed_list").search(noun)
        return "other" if (of_kind and part) or (listed and len(_generic().sub("", noun)) >= _SPECIFIC) else ""
    if not part and codebook.phrase("of_all_kinds").search(noun):
        return ""
    plain = _generic().sub("", noun)
    named = part or of_kind or (governed and len(plain) >= _SPECIFIC and codebook.phrase("ends_in_information").search(noun))
    return "other" if len(plain) >= 2 and len(noun) <= 20 and named else ""


def _noun(left: str, right: str) -> tuple[str, bool]:
    """What the verb of disclosure governs: the words behind it (then True), behind the number, or before it."""
    verb = _verb().match(left)
    channels = terms.find("channel", left)
    start = max(verb.end() if verb else 0, channels[-1].end if channels else 0)
    noun = left[start:]
    if _generic().sub("", noun):
        return noun, verb is not None
    first = channels[-1].end if channels and verb and channels[-1].end <= verb.start(1) else 0
    before = codebook.phrase("noun_before").search(left[first : verb.start(1)]) if verb else None
    return before[0] if before else right, False


def kind(words: str) -> str:
    """The kind of items that some words name first; `other` only if they name no better one."""
    found = [t.id for t in terms.find("content", words)]
    return next((t for t in found if t != "other"), found[0] if found else "")


def is_item(label: str) -> bool:
    """Whether some words are an item of a list of published things and no statement of their own."""
    if len(label) > 45 or codebook.phrase("statement").search(label):
        return False
    return bool(_generic().sub("", label) or terms.find("channel", label) or codebook.phrase("plain_kind").match(label))


def item_content(label: str, channel_id: str, part: bool) -> str:
    """The kind of items that an item of a list counts; an unknown kind of a known total is `other`."""
    if codebook.phrase("kind_itself").search(label):
        return "other" if part else ""
    words = label = codebook.phrase("account_name").sub("", label)
    for term in reversed(terms.find("channel", label)):
        words = words[: term.start] + words[term.end :]
    named_alone = not channel_id and not _generic().sub("", codebook.phrase("quoted").sub("", words))
    words = _not_content().sub("", words if named_alone else codebook.phrase("quoted").sub("", words))
    known = terms.find("content", words)
    if known:
        joints = len(_JOINT.findall(words))
        mixed = part and joints > 0 and (joints > len(known) or "other" in {t.id for t in known})
        if codebook.phrase("others").search(words) and kind(words) == "work_news":
            mixed = part  # whatever other work there is
        return ("other" if mixed else kind(words)) if not channel_id or part else ""
    of_kind = codebook.phrase("of_kind").search(words) is not None
    if channel_id and not of_kind:
        return ""
    event = codebook.phrase("event_verb").search(words) and not codebook.phrase("ends_in_information").search(words)
    if not part or event:
        return "other" if of_kind else ""
    return "other" if codebook.phrase("fillers").sub("", words) else ""


def item_channel(label: str) -> tuple[str, bool]:
    """The channel of an item of a list; a kind of item may be named after a channel without meaning it."""
    named_after = codebook.phrase("of_kind").search(label) or codebook.phrase("kind_itself").search(label)
    return ("", False) if named_after else channel(label)
