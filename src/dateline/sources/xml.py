"""XML without its dangers.

In: the bytes of an XML file. Out: the root of its tree, by `defusedxml`: entities that the file declares, external
ones and nesting deeper than `MAX_DEPTH` raise `InputError`; an external document type is named, never fetched.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from dateline.errors import InputError
from dateline.sources.limits import MAX_BYTES, describe_size

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

MAX_DEPTH = 200
"""The deepest nesting of elements."""

_BLOCKS = frozenset(
    {
        "p", "br", "div", "li", "ul", "ol", "table", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "hl1", "hl2", "hl3",
        "blockquote", "bq", "block", "body", "section", "article", "hr", "pre",
    }
)  # fmt: skip
_HIDDEN = frozenset({"script", "style", "template", "noscript", "media", "figure", "iframe", "object"})


def parse_xml(data: bytes) -> Element:
    """Parse XML and give its root; raises `InputError` with what is wrong."""
    from xml.etree.ElementTree import ParseError, TreeBuilder

    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import DefusedXMLParser

    if len(data) > MAX_BYTES:
        raise InputError(f"XML of {describe_size(len(data))}, more than {describe_size(MAX_BYTES)}: split it")

    class Builder(TreeBuilder):
        depth = 0

        def start(self, tag: Any, attrs: Any, /) -> Any:
            self.depth += 1
            if self.depth > MAX_DEPTH:
                raise InputError(f"XML nested deeper than {MAX_DEPTH} elements: left alone")
            return super().start(tag, attrs)

        def end(self, tag: Any, /) -> Any:
            self.depth -= 1
            return super().end(tag)

    parser = DefusedXMLParser(target=Builder(), forbid_dtd=False, forbid_entities=True, forbid_external=True)
    try:
        parser.feed(data)
        root: Element = parser.close()
    except DefusedXmlException as error:
        raise InputError("XML that declares entities of its own: left alone, for they can hide a bomb") from error
    except ParseError as error:
        raise InputError(f"not well-formed XML: {error}") from error
    except (ValueError, LookupError, UnicodeError, RecursionError) as error:
        raise InputError(f"XML that cannot be read: {' '.join(str(error).split())[:100]}") from error
    return root


def name_of(element: Element) -> str:
    """Give an element's name without its namespace; empty for comments."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def find_all(element: Element, *names: str) -> Iterator[Element]:
    """Give the elements at the end of a path of names below an element, whatever their namespaces, in order."""
    if not names:
        yield element
        return
    for child in element:
        if name_of(child) == names[0]:
            yield from find_all(child, *names[1:])


def find_text(element: Element, *names: str) -> str | None:
    """Give the text of the first element on a path that has some, as one line."""
    for found in find_all(element, *names):
        text = " ".join("".join(found.itertext()).split())
        if text:
            return text
    return None


def descend(element: Element, name: str) -> Iterator[Element]:
    """Give every element of a name at or below an element, whatever its namespace."""
    return (found for found in element.iter() if name_of(found) == name)


def gather_text(element: Element) -> str:
    """Give the text below an element, its blocks (XHTML's and NITF's) as paragraphs, media and scripts left out."""
    pieces: list[str] = []
    _gather(element, pieces)
    lines = (" ".join(line.split()) for line in "".join(pieces).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _gather(element: Element, pieces: list[str]) -> None:
    name = name_of(element).lower()
    if not name or name in _HIDDEN:
        return
    edge = "\n\n" if name in _BLOCKS else ""
    pieces.append(edge)
    pieces.append(re.sub(r"\s+", " ", element.text or ""))
    for child in element:
        _gather(child, pieces)
        pieces.append(re.sub(r"\s+", " ", child.tail or ""))
    pieces.append(edge)
