"""One request, bounded in every way: bytes as they are after unpacking, time from the first to the last, and who answers."""

import ipaddress
import socket
import threading
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any
from urllib.request import getproxies

import httpx

from gcir.limits import DEFAULT

_CHUNK = 65_536
_ENCODINGS = {"": 0, "identity": 0, "gzip": 47, "x-gzip": 47, "deflate": 47}


class Refusal(Exception):  # noqa: N818 - reads as what happened
    """Something that is not fetched, now or later; the message is the reason."""


class PrivateAddress(Refusal):
    """A redirect from a public server into this machine or its network."""

    def __init__(self) -> None:
        super().__init__("it leads from a public address to a private one")


class Trouble(Exception):  # noqa: N818 - reads as what happened
    """Something that may go well another time; the message is the reason. `is_silence`: nobody took the connection."""

    def __init__(self, reason: str, is_silence: bool = False) -> None:
        super().__init__(reason)
        self.is_silence = is_silence


class Stopped(Exception):  # noqa: N818 - reads as what happened
    """The user ended the run."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much one address may cost."""

    most_bytes: int = DEFAULT.file_bytes
    seconds: float = 300.0
    silence: float = 30.0
    connect: float = 15.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered; the body only of a 200, and the address at the end of redirects, once it is known.

    `is_private`: the server stands in this machine or its own network.
    """

    status: int
    headers: httpx.Headers
    body: bytes = b""
    is_private: bool = False
    url: str = ""


def is_private(host: str) -> bool:
    """Whether an address, or a name that needs no look-up, is of this machine or of a network behind it."""
    if host.lower().rstrip(".") == "localhost" or host.lower().endswith(".localhost"):
        return True
    try:
        found = ipaddress.ip_address(host.strip("[]").partition("%")[0])
    except ValueError:
        return False
    mapped = getattr(found, "ipv4_mapped", None) or found
    return not mapped.is_global or mapped.is_multicast


class _Watch:
    """Looks after one request: where it connects to, and that it ends in time."""

    def __init__(self, seconds: float, public_only: bool) -> None:
        self.public_only = public_only
        self.is_private = False
        self.is_late = False
        self._socket: Any = None
        self._timer = threading.Timer(seconds, self._late)
        self._timer.daemon = True
        self._timer.start()

    def _late(self) -> None:
        self.is_late = True
        self.cut()

    def cut(self) -> None:
        """End the connection from outside, even while somebody waits for it."""
        with suppress(OSError, AttributeError):
            self._socket.shutdown(socket.SHUT_RDWR)

    def trace(self, name: str, info: dict[str, Any]) -> None:
        """Called by the HTTP library at every step."""
        if name not in ("connection.connect_tcp.complete", "connection.start_tls.complete"):
            return
        stream = info["return_value"]
        self._socket = stream.get_extra_info("socket")
        if name.startswith("connection.connect_tcp") and not getproxies():
            self.is_private = is_private(stream.get_extra_info("server_addr")[0])
            if self.is_private and self.public_only:
                stream.close()
                raise PrivateAddress
        if self.is_late:
            self.cut()

    def done(self) -> None:
        self._timer.cancel()


class Web:
    """Sends requests; may be used by several threads."""

    def __init__(self, agent: str, bounds: Bounds, stop: threading.Event | None = None) -> None:
        self.bounds = bounds
        self._stop = stop or threading.Event()
        self._watches: set[_Watch] = set()
        self._client = httpx.Client(
            headers={"User-Agent": agent, "Accept-Encoding": "gzip"},
            timeout=httpx.Timeout(bounds.silence, connect=bounds.connect),
            limits=httpx.Limits(max_keepalive_connections=0, max_connections=None),
        )

    def close(self) -> None:
        """End what is still under way."""
        self._stop.set()
        for watch in list(self._watches):
            watch.cut()
        self._client.close()

    def get(
        self,
        url: str,
        headers: dict[str, str] | None = None,
        public_only: bool = False,
        first_bytes: int = 0,
        accept: Callable[[httpx.Headers], None] = lambda _: None,
    ) -> Answer:
        """Ask for one address, without following redirects. `accept` may refuse before the body is read.

        With `first_bytes` the body is cut off there; else one that is too large is refused.
        Raises Refusal, or Trouble where another try makes sense.
        """
        if public_only and is_private(httpx.URL(url).host):
            raise PrivateAddress
        with self._watched(public_only) as watch:
            asked = {"headers": headers, "extensions": {"trace": watch.trace}}
            with self._client.stream("GET", url, **asked) as response:  # type: ignore[arg-type]
                body = b""
                if response.status_code == httpx.codes.OK:
                    accept(response.headers)
                    body = self._body(response, first_bytes)
                self._check_end(watch)
                return Answer(response.status_code, response.headers, body, watch.is_private)

    @contextmanager
    def _watched(self, public_only: bool) -> Iterator[_Watch]:
        watch = _Watch(self.bounds.seconds, public_only)
        self._watches.add(watch)
        try:
            if self._stop.is_set():
                raise Stopped
            yield watch
        except httpx.TransportError as error:
            self._check_end(watch)
            raise Trouble(_words(error), isinstance(error, httpx.ConnectError | httpx.ConnectTimeout)) from None
        except (httpx.InvalidURL, httpx.HTTPError, httpx.StreamError, ValueError, zlib.error, RuntimeError) as error:
            self._check_end(watch)
            raise Refusal(_words(error)) from None
        finally:
            watch.done()
            self._watches.discard(watch)

    def _check_end(self, watch: _Watch) -> None:
        """Tell an end that was made here from one of the server; a connection cut off may look like a body that is complete."""
        if self._stop.is_set():
            raise Stopped
        if watch.is_late:
            raise Refusal(f"it did not end within {self.bounds.seconds:g} seconds")

    def _body(self, response: httpx.Response, first: int) -> bytes:
        most = self.bounds.most_bytes
        encoding = response.headers.get("Content-Encoding", "").strip().lower()
        if encoding not in _ENCODINGS:
            raise Refusal(f"it is packed as {encoding[:40]}, which was not asked for")
        if response.headers.get("Content-Length", "").isdecimal() and not first:
            _check_size(int(response.headers["Content-Length"]), most)
        body = bytearray()
        for piece in _unpacked(response.iter_raw(_CHUNK), _ENCODINGS[encoding]):
            body += piece
            if first and len(body) >= first:
                return bytes(body[:first])
            if not first:
                _check_size(len(body), most)
        return bytes(body)


def _unpacked(chunks: Iterable[bytes], window: int) -> Iterator[bytes]:
    """The bytes as they were before they were packed, a little at a time, so that a small packet cannot fill the memory."""
    if not window:
        yield from chunks
        return
    unpack = zlib.decompressobj(window)
    for chunk in chunks:
        left = chunk
        while left:
            yield unpack.decompress(left, _CHUNK)
            left = unpack.unconsumed_tail
    if not unpack.eof:
        raise Trouble("the packed body ends too early")


def _check_size(size: int, most: int) -> None:
    if size > most:
        raise Refusal(f"it is larger than {most:,} bytes")


def _words(error: Exception) -> str:
    if isinstance(error, httpx.TimeoutException):
        return "no answer in time"
    lines = str(error).strip().splitlines()
    return lines[0][:200] if lines else type(error).__name__
