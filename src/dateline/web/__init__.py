"""The web: pages to read, explore and review a store, and the API under `/api/v1`.

In: a store. Out: an ASGI application (`dateline.web.app.create_app`). See `docs/web.md`.
"""
