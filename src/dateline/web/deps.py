"""What every page and every part of the API asks for: the store, the user, filters, forms that are ours, templates.

In: a request. Out: `get_store`, `get_user`, `require`, `check_csrf`, `parse_filters`, `filters_query`, `render`.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable
from typing import Annotated, Any
from urllib.parse import urlsplit

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse, Response
from jinja2 import Environment
from markupsafe import Markup

from dateline.filters import Filters
from dateline.store import Store
from dateline.web.kept import Kept
from dateline.web.queries import read_filters, write_filters
from dateline.web.sensitive import Masker
from dateline.web.settings import WebSettings, is_loopback
from dateline.web.users import LOCAL_USER, Accounts, Role, User

SESSION_COOKIE = "dateline_session"
VISIT_COOKIE = "dateline_visit"
EVERY_EVENT = Filters()
CSRF_FIELD = "csrf"
CSRF_HEADER = "x-csrf-token"


class LoginNeeded(Exception):  # noqa: N818
    """Nobody is logged in, and somebody must be."""


class Refused(Exception):  # noqa: N818
    """Who asks may not do this; the message says why."""


# ---- what is at hand ------------------------------------------------------------------------------------------------


def get_settings(request: Request) -> WebSettings:
    """Give what the server was told."""
    settings: WebSettings = request.app.state.settings
    return settings


def get_store(request: Request) -> Store:
    """Give the store that is served."""
    store: Store = request.app.state.store
    return store


def get_masker(request: Request) -> Masker:
    """Give what covers sensitive values for readers."""
    masker: Masker = request.app.state.masker
    return masker


def get_accounts(request: Request) -> Accounts | None:
    """Give the accounts of people; None in local mode."""
    accounts: Accounts | None = request.app.state.accounts
    return accounts


# ---- who asks -------------------------------------------------------------------------------------------------------


def find_user(request: Request) -> User | None:
    """Give who asks, None where nobody is logged in; raises `Refused` where local mode is asked from elsewhere."""
    state = request.scope.setdefault("state", {})
    if "user" not in state:
        state["user"] = _find_user(request)
    user: User | None = state["user"]
    return user


def get_user(request: Request) -> User:
    """Give who asks; raises `LoginNeeded`."""
    user = find_user(request)
    if user is None:
        raise LoginNeeded
    return user


def require(role: Role) -> Callable[[Request], User]:
    """Give a dependency that lets only users of this role or above pass, and gives the user."""

    def check(request: Request) -> User:
        user = get_user(request)
        if not user.may(role):
            raise Refused(f"This needs the role {role}; yours is {user.role}.")
        return user

    return check


def sees_sensitive(request: Request) -> bool:
    """Say whether who asks may see what is sensitive: readers may not."""
    user = find_user(request)
    return user is not None and user.may("reviewer")


def _find_user(request: Request) -> User | None:
    accounts = get_accounts(request)
    if accounts is None:
        client = request.client.host if request.client else ""
        if not is_loopback(client) or "forwarded" in request.headers or "x-forwarded-for" in request.headers:
            raise Refused(
                "Without accounts the store is open to this machine alone: make one with `dateline user add`."
            )
        return LOCAL_USER
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return accounts.find_token(token.strip())
    secret = request.cookies.get(SESSION_COOKIE)
    return accounts.find_session(secret) if secret else None


# ---- forms ----------------------------------------------------------------------------------------------------------


def make_csrf(request: Request) -> str:
    """Give the token that forms carry: bound to the session, to the visit before login, or to this run of the server.

    It is the HMAC of the cookie under the server's key, so that nothing has to be kept.
    """
    bound = "local"
    if get_accounts(request) is not None:
        session = request.cookies.get(SESSION_COOKIE)
        user = find_user(request)
        known = session if user is not None and user.via == "session" else None
        bound = f"session {known}" if known else f"visit {get_visit(request)}"
    key: bytes = request.app.state.key
    return hmac.new(key, bound.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()


def get_visit(request: Request) -> str:
    """Give the random name of a visit before login; `render` sets it as a cookie where it is new."""
    state = request.scope.setdefault("state", {})
    if "visit" not in state:
        held = request.cookies.get(VISIT_COOKIE, "")
        state["visit"] = held if len(held) == 43 and held.isascii() else request.app.state.make_visit()
    visit: str = state["visit"]
    return visit


async def check_csrf(request: Request) -> None:
    """Let an unsafe request pass if it carries this session's token, or comes with an API token.

    Raises `Refused`. The token stands in the form field `csrf` or the header `X-CSRF-Token`. In local mode a program
    may ask the API without one: browsers always name the page that a form comes from, and such requests need it.
    """
    if request.method in ("GET", "HEAD", "OPTIONS"):
        return
    if not _is_same_origin(request):
        raise Refused("The request comes from another site.")
    user = find_user(request)
    if user is not None and user.via == "token":
        return
    if user is not None and user.via == "local" and request.url.path.startswith("/api/") and not _is_browser(request):
        return
    given = request.headers.get(CSRF_HEADER)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if given is None and kind in ("application/x-www-form-urlencoded", "multipart/form-data"):
        value = (await request.form()).get(CSRF_FIELD)
        given = value if isinstance(value, str) else None
    expected = make_csrf(request)
    if given is None or not hmac.compare_digest(given.encode("utf-8", "replace"), expected.encode()):
        raise Refused("The form is out of date: go back, load the page again and repeat.")


def _is_browser(request: Request) -> bool:
    return any(name in request.headers for name in ("origin", "sec-fetch-site", "referer", "cookie"))


def _is_same_origin(request: Request) -> bool:
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return False
    origin = request.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == request.headers.get("host", "")


# ---- filters --------------------------------------------------------------------------------------------------------


def parse_filters(request: Request) -> Filters:
    """Give the filters in the address; raises `FilterError`. What else stands in the query string is passed over."""
    return read_filters(request.query_params.multi_items())


def filters_query(filters: Filters, **others: object) -> str:
    """Give the query string of filters, with other values (None left out); `parse_filters` reads it back."""
    return write_filters(filters, **others)


# ---- pages ----------------------------------------------------------------------------------------------------------


def render(request: Request, template: str, *, status_code: int = 200, **context: Any) -> HTMLResponse:
    """Give a page from a template, with the user, the form token and the address at hand.

    Templates have `request`, `path`, `user` (None before login), `csrf`, `settings`, `local` (no accounts) and what is
    in `context`; everything is escaped.
    """
    environment: Environment = request.app.state.templates
    try:
        user = find_user(request)
    except Refused:
        user = None
    held = {
        "request": request,
        "path": request.url.path,
        "user": user,
        "settings": get_settings(request),
        "local": get_accounts(request) is None,
        "csrf": make_csrf(request) if user or get_accounts(request) is not None else "",
        "fragment": request.headers.get("hx-request") == "true",
        "layout": "base.html",
    }
    response = HTMLResponse(environment.get_template(template).render(**held, **context), status_code)
    if user is None and "visit" in request.scope.get("state", {}):
        set_cookie(request, response, VISIT_COOKIE, get_visit(request))
    return response


def render_kept(request: Request, template: str, make: Callable[[], dict[str, Any]]) -> HTMLResponse:
    """Give a page that stands on the store, its address and the role of who asks, and on nothing else.

    What `make` gives and the template draws of it is kept until the store changes; what surrounds every page is drawn
    for each who asks.
    """
    user = get_user(request)
    key = (get_store(request).head(), template, request.url.path, request.url.query, user.role)
    kept: Kept = request.app.state.kept
    drawn = kept.get(key, lambda: _draw(request, template, user, make()))
    title, head, main, footer = map(Markup, drawn)  # the blocks of `blocks.html`, escaped when they were drawn
    return render(request, "kept.html", title=title, head=head, main=main, footer=footer)


def _draw(request: Request, template: str, user: User, context: dict[str, Any]) -> tuple[str, ...]:
    """Draw the blocks of a page; no text can hold the mark between them."""
    environment: Environment = request.app.state.templates
    mark = secrets.token_hex(16)
    held = {"user": user, "settings": get_settings(request), "path": request.url.path}
    drawn = environment.get_template(template).render(layout="blocks.html", mark=mark, **held, **context)
    return tuple(drawn.split(mark))


def set_cookie(request: Request, response: Response, name: str, value: str, *, hours: int | None = None) -> None:
    """Set a cookie that scripts cannot read, that other sites' forms do not send, and that travels encrypted.

    On loopback there is no encryption to ask for.
    """
    response.set_cookie(
        name,
        value,
        max_age=hours * 3600 if hours else None,
        httponly=True,
        samesite="lax",
        secure=get_settings(request).encrypted,
        path="/",
    )


StoreDep = Annotated[Store, Depends(get_store)]
UserDep = Annotated[User, Depends(get_user)]
"""Who asks, whatever their role; somebody must be logged in."""
Csrf = Depends(check_csrf)
"""For `dependencies=[Csrf]` of everything that changes something."""
