"""Event Registry (NewsAPI.ai) articles as JSON.

In: an answer of `getArticles`, or one article. Out: a report for each article. Kept: outlet, address, dates, authors,
language, categories' first name. Lost: sentiment, concepts, event clusters, shares.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dateline.errors import InputError
from dateline.records import Failure, Report
from dateline.sources.build import build_report, make_failure
from dateline.sources.fields import give_names, give_string
from dateline.sources.files import Options
from dateline.sources.html import strip_tags

Json = dict[str, Any]


def is_event_registry(value: Json) -> bool:
    """Say whether a JSON object is an answer of Event Registry or one of its articles."""
    articles = value.get("articles")
    if isinstance(articles, dict):
        return isinstance(articles.get("results"), list)
    return "body" in value and "uri" in value and ("dateTimePub" in value or "isDuplicate" in value)


def read_event_registry(value: Json, where: str, options: Options) -> Iterator[Report | Failure]:
    """Read the articles of an answer, or one article."""
    articles = value.get("articles")
    if not isinstance(articles, dict):
        yield _read_article(value, where, options)
        return
    for number, article in enumerate(articles["results"], 1):
        place = f"{where}#{give_string(article.get('uri')) or number}" if isinstance(article, dict) else where
        try:
            if not isinstance(article, dict):
                raise InputError(f"article {number} is no object")
            yield _read_article(article, place, options)
        except InputError as error:
            yield make_failure(place, error)


def _read_article(article: Json, where: str, options: Options) -> Report:
    body = give_string(article.get("body"))
    if not body or not body.strip():
        raise InputError("an article without a body: ask Event Registry for articles with bodies (articleBodyLen=-1)")
    published = article.get("dateTimePub") or article.get("dateTime") or article.get("date")
    return build_report(
        strip_tags(body),
        {
            "title": give_string(article.get("title")),
            "outlet": give_string(article.get("source")),
            "url": give_string(article.get("url")),
            "language": give_string(article.get("lang")),
            "published": give_string(published) or options.published,
            "fetched": give_string(article.get("dateTime")),
            "authors": give_names(article.get("authors") or []),
            "section": next(
                (
                    label
                    for item in article.get("categories") or []
                    if isinstance(item, dict) and (label := give_string(item.get("label")))
                ),
                None,
            ),
            "source": where,
        },
    )
