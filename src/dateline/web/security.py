"""What surrounds every request: hosts that we answer to, sizes, rates, and the headers that keep pages harmless.

In: an ASGI application. Out: the same, guarded. Every response says that nothing from elsewhere may be loaded, no
script or style may stand in the page itself, and no other site may frame it.
"""

from __future__ import annotations

import ipaddress
import json
import re
from collections.abc import Awaitable, Callable, MutableMapping
from http import HTTPStatus
from typing import Any

from dateline.web.limits import Limiter
from dateline.web.settings import LOOPBACK_NAMES, WebSettings, is_everywhere

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
HEADERS = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
)

_HOST = re.compile(r"^(?:\[([0-9a-fA-F:.]+)\]|([A-Za-z0-9._-]+))(?::\d{1,5})?$")


class Guard:
    """The outermost layer of the application."""

    def __init__(self, app: App, settings: WebSettings) -> None:
        self.app, self.settings = app, settings
        self.limiter = Limiter(settings.per_minute)
        named = {host.lower().strip("[]") for host in (*LOOPBACK_NAMES, *settings.hosts)}
        self.everywhere = is_everywhere(settings.host)
        self.hosts = named if self.everywhere else {*named, settings.host.lower().strip("[]")}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self.app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        guarded = self._guard_send(scope, send)
        if not self._is_known(scope):
            await _refuse(scope, guarded, 400, "This server does not answer to that host name.")
            return
        wait = self.limiter.take(scope["client"][0] if scope.get("client") else "")
        if wait is not None:
            await _refuse(scope, guarded, 429, "Too many requests in a short time.", retry=wait)
            return
        length = headers.get(b"content-length", b"0")
        if not length.isdigit() or int(length) > self.settings.max_body:
            await _refuse(scope, guarded, 413, f"More than {self.settings.max_body} bytes are not taken.")
            return
        await self.app(scope, self._guard_receive(receive), guarded)

    def _is_known(self, scope: Scope) -> bool:
        given = [value for name, value in scope["headers"] if name == b"host"]
        match = _HOST.match(given[0].decode("latin-1")) if len(given) == 1 else None
        if match is None:
            return False
        host = (match[1] or match[2]).lower().rstrip(".")
        # Names can be made to point here by others; bare addresses cannot.
        return host in self.hosts or (self.everywhere and _is_address(host))

    def _guard_receive(self, receive: Receive) -> Receive:
        left = self.settings.max_body

        async def counted() -> Message:
            nonlocal left
            message = await receive()
            left -= len(message.get("body", b""))
            # A body without a length that grows too long: as if the caller had hung up.
            return {"type": "http.disconnect"} if left < 0 else message

        return counted

    def _guard_send(self, scope: Scope, send: Send) -> Send:
        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = [*message.get("headers", [])]
                held = {name.lower() for name, _ in headers}
                headers += [item for item in HEADERS if item[0] not in held]
                if b"cache-control" not in held:
                    headers.append((b"cache-control", b"private, no-cache"))
                if scope.get("scheme") == "https":
                    headers.append((b"strict-transport-security", b"max-age=31536000"))
                message["headers"] = headers
            await send(message)

        return guarded


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


async def _refuse(scope: Scope, send: Send, status: int, text: str, *, retry: float | None = None) -> None:
    """Answer without asking the application: a line for people, problem details under `/api/`."""
    kind, body = b"text/plain; charset=utf-8", text + "\n"
    if scope["path"].startswith("/api/"):
        kind = b"application/problem+json"
        problem = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": text}
        body = json.dumps(problem)
    headers = [(b"content-type", kind)]
    if retry is not None:
        headers.append((b"retry-after", str(max(1, round(retry))).encode()))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body.encode()})
