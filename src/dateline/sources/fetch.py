"""Fetching one page or feed from a server that may wish us ill.

In: a URL. Out: what the server gave, within limits on size, packed and unpacked, on time as a whole and between two
bytes, and on redirects; or `FetchError`. The address of each hop is checked and is the one connected to (see
`addresses`). Nothing that a page names is fetched; there are no cookies, no proxies and no passwords.
"""

from __future__ import annotations

import ssl
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urljoin

import httpcore

from dateline.errors import FetchError
from dateline.sources.addresses import Resolve, Target, find_addresses, parse_url, resolve_host
from dateline.sources.limits import describe_size
from dateline.version import __version__

AGENT = f"Dateline/{__version__} (news reader for research; follows robots.txt)"
_REDIRECTS = (301, 302, 303, 307, 308)
_TRANSIENT = (408, 425, 429, 500, 502, 503, 504)


@dataclass(frozen=True, slots=True)
class FetchRules:
    """Limits of fetching: seconds, bytes (as sent and as unpacked) and redirects; `allow_hosts` may be private.

    `allow_hosts` holds names, addresses, both also with `:port`, and networks (`10.0.0.0/8`).
    """

    allow_hosts: tuple[str, ...] = ()
    max_bytes: int = 10_000_000
    max_redirects: int = 5
    pause_seconds: float = 15
    total_seconds: float = 60
    agent: str = AGENT


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a server gave: the address at the end of all redirects, its status, headers (small letters) and bytes.

    `moved` is the address that a permanent redirect names, where each hop was permanent.
    """

    url: str
    status: int
    headers: Mapping[str, str]
    data: bytes
    fetched: str
    moved: str | None = None

    @property
    def content_type(self) -> str:
        """The media type, without parameters, in small letters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def charset(self) -> str | None:
        """The encoding that the server names, or None."""
        _, mark, rest = self.headers.get("content-type", "").lower().partition("charset=")
        return rest.partition(";")[0].strip(" \"'")[:40] or None if mark else None


@dataclass
class Fetcher:
    """Fetches under rules. `resolve` gives the addresses of a host; both clocks can be exchanged in tests."""

    rules: FetchRules = field(default_factory=FetchRules)
    resolve: Resolve = resolve_host
    clock: Callable[[], float] = time.monotonic

    def get(
        self, url: str, headers: Mapping[str, str] | None = None, check: Callable[[Target], None] | None = None
    ) -> Fetched:
        """Fetch a URL and follow its redirects; `check` may refuse each hop by raising.

        Raises `FetchError` for everything but the statuses 200 and 304.
        """
        deadline = self.clock() + self.rules.total_seconds
        target = parse_url(url)
        permanent: list[bool] = []
        for _ in range(self.rules.max_redirects + 1):
            if check is not None:
                check(target)
            answer, location = self._request(target, headers or {}, deadline)
            if location is None:
                moved = target.url if permanent and all(permanent) else None
                return Fetched(target.url, answer.status, answer.headers, answer.data, answer.fetched, moved)
            following = parse_url(_join(target.url, location))
            if following.origin != target.origin:
                headers = {}  # what one server said is no other's business
            permanent.append(answer.status in (301, 308))
            target = following
        raise FetchError(f"more than {self.rules.max_redirects} redirects from {url[:100]}: a loop, or nearly one")

    def _request(self, target: Target, headers: Mapping[str, str], deadline: float) -> tuple[Fetched, str | None]:
        """Make one request; give the answer and, for a redirect, where it leads."""
        backend = _CheckedBackend(self, target, deadline)
        sent = {
            "Host": target.origin.partition("://")[2],
            "User-Agent": self.rules.agent,
            "Accept": "application/rss+xml, application/atom+xml, application/feed+json, text/html, */*;q=0.5",
            "Accept-Encoding": "gzip, deflate",
            "Connection": "close",
            **headers,
        }
        pause = dict.fromkeys(("connect", "read", "write", "pool"), self.rules.pause_seconds)
        try:
            with (
                httpcore.ConnectionPool(ssl_context=_make_context(), network_backend=backend) as pool,
                pool.stream("GET", target.url, headers=list(sent.items()), extensions={"timeout": pause}) as response,
            ):
                received = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers}
                location = received.get("location") if response.status in _REDIRECTS else None
                if location is None:
                    _check_status(response.status, received, target)
                body = b"" if location or response.status == 304 else self._receive(response, received)
                now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
                return Fetched(target.url, response.status, received, body, now), location
        except FetchError:
            raise
        except (httpcore.TimeoutException, TimeoutError) as error:
            raise FetchError(f"{target.host} is too slow: given up", transient=True) from error
        except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.ConnectionNotAvailable, OSError) as error:
            reason = " ".join(str(error).split())[:100] or type(error).__name__
            raise FetchError(f"{target.host} cannot be fetched from: {reason}", transient=True) from error
        except (ValueError, TypeError, httpcore.UnsupportedProtocol) as error:
            raise FetchError(f"{target.host} gives an answer that is no HTTP: {type(error).__name__}") from error

    def _receive(self, response: httpcore.Response, headers: Mapping[str, str]) -> bytes:
        limit = self.rules.max_bytes
        stated = headers.get("content-length", "")
        if stated.isdigit() and int(stated[:18]) > limit:
            raise FetchError(
                f"a page of {describe_size(int(stated[:18]))}, more than {describe_size(limit)}: left alone"
            )
        chunks = response.stream
        assert isinstance(chunks, Iterable)
        pieces: list[bytes] = []
        size = 0
        for piece in _unpack(_limit(iter(chunks), limit), headers.get("content-encoding", "").strip().lower()):
            size += len(piece)
            if size > limit:
                raise FetchError(f"a page of more than {describe_size(limit)}: left alone")
            pieces.append(piece)
        return b"".join(pieces)


