"""The API under `/api/v1`: everything that the pages show and do, for programs.

In: a request. Out: JSON in the forms that `/api/v1/openapi.json` describes, errors as RFC 9457 problem details. See
`docs/api.md`.
"""

from __future__ import annotations

from dateline.web.api.root import router

__all__ = ["router"]
