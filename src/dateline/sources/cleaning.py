"""Clean text: what every offset of a reading refers to.

In: decoded text. Out: the same text with line ends as `\\n`, in Unicode normal form C, without invisible
characters (soft hyphens, zero-width and direction marks, control characters, lone surrogates), with plain
spaces, and with hard-wrapped lines joined into paragraphs. Cleaning clean text changes nothing.
"""

from __future__ import annotations

import itertools
import re
import unicodedata

MIN_WRAP, MAX_WRAP = 40, 100
"""Between which widths, in characters, lines may be hard-wrapped."""

_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_SPACES = re.compile("[\t\x1f\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u180e\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
_EMOJI = "\u2600-\u27bf\ufe0f\U0001f000-\U0001faff"
_JOINING_SCRIPTS = "\u0600-\u06ff\u0750-\u077f\u0900-\u0dff"
# A joiner holds emoji together and shapes Arabic and Indic letters; anywhere else it is a stray.
_STRAY_JOINER = re.compile(
    f"\u200d(?!(?<=[{_EMOJI}]\u200d)[{_EMOJI}])(?!(?<=[{_JOINING_SCRIPTS}]\u200d)[{_JOINING_SCRIPTS}])"
    f"|\u200c(?!(?<=[{_JOINING_SCRIPTS}]\u200c)[{_JOINING_SCRIPTS}])"
)
_BULLET = re.compile(r"(?:[-*•·–—>|]|\d{1,2}[.)])\s")
_SENTENCE_END = re.compile(r"[.!?:…][\"'”’)\]]*$")


def clean_text(text: str) -> str:
    """Give the clean form of a report's text (see the module). Clean text comes back as it is."""
    lines = clean_characters(text).split("\n")
    while True:
        joined = join_wrapped_lines(lines)
        if joined == lines:
            break
        lines = joined
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


def clean_line(text: str) -> str:
    """Give the clean form of a text of one line, such as a title: every run of white space is one space."""
    return " ".join(clean_characters(text).split())


def clean_characters(text: str) -> str:
    """Clean characters and line ends, and leave the lines as they are (with their indents)."""
    text = _LINE_ENDS.sub("\n", text)
    text = _SPACES.sub(" ", text)
    text = _INVISIBLE.sub("", text)
    text = _STRAY_JOINER.sub("", text)
    return unicodedata.normalize("NFC", text)


def join_wrapped_lines(lines: list[str]) -> list[str]:
    """Join the lines of hard-wrapped paragraphs; give the lines stripped and unjoined where nothing is
    wrapped.

    A line is full if the first word of the next would not have fitted into the text's width. Lines are joined
    only if most lines that have a next one are full and most full ones break off inside a sentence: then a
    line that is not full (a headline, a byline, the last line of a paragraph) ends a paragraph.
    """
    stripped = [re.sub(" {2,}", " ", line.strip(" ")) for line in lines]
    width = _find_width(stripped)
    if not width:
        return stripped
    full = [_is_full(stripped, index, width) for index in range(len(stripped))]
    pairs = sum(bool(line) and bool(after) for line, after in itertools.pairwise(stripped))
    inside = sum(is_full and not _SENTENCE_END.search(line) for is_full, line in zip(full, stripped, strict=True))
    if sum(full) < 3 or sum(full) < 0.6 * pairs or inside < 0.5 * sum(full):
        return stripped
    return _join(lines, stripped, full)


def _find_width(lines: list[str]) -> int:
    """Give the width that lines keep to, or 0. A long headline and lines without a space (addresses) do not
    count.
    """
    longest = 0
    for index, line in enumerate(lines):
        if len(line) > MAX_WRAP:
            if index and " " in line:
                return 0
        else:
            longest = max(longest, len(line))
    return longest if longest >= MIN_WRAP else 0


def _is_full(lines: list[str], index: int, width: int) -> bool:
    line = lines[index]
    following = lines[index + 1] if index + 1 < len(lines) else ""
    if not line or not following or len(line) > MAX_WRAP or _BULLET.match(following):
        return False
    # The first line may be a headline that happens to be as wide: only a small letter shows that it goes on.
    if not any(lines[:index]) and not following[0].islower():
        return False
    return len(line) + 1 + len(following.split(" ", 1)[0]) > width


def _join(lines: list[str], stripped: list[str], full: list[bool]) -> list[str]:
    joined: list[str] = []
    paragraph: list[str] = []
    for index, line in enumerate(stripped):
        if paragraph and _is_indented(lines[index]) and not _is_indented(lines[index - 1]):
            joined += ["".join(paragraph), ""]
            paragraph = []
        paragraph.append(line)
        if full[index]:
            # "26-" and "year-old" belong together; a dash with a space before it does not.
            if not (line.endswith("-") and not line.endswith((" -", "--"))):
                paragraph.append(" ")
        else:
            joined.append("".join(paragraph).rstrip(" "))
            paragraph = []
    if paragraph:
        joined.append("".join(paragraph).rstrip(" "))
    return joined


def _is_indented(line: str) -> bool:
    return line.startswith(" ")
