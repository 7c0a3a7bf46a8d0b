"""One's own account: password, API tokens, sessions.

In: forms of the one who is logged in. Out: the page, with a new token shown once. In local mode there is none.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from dateline.errors import StoreError
from dateline.web import deps
from dateline.web.deps import Csrf, Refused, UserDep
from dateline.web.users import Accounts, User

router = APIRouter(include_in_schema=False)


@router.get("/account")
def show_account(request: Request, user: UserDep) -> Response:
    """Give one's own account."""
    return render_account(request, user)


@router.post("/account/password", dependencies=[Csrf])
def change_password(
    request: Request,
    user: UserDep,
    old: Annotated[str, Form(max_length=2000)] = "",
    new: Annotated[str, Form(max_length=2000)] = "",
    again: Annotated[str, Form(max_length=2000)] = "",
) -> Response:
    """Change the password: all sessions end, and one is opened anew."""
    accounts = get_own(request, user)
    if request.app.state.logins.take(f"name {user.name.casefold()}") is not None:
        return render_account(request, user, fault="Too many tries. Wait a minute, then try again.", status_code=429)
    if accounts.check_password(user.name, old) is None:
        return render_account(request, user, fault="The old password is wrong.", status_code=400)
    if new != again:
        return render_account(request, user, fault="The two new passwords differ.", status_code=400)
    try:
        accounts.set_password(user.name, new)
    except StoreError as error:
        return render_account(request, user, fault=str(error), status_code=400)
    hours = deps.get_settings(request).session_hours
    answer = RedirectResponse("/account?done=password", 303)
    deps.set_cookie(request, answer, deps.SESSION_COOKIE, accounts.open_session(user.name, hours), hours=hours)
    return answer


@router.post("/account/tokens", dependencies=[Csrf])
def make_token(request: Request, user: UserDep, label: Annotated[str, Form(max_length=100)] = "") -> Response:
    """Make an API token and show it, this once."""
    token = get_own(request, user).add_token(user.name, label.strip() or "without a name")
    answer = render_account(request, user, token=token)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@router.post("/account/tokens/{token}/remove", dependencies=[Csrf])
def remove_token(request: Request, token: int, user: UserDep) -> Response:
    """Take a token back."""
    get_own(request, user).remove_token(user.name, token)
    return RedirectResponse("/account?done=token", 303)


@router.post("/account/sessions/close", dependencies=[Csrf])
def close_sessions(request: Request, user: UserDep) -> Response:
    """End all other sessions."""
    get_own(request, user).close_sessions(user.name, but=request.cookies.get(deps.SESSION_COOKIE))
    return RedirectResponse("/account?done=sessions", 303)


def get_own(request: Request, user: User) -> Accounts:
    """Give the accounts, for one who is logged in by a session: a token makes no other tokens."""
    accounts = deps.get_accounts(request)
    if accounts is None or user.via != "session":
        raise Refused("This needs somebody who is logged in.")
    return accounts


DONE = {
    "password": "The password is changed; all other sessions have ended.",
    "token": "The token is taken back.",
    "sessions": "All other sessions have ended.",
}


def render_account(
    request: Request, user: User, *, fault: str | None = None, token: str | None = None, status_code: int = 200
) -> Response:
    """Give the page."""
    accounts = deps.get_accounts(request)
    return deps.render(
        request,
        "account.html",
        status_code=status_code,
        fault=fault,
        token=token,
        done=DONE.get(request.query_params.get("done", "")),
        tokens=accounts.tokens(user.name) if accounts else (),
        people=accounts.people() if accounts and user.may("admin") else (),
    )
