"""Attributions: who says, thinks, shows or promises what.

In: a `Document` with syntax (and entities, if known). Out: the same with `attributions`: the source's noun
phrase, the cue and the content of each. The rules read frames of cues (table `cue_verbs.tsv`) off the
parse, take *according to* and adverbs such as *reportedly*, and give quotations without a cue to no one or
to the speaker whose quotation they go on. Spans follow the guidelines of the corpus: content with its
quotation marks, without source and cue.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from dateline.extract.contents import Draft, Quotations, Stretch, read_contents
from dateline.extract.cues import find_frame
from dateline.extract.phrases import read_according, read_adjective, read_adverb, read_headline, read_noun
from dateline.extract.quotes import find_quotations
from dateline.mentions import MentionIndex
from dateline.records import Attribution, AttributionKind, Document, Span

_NAME_WORD = r"(?:[A-Z][\w.'’-]*|of|the|for|de|van|von|bin|al)"
_SIGNED = re.compile(rf"\s*[—–―]\s*([A-Z][\w.'’-]*(?: {_NAME_WORD}){{0,6}})(?=\s*(?:[,(\n]|$))")
"""Who signs a quotation that stands alone (*“It is late.” — Ana Ruiz*)."""


def find_attributions(document: Document) -> Document:
    """Find the attributions of a report; a report without syntax keeps none."""
    if document.syntax is None or not len(document.syntax):
        return document
    quotations = Quotations(document.text, find_quotations(document.text))
    drafts = _read_cues(document.syntax, quotations)
    drafts += read_according(document.syntax, quotations)
    headline = read_headline(document.text)
    drafts += [headline] if headline else []
    drafts = _drop_doubles(drafts)
    drafts += _continue_quotations(document.syntax, quotations, drafts)
    drafts = sorted(_drop_doubles(drafts), key=lambda d: (d.content, d.cue or (0, 0)))
    names = _name_sources(document, drafts)
    records = [
        _make_record(document.text, f"a{number}", draft, quotations, names.get(number - 1))
        for number, draft in enumerate(drafts, 1)
    ]
    return replace(document, attributions=tuple(records))


def _read_cues(doc: Any, quotations: Quotations) -> list[Draft]:
    drafts: list[Draft] = []
    for token in doc:
        frame = find_frame(token)
        if frame is None:
            continue
        single: Draft | None = None
        if token.pos_ == "VERB" and quotations.holding(token.idx) and _speaks_first(token):
            continue
        if token.pos_ == "VERB":
            drafts += read_contents(token, frame, quotations)
        elif token.pos_ == "NOUN":
            single = read_noun(token, frame, quotations)
        elif token.pos_ == "ADJ":
            single = read_adjective(token, frame, quotations)
        elif token.pos_ == "ADV":
            single = read_adverb(token, quotations)
        if single:
            drafts.append(single)
    return drafts


def _speaks_first(token: Any) -> bool:
    """Say whether a quoted speaker tells what they themselves think (*I hope*): the quotation tells it already."""
    return any(c.dep_ == "nsubj" and c.lower_ in ("i", "we", "you") for c in token.children)


def _drop_doubles(drafts: list[Draft]) -> list[Draft]:
    """Keep the first of several drafts with one content and source."""
    seen: set[tuple[Stretch, Stretch | None]] = set()
    kept = []
    for draft in drafts:
        key = (draft.content, draft.source)
        if key not in seen:
            seen.add(key)
            kept.append(draft)
    return kept


def _continue_quotations(doc: Any, quotations: Quotations, drafts: list[Draft]) -> list[Draft]:
    """Give each quotation that no content holds: to the speaker of the sentence before, or to no one."""
    text = quotations.text
    added: list[Draft] = []
    covered = sorted(draft.content for draft in drafts)
    reach, at = 0, 0
    speakers = sorted(
        (d for d in drafts if d.cue and d.source and quotations.holding(d.content[0]) == d.content),
        key=lambda d: d.cue or (0, 0),
    )
    latest: Draft | None = None
    index = 0
    for start, end in quotations.spans:
        while at < len(covered) and covered[at][0] <= start:
            reach = max(reach, covered[at][1])
            at += 1
        while index < len(speakers) and (speakers[index].cue or (0, 0))[0] < start:
            latest = speakers[index]
            index += 1
        if reach >= end - 2 or text[end - 2 : end - 1] not in (".", "!", "?", ","):
            continue
        words = len(text[start:end].split())
        signed = _SIGNED.match(text, end)
        if words > 1 and signed:
            added.append(Draft(signed.span(1), None, (start, end)))
        elif words > 1 and latest and latest.cue and latest.source and _goes_on(text, latest, start):
            added.append(replace(latest, content=(start, end)))
        elif words > 4:
            added.append(Draft(None, None, (start, end)))
    return added


def _goes_on(text: str, draft: Draft, start: int) -> bool:
    """Say whether nothing but the rest of the cue's sentence stands between a cue and the next quotation."""
    after = max(end for _, end in (draft.source or (0, 0), draft.cue or (0, 0)))
    between = text[after:start]
    return 0 <= len(between) < 200 and "\n" not in between.strip(" ") and between.count(". ") <= 1


def _name_sources(document: Document, drafts: list[Draft]) -> dict[int, str]:
    """Give the entity of each draft's source, by the draft's number."""
    if not document.entities:
        return {}
    index = MentionIndex(document)
    found = {}
    for number, draft in enumerate(drafts):
        entity = index.at(draft.head) if draft.head is not None else None
        if entity:
            found[number] = entity
    return found


def _make_record(text: str, name: str, draft: Draft, quotations: Quotations, entity: str | None) -> Attribution:
    def span(stretch: Stretch | None) -> Span | None:
        return Span.of(text, *stretch) if stretch else None

    content = Span.of(text, *draft.content)
    return Attribution(
        name, span(draft.source), entity, span(draft.cue), content, _judge_kind(draft.content, quotations)
    )


def _judge_kind(content: Stretch, quotations: Quotations) -> AttributionKind:
    held = quotations.holding(content[0])
    if held and held[0] == content[0] and held[1] >= content[1] - 1:
        return "direct"
    after = quotations.after(content[0])
    return "mixed" if held or (after and after[0] < content[1]) else "indirect"