def _join(base: str, location: str) -> str:
    try:
        return urljoin(base, location)
    except ValueError as error:
        raise FetchError(f"a redirect to no address: {location[:100]!r}") from error


def _check_status(status: int, headers: Mapping[str, str], target: Target) -> None:
    if status in (200, 304):
        return
    wait = _parse_wait(headers.get("retry-after", ""))
    raise FetchError(
        f"{target.host} answers with status {status}", status=status, retry_after=wait, transient=status in _TRANSIENT
    )


def _parse_wait(value: str) -> float | None:
    """Give the seconds of a `Retry-After` header, a number or a date, at most a week."""
    value = value.strip()
    if value.isdigit():
        return float(min(int(value[:9]), 604_800))
    try:
        return min(max((parsedate_to_datetime(value) - datetime.now(UTC)).total_seconds(), 0.0), 604_800.0)
    except (TypeError, ValueError, IndexError, OverflowError):
        return None


def _limit(chunks: Iterator[bytes], limit: int) -> Iterator[bytes]:
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > limit:
            raise FetchError(f"a page of more than {describe_size(limit)}: left alone")
        yield chunk


def _unpack(chunks: Iterator[bytes], coding: str) -> Iterator[bytes]:
    """Unpack a body a little at a time, so that a bomb is met before it has grown."""
    if coding in ("", "identity"):
        yield from chunks
        return
    if coding not in ("gzip", "x-gzip", "deflate"):
        raise FetchError(f"a page packed as {coding[:20]!r}, which was not asked for: left alone")
    first = next(chunks, b"")
    # Servers disagree on whether "deflate" has the header of zlib.
    raw = coding == "deflate" and not (first[:1] and first[0] & 0x0F == 8 and first[0] >> 4 <= 7)
    unpacker = zlib.decompressobj(31 if coding.endswith("gzip") else (-15 if raw else 15))
    packed = first
    try:
        while packed:
            while packed and not unpacker.eof:
                yield unpacker.decompress(packed, 65_536)
                packed = unpacker.unconsumed_tail
            if unpacker.eof:
                return
            packed = next(chunks, b"")
    except zlib.error as error:
        raise FetchError("a page whose packing is damaged", transient=True) from error
    raise FetchError("a page that is cut off", transient=True)


def _make_context() -> ssl.SSLContext:
    import certifi

    return ssl.create_default_context(cafile=certifi.where())


class _CheckedBackend(httpcore.NetworkBackend):
    """Connects to the checked addresses of one target only."""

    def __init__(self, fetcher: Fetcher, target: Target, deadline: float) -> None:
        self.fetcher, self.target, self.deadline = fetcher, target, deadline
        self._inner = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Any = None,
    ) -> httpcore.NetworkStream:
        addresses = find_addresses(self.target, self.fetcher.rules.allow_hosts, self.fetcher.resolve)
        failure: Exception | None = None
        for address in addresses[:4]:
            seconds = min(timeout or 60.0, self.left())
            try:
                stream = self._inner.connect_tcp(address, port, timeout=seconds, socket_options=socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
                continue
            return _TimedStream(stream, self)
        raise failure or httpcore.ConnectError("no address")

    def connect_unix_socket(self, path: str, timeout: float | None = None, socket_options: Any = None) -> Any:
        raise FetchError("a socket of this machine: refused")

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)

    def left(self) -> float:
        """Give the seconds that are left for all of it; raises where there are none."""
        left = self.deadline - self.fetcher.clock()
        if left <= 0:
            raise httpcore.ReadTimeout("the time for the whole answer is over")
        return left


class _TimedStream(httpcore.NetworkStream):
    """A connection that ends when the time for the whole answer is over, however the bytes drip."""

    def __init__(self, inner: httpcore.NetworkStream, backend: _CheckedBackend) -> None:
        self._inner, self._backend = inner, backend

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, timeout=min(timeout or 60.0, self._backend.left()))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, timeout=min(timeout or 60.0, self._backend.left()))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        seconds = min(timeout or 60.0, self._backend.left())
        return _TimedStream(self._inner.start_tls(ssl_context, server_hostname, seconds), self._backend)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)
