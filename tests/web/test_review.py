"""Review at the web: the queue, one item at a time, corrections, undo, second readers, blind rounds, a browser."""

from __future__ import annotations

import html
import re
from types import SimpleNamespace

import pytest

from dateline.errors import StoreError
from dateline.filters import Filters
from dateline.review.decisions import Decision
from dateline.web.pages.review_items import group_by_sentence, list_held
from dateline.web.reviewing.guidance import load_guidance
from dateline.web.reviewing.spans import find_span, write_span
from tests.web.browsers import follow
from tests.web.serving import serve

# ---- words ----------------------------------------------------------------------------------------------------------

WORDS = "He said he would go. They\nhave come, he said: they have come (all of them). He said he#2 went."


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("would go", "would go"), ("They have", "They\nhave"), ("he#1", "he"), ("said#3", "said"),
        ("They have ... of them", "They\nhave come, he said: they have come (all of them"), ("(all", "(all"),
    ],
)  # fmt: skip
def test_words_are_found(given, expected):
    start, end = find_span(WORDS, given)
    assert WORDS[start:end] == expected


def test_words_within_the_sentence_come_first():
    start, end = find_span("He went. He came. He left.", "He", near=(9, 17))
    assert (start, end) == (9, 11)


@pytest.mark.parametrize("given", ["", "  ", "nowhere", "said", "said#9", "come ... nowhere", "x" * 4000, "[a-z]+"])
def test_words_that_are_not_there_or_often_are_refused(given):
    with pytest.raises(StoreError):
        find_span(WORDS, given)


def test_every_span_is_written_so_that_it_is_found_again():
    text = WORDS * 2
    for start in range(len(text)):
        for end in range(start + 1, min(len(text), start + 14)):
            if text[start:end].strip() == text[start:end]:
                assert find_span(text, write_span(text, start, end)) == (start, end)
    long = " ".join(f"word{number}" for number in range(40))
    assert write_span(long, 0, len(long)) == "word0 word1 word2 ... word37 word38 word39"


def test_every_field_has_guidance():
    guidance = load_guidance()
    fields_of_form = "type mode context trigger also actor recipient time date place quantity modality claim via"
    for name in f"{fields_of_form} event reject merge split reason".split():
        assert len(guidance[name]["text"]) > 40, name


# ---- pages ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def served(tmp_path):
    with serve(tmp_path, 12) as found:
        yield found


@pytest.fixture
def vera(served):
    return served.login("vera")


def fields(page, action):
    """Give what a form of a page sends when nothing is changed in it."""
    form = re.search(rf'<form method="post" action="{re.escape(html.escape(action))}".*?</form>', page, re.DOTALL)
    assert form, f"no form for {action}"
    text = form.group()
    values = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', text)
    # Boxes that were on the page say so by `has_NAME`; a field that is not sent at all is left as it is.
    return {name: html.unescape(value) for name, value in values if not name.startswith("has_")}


def open_first(client, **params):
    answer = client.get("/review/next", params=params)
    assert answer.status_code == 200
    return answer.text, answer.url.path.rpartition("/")[2]


def test_the_queue_leads_to_one_item_at_a_time(served, vera):
    page = vera.get("/review?sort=disagreement&type=PROTEST")
    rows = served.store.queue(Filters(types=("PROTEST",)), sort="disagreement").items
    assert list(re.findall(r"/review/item/(\w+)\?", page.text)) == [row.id for row in rows]
    text, event = open_first(vera, sort="disagreement", type="PROTEST")
    assert event == rows[0].id
    account = served.store.event(event).accounts[0]
    assert html.escape(account.sentence.split("“")[0][:30]) in text
    assert load_guidance()["claim"]["text"][:40] in html.unescape(text)
    skip = html.unescape(re.search(r'href="(/review/next\?[^"]*at=[^"]*)"', text).group(1))
    assert vera.get(skip).url.path.endswith(rows[1].id)


