"""Figures of running text seen together: which of them say the same, and which sum up more than the year."""

from gcir import codebook
from gcir.flat import squeeze
from gcir.model import Figure

_BACK = 48


def settle(found: list[Figure], lone: set[Figure], flat: str) -> list[Figure]:
    """The figures of a text as they stand once all of it has been read.

    `lone` are requests said to be accepted or handled where nothing says 'received'.
    """
    return _received(_of_the_year(found, flat), lone)


def _received(found: list[Figure], lone: set[Figure]) -> list[Figure]:
    """Requests accepted or handled are the count of requests received where the report gives no other."""
    totals = {f.indicator for f in found if not (f.route or f.applicant)}
    if "requests_received" in totals:
        return found
    lone |= {f for f in found if f.indicator == "requests_accepted"}
    wanted = "requests_accepted" if any(f.indicator == "requests_accepted" for f in found) else "requests_closed"
    return [f._replace(indicator="requests_received") if f in lone and f.indicator == wanted else f for f in found]


def _of_the_year(found: list[Figure], flat: str) -> list[Figure]:
    """Without sums up to a day that exceed a total given beside them: they reach back beyond the year."""
    totals = [f for f in found if f.indicator == "proactive_disclosed" and not (f.channel or f.content)]
    if len(totals) < 2:
        return found
    sums = [f for f in totals if _up_to_a_day(f, flat)]
    least = min((f.value or 0 for f in totals if f not in sums), default=None)
    running = [f for f in sums if least is not None and (f.value or 0) > least]
    return [f for f in found if f not in running] if running else found


def _up_to_a_day(figure: Figure, flat: str) -> bool:
    """Whether a total is said to be all that has come together up to some day, or beside what is new."""
    words = squeeze(flat, max(0, figure.start - _BACK), figure.end).text
    return codebook.phrase("sum_so_far").search(words) is not None
