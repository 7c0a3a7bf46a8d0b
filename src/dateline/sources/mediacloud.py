"""Media Cloud stories as JSON.

In: an answer with stories, or one story. Out: a report for each story with a text; Media Cloud gives most stories as
an address with metadata, which become links (see `links`). Kept: outlet, address, dates, language.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dateline.errors import InputError
from dateline.records import Failure, Report
from dateline.sources.build import Metadata, build_report, make_failure
from dateline.sources.fields import give_string
from dateline.sources.files import Options
from dateline.sources.html import strip_tags
from dateline.sources.links import Link, follow_link

Json = dict[str, Any]

_LISTS = ("stories", "story_list", "results")


def is_media_cloud(value: Json) -> bool:
    """Say whether a JSON object is an answer of Media Cloud or one of its stories."""
    if "media_name" in value or "media_url" in value:
        return "stories_id" in value or "indexed_date" in value or "publish_date" in value
    return any(
        isinstance(items := value.get(name), list)
        and any(isinstance(i, dict) and "media_name" in i for i in items[:20])
        for name in _LISTS
    )


def read_media_cloud(value: Json, where: str, options: Options) -> Iterator[Report | Failure]:
    """Read the stories of an answer, or one story."""
    if "media_name" in value or "media_url" in value:
        yield _read_story(value, where, options)
        return
    stories = next(value[name] for name in _LISTS if isinstance(value.get(name), list))
    for number, story in enumerate(stories, 1):
        name = give_string(story.get("stories_id") or story.get("id")) if isinstance(story, dict) else None
        place = f"{where}#{name or number}"
        try:
            if not isinstance(story, dict):
                raise InputError(f"story {number} is no object")
            yield _read_story(story, place, options)
        except InputError as error:
            yield make_failure(place, error)


def _read_story(story: Json, where: str, options: Options) -> Report | Failure:
    metadata: Metadata = {
        "title": give_string(story.get("title")),
        "outlet": give_string(story.get("media_name")),
        "url": give_string(story.get("url")),
        "language": give_string(story.get("language")),
        "published": give_string(story.get("publish_date")) or options.published,
        "fetched": give_string(story.get("collect_date") or story.get("indexed_date")),
        "source": where,
    }
    text = give_string(story.get("text")) or give_string(story.get("story_text")) or _join_sentences(story)
    if text and text.strip():
        return build_report(strip_tags(text), metadata)
    address = metadata["url"]
    if not address:
        raise InputError("a story without a text and without an address")
    return follow_link(Link(address, where, metadata), options)


def _join_sentences(story: Json) -> str:
    items = story.get("story_sentences")
    if not isinstance(items, list):
        return ""
    return " ".join(text for item in items if isinstance(item, dict) and (text := give_string(item.get("sentence"))))