def test_accepting_goes_on_and_can_be_undone(served, vera):
    text, event = open_first(vera)
    form = {**fields(text, f"/review/item/{event}"), "action": "accept", "reason": "as told"}
    after = vera.post(f"/review/item/{event}", data=form)
    assert after.status_code == 200
    assert after.url.path.startswith("/review/item/")
    assert not after.url.path.endswith(event)
    assert served.store.event(event).row.status == "confirmed"
    made = served.store.decisions()[-1]
    assert (made.decision.person, made.decision.reason) == ("vera", "as told")
    back = vera.post("/review/undo", data=fields(after.text, "/review/undo"))
    assert back.url.path == f"/review/item/{event}"
    assert served.store.event(event).row.status == "unreviewed"


def test_nobody_accepts_what_was_not_on_the_screen(served, vera):
    text, event = open_first(vera)
    form = {**fields(text, f"/review/item/{event}"), "action": "accept"}
    account = served.store.event(event).accounts[0]
    served.store.decide(Decision(kind="correct", person="ben", target=account.target, field="date", value="2020"))
    late = vera.post(f"/review/item/{event}", data=form)
    assert late.status_code == 409
    assert "not the one that was shown" in late.text
    assert [item.decision.person for item in served.store.decisions()] == ["ben"]
    for shown in ("", "0" * 64):
        assert vera.post(f"/review/item/{event}", data={**form, "shown": shown}).status_code == 409
    again = {**fields(late.text, f"/review/item/{event}"), "action": "accept"}
    assert vera.post(f"/review/item/{event}", data=again).status_code == 200


def test_any_field_is_corrected(served, vera):
    row = served.store.events(Filters(types=("PROTEST",), min_reports=1), sort="reports").items[0]
    text = vera.get(f"/review/item/{row.id}").text
    account = served.store.event(row.id).accounts[0]
    words = account.reading.text
    word = next(w for w in re.findall(r"[A-Za-z]{6,}", words) if words.count(w) == 1)
    form = fields(text, f"/review/item/{row.id}/correct") | {
        "type": "ASSAULT", "mode": ["beat"], "context": ["military"], "trigger": word, "also": "", "date": "2023-02-03",
        "new_actor_name": "The crew", "new_actor_words": word, "new_actor_kind": "group", "modality": "planned",
        "claim": "alleged", "number_kind": ["killed"], "number_words": [word], "number_low": ["3"], "number_high": [""],
        "reason": "as the text has it",
    }  # fmt: skip
    done = vera.post(f"/review/item/{row.id}/correct", data=form)
    assert done.status_code == 200, done.text
    after = served.store.event(row.id).accounts[0]
    made = next(item for item in after.reading.events if item.id == after.id)
    assert (made.type, made.mode, made.context, made.trigger.quote) == ("ASSAULT", ("beat",), ("military",), word)
    assert (made.date, made.modality, made.claim, made.also) == ("2023-02-03", "planned", "alleged", ())
    assert after.value["actor"][-1]["name"] == "The crew"
    assert (made.quantity[0].kind, made.quantity[0].low, made.quantity[0].high) == ("killed", 3, None)
    undone = vera.post("/review/undo", data=fields(done.text, "/review/undo"))
    assert undone.status_code == 200
    before = served.store.event(row.id).accounts[0]
    assert before.value == account.value


def test_a_form_is_taken_whole_or_not_at_all(served, vera):
    text, event = open_first(vera)
    base = fields(text, f"/review/item/{event}/correct")
    for wrong in (
        {"date": "2023-02-30"}, {"trigger": "words that are not there"}, {"type": "DANCE"}, {"mode": "fly"},
        {"actor": "nobody"}, {"place": "x9"}, {"time": "t99"}, {"claim": "sworn"}, {"number_words": "zzz"},
        {"number_words": "the", "number_kind": "killed", "number_low": "many", "number_high": ""},
    ):  # fmt: skip
        answer = vera.post(f"/review/item/{event}/correct", data={**base, "date": "2021-01-01", **wrong})
        assert answer.status_code == 422, wrong
        assert 'class="fault"' in answer.text
    assert vera.post(f"/review/item/{event}/correct", data=base).status_code == 422
    assert served.store.decisions() == ()


