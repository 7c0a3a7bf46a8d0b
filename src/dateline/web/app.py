"""The application: a store, its people, its pages and its API, put together.

In: `WebSettings`. Out: `create_app(settings)`, an ASGI application for any server; `dateline serve` runs it.
"""

from __future__ import annotations

import importlib
import importlib.util
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI
from fastapi.responses import Response
from starlette.middleware.gzip import GZipMiddleware
from starlette.staticfiles import StaticFiles
from starlette.types import Receive, Scope, Send

from dateline.errors import SettingsError
from dateline.store import Store
from dateline.version import __version__
from dateline.web.errors import add_handlers
from dateline.web.kept import Kept
from dateline.web.limits import Limiter
from dateline.web.security import Guard
from dateline.web.sensitive import Masker
from dateline.web.settings import WebSettings, find_accounts_path
from dateline.web.templating import EXPORT, STATIC, make_environment
from dateline.web.users import Accounts

ROUTERS = (
    "dateline.web.auth",
    "dateline.web.pages.home",
    "dateline.web.pages.reports",
    "dateline.web.pages.events",
    "dateline.web.pages.stories",
    "dateline.web.pages.search",
    "dateline.web.pages.compare",
    "dateline.web.pages.account",
    "dateline.web.pages.explore",
    "dateline.web.pages.review",
    "dateline.web.api",
)
"""Modules with a `router`, in the order in which their addresses are tried."""

LOGINS_PER_MINUTE = 10


class _Static(StaticFiles):
    """Files named by their hash, which may be kept for good."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        kept = b"v=" in scope.get("query_string", b"")
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if kept else "no-cache"
        return response


class Site(FastAPI):
    """The application with its guard outermost, so that even what fails is answered with the headers of all else."""

    def __init__(self, settings: WebSettings, **options: Any) -> None:
        super().__init__(**options)
        self.guard = Guard(super().__call__, settings)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        scope["app"] = self
        await self.guard(scope, receive, send)


def create_app(settings: WebSettings, *, accounts: Accounts | None = None) -> FastAPI:
    """Give the application; raises `StoreError` without a store, `SettingsError` where it would be open to anyone.

    `accounts` stand in place of those in the settings' file (for tests).
    """
    accounts = accounts or load_accounts(settings)
    if accounts is None and not settings.loopback:
        raise SettingsError(
            f"listening on {settings.host} would open the store to anyone: "
            "make accounts first with `dateline user add NAME --store …`"
        )
    store = Store.open(settings.store, create=False)

    @asynccontextmanager
    async def close_at_end(_app: FastAPI) -> AsyncIterator[None]:
        yield
        for name in ("jobs", "reader"):  # made by the API at first use
            if hasattr(_app.state, name):
                getattr(_app.state, name).close()
        store.close()

    app = Site(
        settings,
        title="Dateline",
        version=__version__,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        lifespan=close_at_end,
    )
    app.state.settings, app.state.store, app.state.accounts = settings, store, accounts
    app.state.masker = Masker(store)
    app.state.templates, app.state.kept = make_environment(), Kept()
    app.state.key = accounts.load_secret("csrf") if accounts else secrets.token_bytes(32)
    app.state.make_visit = lambda: secrets.token_urlsafe(32)
    app.state.logins = Limiter(LOGINS_PER_MINUTE)
    for name in ROUTERS:
        if importlib.util.find_spec(name) is not None:
            module: Any = importlib.import_module(name)
            if hasattr(module, "router"):
                app.include_router(module.router)
    app.mount("/static/export", _Static(directory=EXPORT), name="export")
    # what is the same for all may be packed; pages, which hold tokens beside what is asked for, are not
    app.mount("/static", GZipMiddleware(_Static(directory=STATIC), minimum_size=1000), name="static")
    add_handlers(app)
    return app


def load_accounts(settings: WebSettings) -> Accounts | None:
    """Give the accounts that a server goes by; None where nobody has one."""
    path = find_accounts_path(settings)
    if path is None or not path.exists():
        if settings.accounts is not None:
            raise SettingsError(f"no accounts in {settings.accounts}: make one with `dateline user add NAME`")
        return None
    accounts = Accounts(path)
    return accounts if accounts.people() else None
