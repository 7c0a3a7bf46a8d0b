"""The whole API against its own description: no server error, and no answer that the description does not have."""

from __future__ import annotations

import os
from collections import Counter

import hypothesis
import pytest

from tests.web.serving import serve

schemathesis = pytest.importorskip("schemathesis", reason="schemathesis is not installed")

EXAMPLES = int(os.environ.get("DATELINE_API_EXAMPLES", "2"))
"""Examples for each operation, as many that fit its description as not; more are for a longer run by hand."""


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    with serve(tmp_path_factory.mktemp("openapi"), 12) as found:
        yield found


@pytest.fixture(scope="module")
def operations(served):
    schema = schemathesis.openapi.from_asgi("/api/v1/openapi.json", served.app, headers={"Host": "localhost"})
    return [result.ok() for result in schema.get_all_operations()]


def test_every_answer_is_in_the_description(operations, served):
    own, openapi = schemathesis.checks, schemathesis.specs.openapi.checks
    checks = [
        own.not_a_server_error,
        openapi.status_code_conformance,
        openapi.content_type_conformance,
        openapi.response_headers_conformance,
        openapi.response_schema_conformance,
    ]
    headers = {"Authorization": f"Bearer {served.tokens['ada']}", "Host": "localhost"}
    seen: Counter[int] = Counter()
    faults = [fault for operation in operations if (fault := try_operation(operation, checks, headers, seen))]
    print(f"{sum(seen.values())} requests: {dict(sorted(seen.items()))}")
    assert not faults, "\n\n".join(faults)
    assert any(200 <= status < 300 for status in seen)


def try_operation(operation, checks, headers, seen):
    """Give what is wrong with an operation, None where nothing is."""

    def ask(case):
        answer = case.call(headers=headers)
        seen[answer.status_code] += 1
        case.validate_response(answer, checks=checks)

    settings = hypothesis.settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=EXAMPLES < 10,
        database=None,
        suppress_health_check=list(hypothesis.HealthCheck),
        phases=[hypothesis.Phase.generate],
    )
    for mode in schemathesis.GenerationMode:
        try:
            settings(hypothesis.given(operation.as_strategy(generation_mode=mode))(ask))()
        except hypothesis.errors.Unsatisfiable:
            continue
        except Exception as error:
            return f"{operation.label}: {type(error).__name__}: {str(error)[:1500]}"
    return None


def test_the_description_holds_the_api_and_no_page(operations):
    paths = {operation.path for operation in operations}
    assert all(path.startswith("/api/v1/") for path in paths)
    for wanted in ("reports", "readings", "events", "stories", "search", "review/decisions", "exports", "read"):
        assert any(path.startswith(f"/api/v1/{wanted}") for path in paths), wanted


def test_codes_are_those_of_the_records():
    from typing import get_args

    from dateline.records import EVENT_TYPES, QUANTITY_KINDS
    from dateline.web.codes import EventType, QuantityKind

    assert get_args(EventType) == EVENT_TYPES
    assert get_args(QuantityKind) == QUANTITY_KINDS
