"""The errors that Dateline raises.

    DatelineError
    ├── InputError       a source cannot be read: empty, binary, truncated, no text column
    │   ├── LanguageError    the text is in another language than English: the report is kept, unread
    │   └── FetchError       an address cannot be fetched: refused, not found, too large, too slow
    ├── RecordError      a record breaks its own rule: a span outside the text, a quote that differs
    ├── SettingsError    a setting is unknown or has an impossible value
    ├── ModelError       a model or table that a step needs is missing or does not fit
    └── StoreError       a store cannot be opened, or is asked for what cannot be
        ├── MissingError an id that is not in the store
        └── FilterError  a filter has an impossible value, or one that only a store can answer

Each message says what was wrong and what to do. Odd report text never raises: it yields less.
"""


class DatelineError(Exception):
    """The root of all errors raised by Dateline on purpose."""


class InputError(DatelineError):
    """A source cannot be read."""


class LanguageError(InputError):
    """The text is in another language than English; `report` is the `Report` that is kept, unread."""

    def __init__(self, message: str, report: object = None) -> None:
        super().__init__(message)
        self.report = report


class FetchError(InputError):
    """An address cannot be fetched.

    `status` is the HTTP status where there was an answer; `retry_after` the seconds that the server asks to wait;
    `transient` says whether another try may help.
    """

    def __init__(
        self, message: str, *, status: int | None = None, retry_after: float | None = None, transient: bool = False
    ) -> None:
        super().__init__(message)
        self.status, self.retry_after, self.transient = status, retry_after, transient


class RecordError(DatelineError):
    """A record breaks its own rule."""


class SettingsError(DatelineError):
    """A setting is unknown or has an impossible value."""


class ModelError(DatelineError):
    """A model or a table that a step needs is missing or does not fit."""


class StoreError(DatelineError):
    """A store cannot be opened, or is asked for what cannot be."""


class MissingError(StoreError):
    """An id that is not in the store."""


class FilterError(StoreError):
    """A filter has an impossible value, or asks files for what only a store can answer."""
