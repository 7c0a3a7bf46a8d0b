"""Logging in and out.

In: a name and a password. Out: a session, whose cookie has a new value at each login, so that one planted before is
worth nothing. An address and a name each have few tries a minute; wrong passwords lock an account for a while.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, Response

from dateline.web import deps
from dateline.web.deps import Csrf

router = APIRouter(include_in_schema=False)

WRONG = "Name and password do not fit, or the account is locked for a while after too many tries."
TOO_OFTEN = "Too many tries. Wait a minute, then try again."


@router.get("/login")
def show_login(request: Request, next: str = "") -> Response:
    """Give the form to log in; whoever is logged in goes on."""
    if deps.get_accounts(request) is None or deps.find_user(request) is not None:
        return RedirectResponse(find_safe_path(next), 303)
    return deps.render(request, "login.html", next=find_safe_path(next), fault=None, name="")


@router.post("/login", dependencies=[Csrf])
async def log_in(
    request: Request,
    name: Annotated[str, Form(max_length=200)] = "",
    password: Annotated[str, Form(max_length=2000)] = "",
    next: Annotated[str, Form(max_length=4000)] = "",
) -> Response:
    """Check a name and a password and open a session."""
    accounts = deps.get_accounts(request)
    where = find_safe_path(next)
    if accounts is None:
        return RedirectResponse(where, 303)
    client = request.client.host if request.client else ""
    logins = request.app.state.logins
    waits = [logins.take(f"address {client}"), logins.take(f"name {name.casefold()[:64]}")]
    if any(wait is not None for wait in waits):
        return deps.render(request, "login.html", status_code=429, next=where, fault=TOO_OFTEN, name=name)
    user = await run_in_threadpool(accounts.check_password, name, password)
    if user is None:
        return deps.render(request, "login.html", status_code=401, next=where, fault=WRONG, name=name)
    old = request.cookies.get(deps.SESSION_COOKIE)
    if old:
        accounts.close_session(old)
    hours = deps.get_settings(request).session_hours
    answer = RedirectResponse(where, 303)
    secret = accounts.open_session(user.name, hours)
    deps.set_cookie(request, answer, deps.SESSION_COOKIE, secret, hours=hours)
    answer.delete_cookie(deps.VISIT_COOKIE, path="/")
    return answer


@router.post("/logout", dependencies=[Csrf])
def log_out(request: Request) -> Response:
    """End the session."""
    accounts = deps.get_accounts(request)
    secret = request.cookies.get(deps.SESSION_COOKIE)
    if accounts is not None and secret:
        accounts.close_session(secret)
    answer = RedirectResponse("/login" if accounts is not None else "/", 303)
    answer.delete_cookie(deps.SESSION_COOKIE, path="/")
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer


def find_safe_path(wanted: str) -> str:
    """Give a path of this site to go to: the one wanted if it is one, else the first page."""
    plain = wanted.isprintable() and wanted.isascii()
    if plain and wanted.startswith("/") and not wanted.startswith("//") and "\\" not in wanted:
        return wanted
    return "/"
