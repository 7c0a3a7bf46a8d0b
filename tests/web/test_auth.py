"""People: passwords, sessions, tokens, roles, forms that are ours, and the commands that make accounts."""

from __future__ import annotations

import stat

import pytest
from typer.testing import CliRunner

from dateline.cli.app import app as command_line
from dateline.errors import StoreError
from dateline.web import users
from dateline.web.auth import find_safe_path
from dateline.web.users import Accounts
from tests.web.serving import PASSWORD, QUICK, find_csrf, serve


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    with serve(tmp_path_factory.mktemp("auth")) as served:
        served.app.state.logins.rate = served.app.state.logins.burst = 10**6
        yield served


@pytest.fixture
def accounts(tmp_path):
    made = Accounts(tmp_path / "a.db", hasher=QUICK)
    made.add("ana", "reviewer", PASSWORD)
    return made


# ---- accounts -------------------------------------------------------------------------------------------------------


def test_the_file_is_for_its_owner_alone_and_keeps_no_secret(accounts):
    assert stat.S_IMODE(accounts.path.stat().st_mode) == 0o600
    session, token = accounts.open_session("ana", 1), accounts.add_token("ana", "t")
    data = accounts.path.read_bytes()
    for secret in (PASSWORD, session, token):
        assert secret.encode() not in data


def test_passwords_are_argon2id(tmp_path):
    made = Accounts(tmp_path / "real.db")
    made.add("ana", "reader", PASSWORD)
    assert b"$argon2id$" in made.path.read_bytes()
    assert made.check_password("ana", PASSWORD)


def test_names_are_taken_once_whatever_their_case(accounts):
    with pytest.raises(StoreError, match="has an account"):
        accounts.add("ANA", "reader", PASSWORD)


@pytest.mark.parametrize("name", ["", " ", "a b", "-x", "x" * 65, "a/b", "a\nb"])
def test_impossible_names(accounts, name):
    with pytest.raises(StoreError, match="is no name"):
        accounts.add(name, "reader", PASSWORD)


@pytest.mark.parametrize("password", ["", "short", "aaaaaaaaaaaaaaaa", "annabelle-1", "x" * 1001])
def test_weak_passwords(accounts, password):
    with pytest.raises(StoreError, match="password"):
        accounts.add("annabelle", "reader", password)


def test_unknown_roles(accounts):
    with pytest.raises(StoreError, match="none of reader, reviewer, admin"):
        accounts.add("ben", "owner", PASSWORD)


def test_wrong_passwords_lock_for_longer_each_time(accounts, monkeypatch):
    now = [1_000_000.0]
    monkeypatch.setattr(users, "_clock", lambda: now[0])
    for _ in range(users.FREE_FAILURES - 1):
        assert accounts.check_password("ana", "wrong") is None
    assert accounts.check_password("ana", PASSWORD), "not yet locked, and a right one forgets the wrong ones"
    for _ in range(users.FREE_FAILURES):
        accounts.check_password("ana", "wrong")
    assert accounts.check_password("ana", PASSWORD) is None, "locked, even for the right one"
    assert accounts.people()[0].locked
    now[0] += users.LOCK_SECONDS + 1
    assert accounts.check_password("ana", "wrong") is None
    now[0] += users.LOCK_SECONDS + 1
    assert accounts.check_password("ana", PASSWORD) is None, "the second lock is longer"
    now[0] += users.LOCK_SECONDS
    assert accounts.check_password("ana", PASSWORD)


def test_sessions_end(accounts, monkeypatch):
    now = [1_000_000.0]
    monkeypatch.setattr(users, "_clock", lambda: now[0])
    secret = accounts.open_session("ana", 1)
    assert accounts.find_session(secret).name == "ana"
    now[0] += 3601
    assert accounts.find_session(secret) is None


def test_a_new_password_ends_sessions_and_removal_ends_all(accounts):
    secret, token = accounts.open_session("ana", 1), accounts.add_token("ana", "t")
    accounts.set_password("ana", "another good password")
    assert accounts.find_session(secret) is None
    assert accounts.find_token(token)
    accounts.remove("ana")
    assert accounts.find_token(token) is None


# ---- logging in -----------------------------------------------------------------------------------------------------


