"""The errors that Dateline raises.

    DatelineError
    ├── InputError       a source cannot be read: empty, binary, truncated, no text column
    ├── RecordError      a record breaks its own rule: a span outside the text, a quote that differs
    ├── SettingsError    a setting is unknown or has an impossible value
    └── ModelError       a model or table that a step needs is missing or does not fit

Each message says what was wrong and what to do. Odd report text never raises: it yields less.
"""


class DatelineError(Exception):
    """The root of all errors raised by Dateline on purpose."""


class InputError(DatelineError):
    """A source cannot be read."""


class RecordError(DatelineError):
    """A record breaks its own rule."""


class SettingsError(DatelineError):
    """A setting is unknown or has an impossible value."""


class ModelError(DatelineError):
    """A model or a table that a step needs is missing or does not fit."""
