"""The report's text as HTML: every word of it, once, with what was read in it marked.

In: a `ReadingView` and its `Keys`. Out: HTML whose text content is the report's text, character by character. Marks
may cross: the text is cut at all their borders.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from dateline.export.segments import Mark, Segment, cut_segments
from dateline.export.view import ReadingView, describe_status
from dateline.records import Span

ANCHORED = ("trigger", "content", "argument", "source", "also")
"""Kinds of marks that the margin links to."""

_BREAKS = re.compile(r"[\n\r\u2028\u2029]+")


def escape(text: str) -> str:
    """Escape text for HTML content and attributes; a carriage return is written so that it survives parsing."""
    return html.escape(text, quote=True).replace("\r", "&#13;")


class Keys:
    """The page's own short names for what it marks, so that no id of a reading stands in the markup.

    `prefix` keeps the names of several reports on one page apart.
    """

    def __init__(self, view: ReadingView, prefix: str = "") -> None:
        reading = view.reading
        self.prefix = prefix
        self.events = {account.id: f"{prefix}v{i}" for i, account in enumerate(view.accounts)}
        self.numbers = {account.id: i + 1 for i, account in enumerate(view.accounts)}
        self.times = {time.id: f"{prefix}t{i}" for i, time in enumerate(reading.times)}
        self.attributions = {attribution.id: f"{prefix}a{i}" for i, attribution in enumerate(reading.attributions)}
        spans = [(entity.id, span) for entity in reading.entities for span in entity.mentions]
        self.mentions = {(entity, span.start, span.end): f"{prefix}m{i}" for i, (entity, span) in enumerate(spans)}

    def mention(self, entity: str, span: Span) -> str:
        """Give the name of one mention of an entity."""
        return self.mentions[entity, span.start, span.end]

    def quantity(self, account: str, index: int) -> str:
        """Give the name of an account's quantity."""
        return f"{self.prefix}q{self.numbers[account] - 1}-{index}"


def render_text(view: ReadingView, keys: Keys) -> str:
    """Give the whole text as paragraphs with marked segments."""
    return "".join(_TextWriter(view, keys).write())


def _make_marks(view: ReadingView, keys: Keys) -> Iterator[Mark]:
    reading = view.reading

    def mark(span: Span, kind: str, key: str) -> Mark:
        return Mark(span.start, span.end, kind, key)

    for match in _BREAKS.finditer(reading.text):
        yield Mark(match.start(), match.end(), "break", "")
    for part in reading.parts:
        if part.kind != "body":
            yield mark(part.span, "part", part.kind)
    used = {entity for account in view.accounts for entity in (*account.actor, *account.recipient, *account.place)}
    for entity in reading.entities:
        for span in entity.mentions:
            yield mark(span, "argument" if entity.id in used else "mention", keys.mention(entity.id, span))
    for time in reading.times:
        yield mark(time.span, "argument", keys.times[time.id])
    for attribution in reading.attributions:
        key = keys.attributions[attribution.id]
        yield mark(attribution.content, "content", f"{key}c")
        if attribution.source:
            yield mark(attribution.source, "source", f"{key}s")
        if attribution.cue:
            yield mark(attribution.cue, "cue", f"{key}u")
    for account in view.accounts:
        key = keys.events[account.id]
        yield mark(account.sentence, "sentence", f"{key}s")
        yield mark(account.trigger, "trigger", key)
        for span in account.also:
            yield mark(span, "also", f"{key}o")
        for i, quantity in enumerate(account.quantity):
            yield mark(quantity.span, "argument", keys.quantity(account.id, i))


class _TextWriter:
    """Writes segments as HTML; knows what has been written, so that each anchor stands once."""

    def __init__(self, view: ReadingView, keys: Keys) -> None:
        self.text = view.reading.text
        self.view, self.keys = view, keys
        self.accounts = {keys.events[account.id]: account for account in view.accounts}
        self.anchors: set[str] = set()
        self.headline = False

    def write(self) -> Iterator[str]:
        block: list[Segment] = []
        for segment in cut_segments(len(self.text), _make_marks(self.view, self.keys)):
            block.append(segment)
            # A line break belongs to the paragraph it ends: hidden, yet part of the text.
            if any(mark.kind == "break" for mark in segment.marks) and not self._in_break(segment.end):
                yield self._write_block(block)
                block = []
        if block:
            yield self._write_block(block)

    def _in_break(self, at: int) -> bool:
        return _BREAKS.match(self.text, at) is not None

    def _write_block(self, block: list[Segment]) -> str:
        words = [s for s in block if not any(mark.kind == "break" for mark in s.marks)]
        kinds = [{mark.key for mark in s.marks if mark.kind == "part"} for s in words if self._cut(s).strip()]
        common = sorted(set.intersection(*kinds)) if kinds else []
        inner = "".join(self._write_segment(segment, set(common)) for segment in block)
        tag = "p"
        if "headline" in common and not self.headline:
            tag, self.headline = "h1", True
        names = "".join(f" b-{kind}" for kind in common) + ("" if kinds else " b-empty")
        return f'<{tag} class="b{names}">{inner}</{tag}>'

    def _cut(self, segment: Segment) -> str:
        return self.text[segment.start : segment.end]

    def _write_segment(self, segment: Segment, common: set[str]) -> str:
        text = escape(self._cut(segment))
        classes: dict[str, None] = {}
        keys: dict[str, None] = {}
        triggers: list[str] = []
        for mark in segment.marks:
            if mark.kind == "break":
                classes["nl"] = None
            elif mark.kind == "part":
                if mark.key not in common:
                    classes[f"p-{mark.key}"] = None
            else:
                classes[f"k-{mark.kind}"] = None
                keys[mark.key] = None
                if mark.kind == "trigger":
                    triggers.append(mark.key)
        if not classes:
            return text
        names = " ".join(classes)
        data = f' data-i="{" ".join(keys)}"' if keys else ""
        if triggers and "nl" not in classes:
            return self._write_trigger(segment, text, names, data, triggers)
        before, anchor = self._name_anchors(segment)
        return f'{before}<span class="{names}"{data}{anchor}>{text}</span>'

    def _write_trigger(self, segment: Segment, text: str, names: str, data: str, triggers: list[str]) -> str:
        first = triggers[0]
        account = self.accounts[first]
        status = "".join(f" is-{name}" for name in describe_status(account))
        ending = [key for key in triggers if self.accounts[key].trigger.end == segment.end]
        number = ",".join(str(self.keys.numbers[self.accounts[key].id]) for key in ending)
        shown = f' data-n="{number}"' if number else ""
        before, anchor = self._name_anchors(segment)
        return f'{before}<a class="{names} c-{account.type}{status}"{data}{shown}{anchor} href="#{first}">{text}</a>'

    def _name_anchors(self, segment: Segment) -> tuple[str, str]:
        """Give ids to the first segment of each mark that the margin links to.

        Out: empty elements to stand before the segment, and the attribute of the segment itself: an element has one id.
        """
        names = []
        for mark in sorted(segment.marks, key=lambda mark: mark.kind != "trigger"):
            name = f"w-{mark.key}"
            if mark.kind in ANCHORED and name not in self.anchors:
                self.anchors.add(name)
                names.append(name)
        before = "".join(f'<span id="{name}"></span>' for name in names[1:])
        return before, f' id="{names[0]}"' if names else ""