def test_pages_ask_to_log_in_and_lead_back(served):
    answer = served.client().get("/reports?sort=published", follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"] == "/login?next=%2Freports%3Fsort%3Dpublished"
    assert served.client().get("/login?next=%2Freports").text.count('value="/reports"') == 1


def test_programs_are_told_to_send_a_token(served):
    answer = served.client().get("/api/v1/reports")
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Bearer")
    assert answer.headers["content-type"].startswith("application/problem+json")


def test_a_login_opens_the_site(served):
    client = served.login("rita")
    assert client.get("/").status_code == 200
    assert "rita" in client.get("/").text


def test_the_session_is_new_at_each_login_and_the_cookie_is_closed_to_scripts(served):
    client = served.client()
    client.cookies.set("dateline_session", "planted-by-somebody")
    page = client.get("/login")
    answer = client.post(
        "/login", data={"name": "rita", "password": PASSWORD, "csrf": find_csrf(page.text)}, follow_redirects=False
    )
    given = [
        value for name, value in answer.headers.multi_items() if name == "set-cookie" and "dateline_session" in value
    ]
    assert given
    assert "planted" not in given[-1]
    assert "HttpOnly" in given[-1]
    assert "SameSite=lax" in given[-1]


def test_cookies_travel_encrypted_beyond_loopback(tmp_path):
    with serve(tmp_path, 2, host="192.0.2.7", hosts=("localhost",)) as far:
        client = far.client()
        page = client.get("/login")
        assert "Secure" in page.headers["set-cookie"]


def test_wrong_and_unknown_look_the_same(served):
    client = served.client()
    said = []
    for name, password in (("ben", "wrong"), ("nobody", "wrong")):
        csrf = find_csrf(client.get("/login").text)
        answer = client.post("/login", data={"name": name, "password": password, "csrf": csrf})
        assert answer.status_code == 401
        said.append(answer.text.replace(name, "").replace(csrf, ""))
    assert said[0] == said[1]


def test_tries_are_few(tmp_path):
    with serve(tmp_path, 2) as few:
        client = few.client()
        csrf = find_csrf(client.get("/login").text)
        codes = [
            client.post("/login", data={"name": f"n{i}", "password": "x", "csrf": csrf}).status_code for i in range(12)
        ]
    assert codes[0] == 401
    assert codes[-1] == 429


def test_logging_out_ends_the_session(served):
    client = served.login("rita")
    secret = client.cookies["dateline_session"]
    answer = client.post("/logout", data={"csrf": find_csrf(client.get("/").text)}, follow_redirects=False)
    assert answer.status_code == 303
    assert served.accounts.find_session(secret) is None


@pytest.mark.parametrize(
    "wanted",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "evil",
        "/a\nb",
        "/ä",
        "",
        "\\/x",
    ],
)
def test_a_login_leads_to_no_other_site(wanted):
    assert find_safe_path(wanted) == "/"


def test_a_login_leads_back_here():
    assert find_safe_path("/reports?a=1#b") == "/reports?a=1#b"


# ---- forms ----------------------------------------------------------------------------------------------------------


def test_forms_need_their_token(served):
    client = served.login("rita")
    for data in ({}, {"csrf": "0" * 64}, {"csrf": "ü"}):
        assert client.post("/account/sessions/close", data=data).status_code == 403
    assert served.accounts.find_session(client.cookies["dateline_session"])


def test_the_token_of_one_session_is_none_in_another(served):
    one, other = served.login("rita"), served.login("vera")
    csrf = find_csrf(one.get("/account").text)
    assert other.post("/account/sessions/close", data={"csrf": csrf}).status_code == 403
    assert one.post("/account/sessions/close", data={"csrf": csrf}).status_code == 200


def test_the_token_before_login_is_none_after(served):
    client = served.client()
    csrf = find_csrf(client.get("/login").text)
    client.post("/login", data={"name": "rita", "password": PASSWORD, "csrf": csrf})
    assert client.post("/account/sessions/close", data={"csrf": csrf}).status_code == 403


