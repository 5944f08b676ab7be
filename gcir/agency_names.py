"""What one written name says: which region, which body, of which kind."""

import functools
import re
from dataclasses import dataclass, replace

from gcir import divisions, identity
from gcir.divisions import Division

_SHORTEST, _LONGEST = 3, 40


@dataclass(frozen=True, slots=True)
class Name:
    """An agency's name, taken apart: 广州市荔湾区|南源街道|办事处.

    `region` holds the divisions that `lead` may mean; more than one where the name alone does not
    tell. `generic` is a rank without a name (市地震局). `core` is what follows the region. With
    `is_short` the region is named without its type (铜鼓公路分局), which may be chance.
    """

    written: str
    lead: str
    core: str
    kind: str
    region: tuple[Division, ...] = ()
    generic: str = ""
    township: str = ""
    is_short: bool = False

    @property
    def is_government(self) -> bool:
        """Whether the name is that of a region's own government."""
        return not self.core or bool(_words("government").fullmatch(self.core))


@functools.cache
def _words(name: str) -> re.Pattern[str]:
    return identity.pattern(name)


def clean(text: str) -> str:
    """A name without spaces, quotes, leading particles and the office that speaks for the agency."""
    name = "".join(text.split())
    name = _words("name_lead").sub("", name)
    if name.endswith(identity.word("split_government")):
        name += identity.word("split_government_rest")  # …人民|政府信息公开: one word serves both
    shorter = _words("name_tail").sub("", _words("office_of").sub("", name))
    return shorter if len(shorter) >= _SHORTEST else name


@functools.lru_cache(maxsize=1_000)
def recognise(text: str) -> Name | None:
    """The name taken apart, or None if the words name no agency. A report names its author in many places."""
    name = clean(text)
    if not _SHORTEST - 1 <= len(name) <= _LONGEST or _words("not_a_name").search(name):
        return None
    if _words("not_a_name_start").search(name) and not _steps(name):
        return None
    if name in identity.central():
        return Name(name, "", name, "central_department")
    if identity.central_start(full := identity.aliases().get(name, "")):
        return replace(found, written=name) if (found := recognise(full)) else None
    head = identity.central_start(name)
    if not head and (corps := _words("corps_lead").match(name)):
        head = corps[0]
    if head:
        branch = _named(name[len(head) :]) if len(name) > len(head) else None
        if branch and (branch.region or head in identity.central()):
            return replace(branch, written=name, lead=head + branch.lead, generic="")
    if (lead := _words("name_lead_before_place").match(name)) and not _steps(name) and _steps(name[lead.end() :]):
        name = name[lead.end() :]
    return _named(name)


def _named(name: str) -> Name | None:
    """A name read with its region in full, else with a rank only, else with its region in short."""
    steps = _steps(name)
    for end, region in reversed(steps):
        if found := _with_region(name, end, region):
            return _narrowed(found)
    if not steps and (rank := _words("generic").match(name)) and (found := _body(name[rank.end() :], name, rank[0])):
        return replace(found, generic=rank[0])
    bare = _body(name, name, "")
    if bare and bare.township:
        return bare
    short = divisions.prefix(name, shorts=True)
    if short.found and short.end < len(name) and (found := _with_region(name, short.end, short.found)):
        return replace(_narrowed(found), is_short=True)
    return bare


def _narrowed(name: Name) -> Name:
    """The name with the county that its core begins or ends with: 浙江省|岱山|经济开发区, 德州市|生态环境局武城分局."""
    if any(d.level in ("county", "zone") for d in name.region):
        return name
    if name.kind == "development_zone" and (found := divisions.step(name.core, divisions.Prefix(0, name.region), shorts=True)):
        return replace(name, region=found.found)
    if branch := _words("branch").search(name.core):
        found = divisions.step(branch["p"], divisions.Prefix(0, name.region), shorts=True)
        if found and found.end == len(branch["p"]):
            return replace(name, region=found.found)
    return name


def _steps(name: str) -> list[tuple[int, tuple[Division, ...]]]:
    """Every way to read the beginning of a name as regions, shortest first."""
    found = []
    so_far = divisions.Prefix(0, ())
    while (step := divisions.step(name, so_far, shorts=False)) is not None:
        so_far = step
        found.append((step.end, step.found))
        if (skipped := _words("government_inside").match(name, step.end)) and divisions.step(
            name, divisions.Prefix(skipped.end(), step.found), shorts=False
        ):
            so_far = divisions.Prefix(skipped.end(), step.found)
    return found


def _with_region(name: str, end: int, region: tuple[Division, ...]) -> Name | None:
    """The name as a body of the region, or as the region's own government."""
    core = name[end:]
    if not core or _words("government").fullmatch(core):
        return Name(name, name[:end], core, government_kind(region), region)
    inside = _words("government_inside").match(core)
    if inside and (found := _body(core[inside.end() :], name, name[: end + inside.end()])) and found.township:
        return replace(found, region=region)
    found = _body(core, name, name[:end])
    return replace(found, region=region) if found else None


def government_kind(region: tuple[Division, ...]) -> str:
    """The kind of a region's own government."""
    level = region[0].level
    return "development_zone" if level == "zone" else f"{level}_government"


def _body(core: str, written: str, lead: str) -> Name | None:
    """A name after its region: a township, one of its institutions, or another body."""
    if m := _words("township_whole").fullmatch(core):
        kind = identity.kind_of(m["t"]) or identity.kind_of(core)
        return Name(written, lead, core, kind, township=m["t"]) if kind else None
    if m := _words("office_whole").fullmatch(core):
        township = m["t"] + _suffix()
        known = township if divisions.township(township) else ""
        return Name(written, lead, core, "subdistrict_office", township=known)
    for m in _words("township_inside").finditer(core):
        if divisions.township(m["t"]):
            if _words("township_tail").fullmatch(m["r"]):
                return Name(written, lead, m["t"], identity.kind_of(m["t"]), township=m["t"])
            kind = identity.kind_of(m["r"])
            return Name(written, lead, core, kind, township=m["t"]) if kind else None
    kind = identity.kind_of(core)
    is_body = kind and kind not in ("township_government", "subdistrict_office") and len(core) >= _SHORTEST - (1 if lead else 0)
    return Name(written, lead, core, kind) if is_body else None


@functools.cache
def _suffix() -> str:
    """The type of a subdistrict, by which a bare name of an office is looked up."""
    return identity.word("subdistrict")
