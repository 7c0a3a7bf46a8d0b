"""Small stores with people, and apps over them, for tests that need no browser.

In: a folder. Out: `Served`: an app with accounts, its store, and a token for each role.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher
from starlette.testclient import TestClient

from dateline.settings import Settings
from dateline.store import Store
from dateline.web.app import create_app
from dateline.web.reader import Reader
from dateline.web.settings import WebSettings
from dateline.web.users import Accounts

PASSWORD = "correct horse battery"
HOME = "http://localhost:8321"
PEOPLE = {"rita": "reader", "vera": "reviewer", "ben": "reviewer", "ada": "admin"}
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@dataclass
class Served:
    """An app with accounts."""

    app: Any
    store: Store
    accounts: Accounts
    tokens: dict[str, str]

    def client(self, person: str | None = None, **options: Any) -> TestClient:
        """Give a client that sends a person's token; None for nobody."""
        headers = {"Authorization": f"Bearer {self.tokens[person]}"} if person else {}
        return TestClient(self.app, base_url=HOME, headers=headers, **options)

    def login(self, person: str) -> TestClient:
        """Give a client that has logged in with name and password, as a browser does."""
        client = self.client()
        answer = client.post(
            "/login",
            data={"name": person, "password": PASSWORD, "csrf": find_csrf(client.get("/login").text)},
            follow_redirects=False,
        )
        assert answer.status_code == 303, answer.text
        return client


def find_csrf(page: str) -> str:
    """Give the token of the forms of a page."""
    after = page.partition('name="csrf" value="')[2] or page.partition('<meta name="csrf" content="')[2]
    assert after, "no form token in the page"
    return after.partition('"')[0]


@contextmanager
def serve(folder: Path, reports: int = 12, *, items: Any = None, **settings: Any) -> Iterator[Served]:
    """Give an app over a store of samples (or of `items`) with one person of each role."""
    from evaluation.web_samples import fill_store, make_samples

    path = folder / "served.db"
    with Store.open(str(path)) as store:
        if items is None:
            fill_store(store, list(make_samples(reports)))
        else:
            for item in items:
                store.add(item)
    accounts = Accounts(folder / "served.accounts.db", hasher=QUICK)
    for name, role in PEOPLE.items():
        accounts.add(name, role, PASSWORD)
    tokens = {name: accounts.add_token(name, "tests") for name in PEOPLE}
    settings.setdefault("per_minute", 10**6)
    app = create_app(WebSettings(store=str(path), **settings), accounts=accounts)
    app.state.reader = Reader(Settings(reader="rules"), apart=False)
    with TestClient(app, base_url=HOME):  # opens and closes the app
        yield Served(app, app.state.store, accounts, tokens)
