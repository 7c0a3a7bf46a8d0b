"""Which addresses of the internet may be connected to.

In: a URL, and the hosts that the user allows. Out: its parts, and the public addresses of its host, or `FetchError`.
Private, loopback, link-local, reserved and multicast addresses are refused, also where IPv6 wraps them, whatever name
leads to them: a name is resolved once, every address is checked, and the connection goes to a checked address.
"""

from __future__ import annotations

import ipaddress
import queue
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

from dateline.errors import FetchError

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolve = Callable[[str, int], list[str]]

MAX_URL = 4_000
PORTS = (80, 443)
"""The ports below 1024 that are fetched from: the others belong to other services."""

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


@dataclass(frozen=True, slots=True)
class Target:
    """The parts of a URL that a request needs: `host` in ASCII, `path` with the query."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def origin(self) -> str:
        """Scheme, host and port, the port where it is not the usual one."""
        usual = {"http": 80, "https": 443}[self.scheme]
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}" + ("" if self.port == usual else f":{self.port}")

    @property
    def url(self) -> str:
        """The whole URL, without a fragment."""
        return self.origin + self.path


def parse_url(url: str) -> Target:
    """Take a URL apart; raises `FetchError` unless it is plain http or https."""
    try:
        parts = urlsplit(url.strip())
        port = parts.port
        host = (parts.hostname or "").rstrip(".")
        ascii_host = host if ":" in host else host.encode("idna").decode("ascii").lower()
    except (ValueError, UnicodeError) as error:
        raise FetchError(f"no address that can be fetched: {url[:100]!r}") from error
    if parts.scheme not in ("http", "https") or not ascii_host or len(url) > MAX_URL:
        raise FetchError(f"no address that can be fetched: {url[:100]!r}: give http or https")
    if parts.username is not None or parts.password is not None:
        raise FetchError("an address with a user's name or password in it: left alone")
    path = urlunsplit(("", "", parts.path or "/", parts.query, "")).replace(" ", "%20")
    path = "".join(c if " " < c < "\x7f" else "".join(f"%{b:02X}" for b in c.encode("utf-8", "replace")) for c in path)
    return Target(parts.scheme, ascii_host, port or (443 if parts.scheme == "https" else 80), path)


def find_addresses(target: Target, allow: tuple[str, ...], resolve: Resolve) -> list[str]:
    """Give the addresses of a host to connect to; raises `FetchError` where one of them may not be.

    One address that is refused refuses the host: a name that leads to a public and a private address is a trick.
    """
    allowed = is_allowed(target, allow)
    if target.port < 1024 and target.port not in PORTS and not allowed:
        raise FetchError(f"port {target.port} of {target.host} belongs to another service: left alone")
    addresses = resolve(target.host, target.port)
    if not addresses:
        raise FetchError(f"no such host: {target.host}", transient=True)
    for address in addresses:
        if not allowed and not is_public(address) and not _in_networks(address, allow):
            raise FetchError(
                f"{target.host} is at {address}, not a public address: refused (allow_hosts in the settings allows it)"
            )
    return addresses


def is_public(address: str) -> bool:
    """Say whether an address is one of the public internet; addresses wrapped in others count as themselves."""
    try:
        ip: Address = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        wrapped = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if ip in _NAT64 or int(ip) >> 32 == 0:
            wrapped = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if wrapped is not None:
            return is_public(str(wrapped))
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


def is_allowed(target: Target, allow: tuple[str, ...]) -> bool:
    """Say whether the user allows a host by name, with its port or without."""
    names = {target.host, f"{target.host}:{target.port}"}
    return any(entry.strip().lower() in names for entry in allow)


def resolve_host(host: str, port: int, seconds: float = 10) -> list[str]:
    """Give the addresses of a host, each once, in the resolver's order; raises `FetchError` where it has none."""
    answer: queue.Queue[list[str] | OSError | UnicodeError] = queue.Queue()

    def ask() -> None:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            answer.put(list(dict.fromkeys(str(entry[4][0]) for entry in found)))
        except (OSError, UnicodeError) as error:
            answer.put(error)

    # The resolver of the system has no time limit of its own.
    threading.Thread(target=ask, daemon=True).start()
    try:
        result = answer.get(timeout=seconds)
    except queue.Empty:
        raise FetchError(f"{host} is not resolved within {seconds:.0f} seconds", transient=True) from None
    if isinstance(result, Exception):
        raise FetchError(f"no such host: {host}", transient=True) from result
    return result


def _in_networks(address: str, allow: tuple[str, ...]) -> bool:
    for entry in allow:
        try:
            if ipaddress.ip_address(address.partition("%")[0]) in ipaddress.ip_network(entry.strip(), strict=False):
                return True
        except ValueError:
            continue
    return False
