"""Review as data: decisions on accounts and events, what they make of a reading, and how far people agree.

In: readings and decisions. Out: corrected readings, groups of accounts, agreement, training data. Pure functions over
records: the store keeps the decisions and asks these what they amount to. See `docs/review.md`.
"""

from __future__ import annotations

from dateline.review.decisions import Decision, Target

__all__ = ["Decision", "Target"]