@pytest.mark.parametrize(
    "headers", [{"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}]
)
def test_other_sites_cannot_send_forms(served, headers):
    client = served.login("rita")
    csrf = find_csrf(client.get("/account").text)
    assert client.post("/account/sessions/close", data={"csrf": csrf}, headers=headers).status_code == 403


# ---- the account ----------------------------------------------------------------------------------------------------


def test_a_token_is_shown_once_and_taken_back(served):
    client = served.login("vera")
    csrf = find_csrf(client.get("/account").text)
    page = client.post("/account/tokens", data={"csrf": csrf, "label": "<b>robot</b>"}).text
    token = page.partition('<code class="token">')[2].partition("<")[0]
    assert served.accounts.find_token(token).name == "vera"
    assert "<b>robot" not in page
    after = client.get("/account").text
    assert token not in after
    mine = next(item for item in served.accounts.tokens("vera") if item.label == "<b>robot</b>")
    client.post(f"/account/tokens/{mine.id}/remove", data={"csrf": csrf})
    assert served.accounts.find_token(token) is None


def test_nobody_takes_back_the_tokens_of_others(served):
    theirs = served.accounts.tokens("vera")[0]
    client = served.login("rita")
    client.post(f"/account/tokens/{theirs.id}/remove", data={"csrf": find_csrf(client.get("/account").text)})
    assert theirs in served.accounts.tokens("vera")


def test_a_token_makes_no_tokens(served):
    assert served.client("vera").post("/account/tokens", data={"label": "x"}).status_code == 403


def test_changing_the_password_needs_the_old_one(served):
    served.accounts.add("moritz", "reader", PASSWORD)
    client = served.client()
    csrf = find_csrf(client.get("/login").text)
    client.post("/login", data={"name": "moritz", "password": PASSWORD, "csrf": csrf})
    csrf = find_csrf(client.get("/account").text)
    new = "quite another password"
    wrong = {"csrf": csrf, "old": "wrong", "new": new, "again": new}
    assert client.post("/account/password", data=wrong).status_code == 400
    differ = {"csrf": csrf, "old": PASSWORD, "new": new, "again": new + "!"}
    assert client.post("/account/password", data=differ).status_code == 400
    old = client.cookies["dateline_session"]
    right = {"csrf": csrf, "old": PASSWORD, "new": new, "again": new}
    assert client.post("/account/password", data=right).status_code == 200
    assert client.cookies["dateline_session"] != old
    assert served.accounts.check_password("moritz", new)


def test_only_admins_see_the_people(served):
    assert "<h2>People</h2>" in served.login("ada").get("/account").text
    assert "<h2>People</h2>" not in served.login("vera").get("/account").text


# ---- the command line -----------------------------------------------------------------------------------------------


def run(*arguments: str, given: str = "") -> tuple[int, str, str]:
    result = CliRunner().invoke(command_line, list(arguments), input=given)
    return result.exit_code, result.stdout, result.stderr


def test_the_commands_of_people(tmp_path):
    store = str(tmp_path / "events.db")
    code, said, _ = run("user", "add", "ana", "--role", "reviewer", "--store", store, given=f"{PASSWORD}\n")
    assert (code, "ana may log in as reviewer" in said) == (0, True)
    assert run("user", "list", "--store", store)[1].startswith("ana\treviewer\t")
    code, token, _ = run("user", "token", "ana", "--store", store)
    accounts = Accounts(tmp_path / "events.accounts.db")
    assert accounts.find_token(token.strip()).role == "reviewer"
    assert run("user", "role", "ana", "admin", "--store", store)[0] == 0
    secret = tmp_path / "secret"
    secret.write_text("a new password\n", "utf-8")
    assert run("user", "passwd", "ana", "--store", store, "--password-file", str(secret))[0] == 0
    assert accounts.check_password("ana", "a new password").role == "admin"
    code, said, _ = run("user", "remove", "ana", "--store", store)
    assert (code, "none is left" in said) == (0, True)


def test_mistakes_end_in_one_line(tmp_path):
    store = str(tmp_path / "events.db")
    for arguments in (
        ("user", "list", "--store", store),
        ("user", "add", "ana", "--store", "postgresql://host/name"),
        ("serve", "--store", store),
        ("serve", "--store", store, "--host", "0.0.0.0"),
        ("serve", "--store", store, "--key", "x.pem"),
    ):
        code, _, said = run(*arguments, given=f"{PASSWORD}\n")
        assert code == 2, arguments
        assert said.startswith("dateline: "), said
        assert said.count("\n") == 1
