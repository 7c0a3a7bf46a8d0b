"""Pages that are kept: drawn once for all who ask, and never for the wrong ones."""

from __future__ import annotations

import re
import threading
import time

import pytest

from dateline.filters import Filters
from dateline.review import Decision, Target
from dateline.web import deps
from dateline.web.kept import Kept
from tests.web.serving import serve


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    with serve(tmp_path_factory.mktemp("kept"), 40) as served:
        yield served


@pytest.fixture
def drawn(monkeypatch):
    """Give the names of the templates whose content was drawn."""
    names: list[str] = []
    plain = deps._draw
    monkeypatch.setattr(deps, "_draw", lambda *given: names.append(given[1]) or plain(*given))
    return names


def test_a_key_is_made_once_by_those_who_ask_together():
    kept, made = Kept(), []

    def make() -> tuple[str, ...]:
        made.append(1)
        time.sleep(0.05)
        return ("page",)

    asking = [threading.Thread(target=lambda: kept.get("key", make)) for _ in range(8)]
    for one in asking:
        one.start()
    for one in asking:
        one.join()
    assert made == [1]


def test_what_was_asked_for_longest_ago_is_dropped_and_long_addresses_count():
    kept, made = Kept(most=1000), []

    def ask(key: str) -> None:
        kept.get(key, lambda: (made.append(key) or "x" * 200, ""))

    for key in ("a", "b", "c", "a", "long " + "l" * 500):
        ask(key)
    made.clear()
    for key in ("a", "b"):
        ask(key)
    assert made == ["b"]


def test_a_fault_is_not_kept():
    kept = Kept()
    with pytest.raises(ZeroDivisionError):
        kept.get("key", lambda: (str(1 // 0),))
    assert kept.get("key", lambda: ("page",)) == ("page",)


def test_a_page_is_drawn_once_for_a_role_with_the_surroundings_of_each(served, drawn):
    event = served.store.events(Filters(), limit=1).items[0].id
    readers = [served.login("rita"), served.login("rita")]
    pages = [client.get(f"/events/{event}").text for client in readers]
    assert drawn == ["event.html"]
    tokens = [re.search(r'name="csrf" content="(\w+)"', page)[1] for page in pages]
    assert tokens[0] != tokens[1], "each session has its own token"
    assert "Review this event" not in pages[0]
    assert "Review this event" in served.client("vera").get(f"/events/{event}").text
    assert drawn == ["event.html", "event.html"]
    assert readers[0].get(f"/events/{event}?view=machine").status_code == 200
    assert len(drawn) == 3


def test_a_kept_page_asks_for_a_login(served):
    client = served.login("rita")
    assert client.get("/stories").status_code == 200
    client.cookies.clear()
    answer = client.get("/stories", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"].partition("?")[0]) == (303, "/login")


def test_a_decision_shows_on_the_page_at_once(served, drawn):
    event = served.store.events(Filters(statuses=("unreviewed",)), limit=1).items[0].id
    client = served.client("rita")
    assert "confirmed" not in client.get(f"/events/{event}").text
    whole = Target.of_event(served.store.event(event))
    drawn.clear()
    served.store.decide(Decision(kind="confirm", person="vera", target=whole))
    assert "confirmed" in client.get(f"/events/{event}").text
    assert drawn == ["event.html"]
