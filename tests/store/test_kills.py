from __future__ import annotations

from evaluation.kills import describe_store, run_kills

from tests.store.examples import make_blast, make_march, make_talks


def test_a_writer_killed_at_any_moment_loses_nothing(new_url) -> None:
    readings = [make_talks(), make_blast(), *(make_march(30 + number, f"Outlet {number % 4}") for number in range(40))]
    urls: list[str] = []

    def make_url() -> str:
        urls.append(new_url())
        return urls[-1]

    outcome = run_kills(readings, make_url, kills=8, share=0.5)
    assert outcome.faults == ()
    assert outcome.kills == 8
    assert len(describe_store(urls[-1])["reports"]) == 42