def test_parts_are_corrected_and_marked(served, vera):
    text, event = open_first(vera)
    account = served.store.event(event).accounts[0]
    entity = next(e for e in account.reading.entities if e.id in account.reading.events[0].actor)
    form = fields(text, f"/review/item/{event}/correct") | {"form": "entity", "part": entity.id}
    form |= {"name": "Another name", "kind": "org", "country": "FJI", "sector": "gov mil", "role": "the hosts"}
    done = vera.post(f"/review/item/{event}/correct", data=form)
    found = {e.id: e for e in served.store.event(event).accounts[0].reading.entities}[entity.id]
    assert (found.name, found.country, found.sector, found.role) == ("Another name", "FJI", ("GOV", "MIL"), "the hosts")
    mark = {**fields(done.text, f"/review/item/{event}"), "action": "mark", "entity": entity.id, "field": "all"}
    assert vera.post(f"/review/item/{event}", data=mark).status_code == 200
    rita = served.client("rita")
    assert "Another name" not in rita.get(f"/api/v1/reports/{account.report}/reading").text


def test_splitting_and_merging(served, vera):
    row = served.store.events(Filters(min_reports=2), sort="-reports").items[0]
    text = vera.get(f"/review/item/{row.id}").text
    form = {**fields(text, f"/review/item/{row.id}"), "action": "split", "part": ["0"]}
    done = vera.post(f"/review/item/{row.id}", data=form)
    one = done.url.path.rpartition("/")[2]
    assert len(served.store.event(one).accounts) == 1
    assert (
        vera.post(
            f"/review/item/{one}", data={**fields(done.text, f"/review/item/{one}"), "action": "split"}
        ).status_code
        == 422
    )
    page = vera.get(f"/review/merge/{one}").text
    others = re.findall(rf"/review/merge/{one}\?[^\"]*with=(\w+)", page)
    rest = next(key for key in others if len(served.store.event(key).accounts) == row.accounts - 1)
    beside = vera.get(f"/review/merge/{one}?with={rest}").text
    joined = vera.post(f"/review/merge/{one}", data=fields(beside, f"/review/merge/{one}"))
    assert joined.url.path.endswith(row.id)
    assert served.store.event(row.id).row.accounts == row.accounts


def test_adding_what_was_missed(served, vera):
    report = served.store.reports(limit=1).items[0].id
    page = vera.get(f"/review/add?report={report}").text
    text = served.store.reading(report).text
    word = next(w for w in re.findall(r"[A-Za-z]{6,}", text) if text.count(w) == 1)
    base = fields(page, "/review/add")
    assert vera.post("/review/add", data={**base, "trigger": word}).status_code == 422
    done = vera.post("/review/add", data={**base, "type": "AID", "trigger": word, "date": "2023-01"})
    assert done.status_code == 200, done.text
    assert served.store.event(done.url.path.rpartition("/")[2]).row.status == "added"
    assert vera.post("/review/add", data={**base, "type": "AID", "trigger": word}).status_code == 409


def test_reasons_can_be_required(tmp_path):
    with serve(tmp_path, 12, reason_required=True) as served:
        vera = served.login("vera")
        text, event = open_first(vera)
        form = {**fields(text, f"/review/item/{event}"), "action": "accept"}
        assert vera.post(f"/review/item/{event}", data=form).status_code == 422
        assert served.store.decisions() == ()
        assert vera.post(f"/review/item/{event}", data={**form, "reason": "plain"}).status_code == 200
        body = {"kind": "grade", "target": {"kind": "outlet", "ids": [["x"]]}, "field": "source", "value": "A"}
        answer = served.client("vera").post("/api/v1/review/decisions", json=body)
        assert answer.status_code == 422


