"""Merging: copies, stories, and one event of many accounts.

In: readings. Out: groups of copies, stories, events: pure functions, whose result does not depend on the order of
what they are given.
"""

from dateline.merge.copies import CopyGroup, find_copies
from dateline.merge.events import explain_pair, merge_accounts
from dateline.merge.events_json import decode_event, encode_event, make_event_schema
from dateline.merge.stories import Story, StoryIndex, group_stories

__all__ = [
    "CopyGroup",
    "Story",
    "StoryIndex",
    "decode_event",
    "encode_event",
    "explain_pair",
    "find_copies",
    "group_stories",
    "make_event_schema",
    "merge_accounts",
]
