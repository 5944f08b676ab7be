"""One address, from the list to its document: robots.txt, redirects, and as many tries as make sense."""

from __future__ import annotations

import email.utils
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

import httpx

from gcir import fetch_names, fetch_robots
from gcir.fetch_hosts import Host, Hosts
from gcir.fetch_list import HIGHEST_PORT
from gcir.fetch_robots import Rules
from gcir.fetch_web import Answer, PrivateAddress, Refusal, Trouble, Web

_MOST_REDIRECTS = 5
_MOST_ROBOTS = 500_000
_LONGEST_CRAWL_DELAY = 600.0
_REDIRECTS = frozenset((301, 302, 303, 307, 308))
_TRY_AGAIN = frozenset((408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524))

Get = Callable[[str, bool], Answer]
"""Sends one request to an address, or to public ones only."""


class Failure(Exception):  # noqa: N818 - reads as what happened
    """An address that could not be fetched this time; the message is the reason."""


@dataclass(frozen=True, slots=True)
class Page:
    """A document as it came: its bytes, the ending for its name, what to send when it is asked for again.

    `doubt` says why it may not be what was asked for.
    """

    body: bytes
    suffix: str
    etag: str = ""
    modified: str = ""
    doubt: str = ""


class Fetcher:
    """Fetches addresses; may be used by several threads."""

    def __init__(self, web: Web, hosts: Hosts) -> None:
        self.web = web
        self.hosts = hosts

    def fetch(self, url: str, etag: str = "", modified: str = "") -> Page | None:
        """The document at an address; None if it is still what was called so before. Raises Refusal or Failure."""
        conditions = {name: value for name, value in (("If-None-Match", etag), ("If-Modified-Since", modified)) if value}
        answer = self._followed(url, lambda at, only: self.web.get(at, conditions, only, accept=_refuse_other_types))
        if answer.status == httpx.codes.NOT_MODIFIED and conditions:
            return None
        if answer.status != httpx.codes.OK:
            raise Failure(_status(answer.status))
        if not answer.body.strip():
            raise Refusal("there is nothing in it")
        kind = fetch_names.media_type(answer.headers)
        suffix = fetch_names.suffix(kind, answer.body, url)
        if not suffix:
            raise Refusal("it is neither text, web page, PDF, Word nor Excel")
        etag, modified = (str(answer.headers.get(name, "")) for name in ("ETag", "Last-Modified"))
        return Page(answer.body, suffix, etag, modified, fetch_names.doubt(url, answer.url, suffix, answer.body))

    def _followed(self, url: str, get: Get, public_only: bool = False, with_robots: bool = True) -> Answer:
        """The answer at the end of the redirects, which never lead from public addresses to private ones."""
        for _ in range(_MOST_REDIRECTS + 1):
            answer = self._tried(url, get, public_only, with_robots)
            if answer.status not in _REDIRECTS or "Location" not in answer.headers:
                return replace(answer, url=url)
            url = _target(url, answer.headers["Location"])
            public_only = public_only or not answer.is_private
        raise Refusal(f"more than {_MOST_REDIRECTS} redirects")

    def _tried(self, url: str, get: Get, public_only: bool, with_robots: bool) -> Answer:
        """One address as often as it takes to get an answer that stays."""
        host = self.hosts[httpx.URL(url).host]
        reason, is_silence = "", False
        for tries in range(self.hosts.pace.tries):
            if host.given_up:
                raise Failure(host.given_up)
            if with_robots:
                self._obey(url, host, public_only)
            try:
                with host.turn():
                    answer = get(url, public_only)
            except Trouble as trouble:
                reason, is_silence = str(trouble), trouble.is_silence
                host.wait(self.hosts.pace.backoff(tries))
                continue
            if answer.status not in _TRY_AGAIN:
                host.answered()
                return answer
            reason, is_silence = _status(answer.status), False
            host.wait(self._asked_pause(answer, host) or self.hosts.pace.backoff(tries))
        host.answered(reason, is_silence)
        raise Failure(f"{reason} ({self.hosts.pace.tries} tries)")

    def _asked_pause(self, answer: Answer, host: Host) -> float:
        """The pause for which a server asks; a host that asks for too long a pause is left for another day."""
        pause = retry_after(answer.headers.get("Retry-After", ""))
        if pause > self.hosts.pace.longest:
            host.given_up = f"{_status(answer.status)}: {host.name} asks to come back in {pause:,.0f} seconds"
            raise Failure(host.given_up)
        return pause

    def _obey(self, url: str, host: Host, public_only: bool) -> None:
        """Raise Refusal if the site forbids this address, and keep to its pace."""
        address = httpx.URL(url)
        origin = f"{address.scheme}://{address.netloc.decode()}"
        with host.reading:
            if origin not in host.rules:
                host.rules[origin] = self._rules(origin, public_only)
            rules = host.rules[origin]
        if isinstance(rules, Exception):
            raise rules
        if rules.delay > _LONGEST_CRAWL_DELAY:
            raise Refusal(f"robots.txt asks for {rules.delay:g} seconds between two requests")
        if not rules.allows(address.raw_path.decode("ascii", "replace")):
            raise Refusal("robots.txt forbids it")
        host.delay = max(host.delay, rules.delay)

    def _rules(self, origin: str, public_only: bool) -> Rules | Exception:
        """What a robots.txt says. One that is not there allows everything; one that cannot be read, nothing."""
        try:
            answer = self._followed(
                f"{origin}/robots.txt",
                lambda at, only: self.web.get(at, public_only=only, first_bytes=_MOST_ROBOTS),
                public_only,
                with_robots=False,
            )
        except PrivateAddress:
            raise
        except (Refusal, Failure) as error:
            return type(error)(f"robots.txt cannot be read: {error}")
        return fetch_robots.parse(answer.body.decode("utf-8", "replace")) if answer.status == httpx.codes.OK else Rules()


def _refuse_other_types(headers: httpx.Headers) -> None:
    kind = fetch_names.media_type(headers)
    if not fetch_names.may_be_document(kind):
        raise Refusal(f"{kind[:60]} is no document")


def _target(url: str, location: str) -> str:
    try:
        target = httpx.URL(url).join(location)
    except (httpx.InvalidURL, ValueError):
        raise Refusal("a redirect to what is no address") from None
    if target.scheme not in ("http", "https") or not target.host or (target.port or 0) > HIGHEST_PORT:
        raise Refusal(f"a redirect to {target.scheme or 'nowhere'}:, which is not followed")
    return str(target.copy_with(fragment=None))


def _status(code: int) -> str:
    return f"{code} {httpx.codes.get_reason_phrase(code)}".strip()


def retry_after(value: str) -> float:
    """The seconds of a Retry-After, which gives them or a date; 0 if it is neither or over."""
    if value.strip().isdecimal():
        return float(value)
    try:
        return max(0.0, email.utils.parsedate_to_datetime(value).timestamp() - time.time())
    except (ValueError, TypeError, OverflowError):
        return 0.0