def test_a_second_reader_answers(served, vera):
    row = served.store.events().items[0]
    account = served.store.event(row.id).accounts[0]
    made = served.store.decide(Decision(kind="confirm", person="ben", target=account.target))
    mine = served.store.decide(
        Decision(
            kind="confirm",
            person="vera",
            target=served.store.event(served.store.events().items[1].id).accounts[0].target,
        )
    )
    listed = vera.get("/review/second").text
    assert f"/review/second/{made.id}" in listed
    assert f"/review/second/{mine.id}" not in listed
    page = vera.get(f"/review/second/{made.id}").text
    form = {**fields(page, f"/review/second/{made.id}"), "action": "disagree", "reason": "no"}
    assert vera.post(f"/review/second/{made.id}", data=form).status_code == 200
    assert served.store.decisions()[-1].decision.kind == "disagree"
    assert f"/review/second/{made.id}" not in vera.get("/review/second").text


def test_a_blind_round(served, vera):
    ben, ada = served.login("ben"), served.login("ada")
    form = {**fields(ada.get("/review/rounds").text, "/review/rounds"), "name": "spring / 1", "number": "2"}
    form |= {"people": ["vera", "ben"], "sort": "uncertain"}
    assert ada.post("/review/rounds", data=form).status_code == 200
    address = "/review/rounds/spring%20%2F%201"
    for client, actions in ((vera, ("accept", "accept")), (ben, ("accept", "reject"))):
        for action in actions:
            page = client.get(address).text
            assert ">vera<" not in page or client is vera
            assert client.post(address, data={**fields(page, address), "action": action}).status_code == 200
        assert "Nothing is left for you" in client.get(address).text
    page = ada.get(f"{address}/agreement").text
    assert "50%" in page
    choice = fields(page, f"{address}/settle")
    settled = ada.post(f"{address}/settle", data={**choice, "person": "ben"})
    assert settled.status_code == 200
    assert len(served.store.events(Filters(statuses=("rejected",))).items) == 1


def test_what_others_said_blind_is_not_seen_before_ones_own_word(served, vera):
    accounts = [served.store.event(row.id).accounts[0] for row in served.store.events().items[:2]]
    served.store.open_round("june", accounts, ["vera", "ben"])
    made = served.store.decide(
        Decision(kind="reject", person="ben", target=accounts[0].target, round="june", reason="secret words")
    )
    for path in ("/review/decisions", "/review/rounds/june", "/review/second", f"/review/second/{made.id}",
                 "/review/rounds/june/agreement", f"/review?did={made.id}"):  # fmt: skip
        assert "secret words" not in vera.get(path).text, path
    assert vera.get(f"/review/second/{made.id}").status_code == 404


def test_readers_do_not_review(served):
    rita = served.login("rita")
    event = served.store.events().items[0].id
    for path in ("/review", "/review/next", f"/review/item/{event}", "/review/decisions", "/review/second",
                 "/review/rounds", f"/review/merge/{event}", "/review/add?report=x"):  # fmt: skip
        assert rita.get(path, follow_redirects=False).status_code == 403, path


# ---- in a browser ---------------------------------------------------------------------------------------------------


def test_a_whole_review_by_keyboard_from_queue_to_export(open_page, own_site):
    page = open_page(own_site)
    page.goto("/review?sort=uncertain")
    first = page.locator(".items .kind").first.get_attribute("href").split("?")[0].rpartition("/")[2]
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/review/item/{first}*")
    see_all(page)
    page.keyboard.press("c")
    page.locator("#date").fill("2023-04-05")
    page.locator("#correct-reason").fill("by the calendar")
    page.keyboard.press("Enter")
    page.wait_for_url("**did=*")
    assert "corrected (date)" in page.locator(".done").inner_text()
    page.locator("h1").click()
    see_all(page)
    page.keyboard.press("a")
    page.wait_for_url(lambda address: first not in address)
    assert "accepted" in page.locator(".done").inner_text()
    page.keyboard.press("u")
    page.wait_for_url(f"**/review/item/{first}*")
    with page.expect_download() as waiting:
        page.evaluate("() => { location.href = '/api/v1/exports/csv?merged=true&status=corrected'; }")
    assert "2023-04-05" in waiting.value.path().read_text("utf-8-sig")


def test_words_are_chosen_by_selecting_them(open_page, own_site):
    page = open_page(own_site)
    page.goto("/review/next")
    page.locator("#correct > summary").click()
    page.locator("#trigger").focus()
    chosen = page.evaluate(
        """() => {
            const text = document.querySelector("[data-report-text]");
            const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
            let node = walker.nextNode();
            while (!/[A-Za-z]{5,} the/.test(node.data)) node = walker.nextNode();
            const match = /the/.exec(node.data.slice(node.data.search(/[A-Za-z]{5,} the/)));
            const start = node.data.search(/[A-Za-z]{5,} the/) + match.index;
            const range = document.createRange();
            range.setStart(node, start);
            range.setEnd(node, start + 3);
            getSelection().removeAllRanges();
            getSelection().addRange(range);
            text.dispatchEvent(new MouseEvent("mouseup", {bubbles: true}));
            const before = document.createRange();
            before.selectNodeContents(text);
            before.setEnd(node, start);
            return [before.toString().length, text.textContent];
        }"""
    )
    start, text = chosen
    written = page.locator("#trigger").input_value()
    assert find_span(text, written) == (start, start + 3)


def test_accepting_waits_until_the_item_was_on_the_screen(open_page, own_site):
    page = open_page(own_site, viewport={"width": 400, "height": 300})
    page.goto("/review/next")
    button = page.locator("button[data-accept]").first
    assert button.is_disabled()
    page.evaluate("() => window.scrollTo(0, 0)")
    assert button.is_disabled()
    see_all(page)


def see_all(page):
    for part in page.locator("[data-must-see], .w-trigger").all():
        part.scroll_into_view_if_needed()
        page.wait_for_timeout(80)
    page.locator("button[data-accept]:not([disabled])").first.wait_for()


def test_review_works_without_javascript(open_page, own_site):
    page = open_page(own_site, java_script_enabled=False)
    page.goto("/review")
    follow(page, page.get_by_role("link", name="Begin"))
    first = page.url
    follow(page, page.get_by_role("button", name=re.compile("^Accept")).first)
    assert page.url != first
    follow(page, page.get_by_role("button", name="Undo"))
    assert "taken back" in page.locator(".done").inner_text()


@pytest.mark.parametrize("path", ["/review", "/review/next", "/review/decisions", "/review/second", "/review/rounds"])
def test_no_page_of_review_breaks_wcag(open_page, site, check_access, path):
    page = open_page(site)
    page.goto(path)
    for summary in page.locator("details:not([open]) > summary").all():
        if summary.is_visible():
            summary.click()
    check_access(page)


def make_account(outlet, sentence, **value):
    report = SimpleNamespace(outlet=outlet)
    return SimpleNamespace(sentence=sentence, value=value, reading=SimpleNamespace(report=report))


def test_wordings_and_values_stand_once_with_those_who_have_them():
    accounts = [
        make_account("Coral Wire", "Four died.", quantity=[{"low": 4}]),
        make_account("Baltic Wire", "Five died.", quantity=[{"low": 5}]),
        make_account(None, "Four died.", quantity=[{"low": 4}]),
    ]
    told = group_by_sentence(accounts)
    assert [(sentence, [at for at, _ in held]) for sentence, held in told] == [
        ("Four died.", [0, 2]), ("Five died.", [1]),
    ]  # fmt: skip
    assert list_held(accounts, "quantity") == [
        (0, ["Coral Wire", None], [{"low": 4}]), (1, ["Baltic Wire"], [{"low": 5}]),
    ]  # fmt: skip


def test_each_account_of_an_event_can_be_looked_at_and_split_off(served, vera):
    event = next(row for row in served.store.events(Filters(min_reports=3), limit=5).items)
    page = vera.get(f"/review/item/{event.id}").text
    assert sorted(map(int, re.findall(r'name="part" value="(\d+)"', page))) == list(range(event.accounts))
    looked = vera.get(html.unescape(re.search(r'href="([^"]*)">Look at this one', page)[1]))
    assert looked.status_code == 200
