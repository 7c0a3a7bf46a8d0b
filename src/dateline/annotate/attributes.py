"""spaCy's rules from tags and words to parts of speech, lemmas and morphology, by look-up instead of by its matcher.

In: a `Doc` with tags, dependencies and words. Out: the same with what the pipeline's own `attribute_ruler` would set:
its rules are taken as they are, and tried once for each kind of token instead of for each token. A ruler with a rule of
another shape stays in its place.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from spacy.attrs import DEP, IS_SPACE, LOWER, TAG
from spacy.language import Language
from spacy.tokens import Doc
from spacy.tokens._retokenize import set_token_attrs

RULER, TABLE = "attribute_ruler", "dateline_attributes"
COLUMNS = {"TAG": TAG, "LOWER": LOWER, "DEP": DEP, "IS_SPACE": IS_SPACE}
KEPT = 1 << 16
"""Kinds of tokens whose attributes are remembered."""

Row = tuple[int, ...]
"""The values of `COLUMNS` of one token; the word is 0 where no rule asks for it."""
Test = tuple[tuple[int, Callable[[int], bool]], ...]
"""What a rule asks of one token: columns, and whether their values will do."""
Attributes = dict[int, Any]


@dataclass(frozen=True)
class Rule:
    """One rule of a ruler: the tokens it asks for, one or two, which of them it changes, and how."""

    number: int
    tests: tuple[Test, ...]
    index: int
    attributes: Attributes


class AttributeTable:
    """A ruler's rules, and what they come to for each kind of token met so far."""

    def __init__(self, rules: Iterable[Rule], asks_for: Callable[[int], bool]) -> None:
        rules = list(rules)
        self.single = [rule for rule in rules if len(rule.tests) == 1]
        self.double = [rule for rule in rules if len(rule.tests) == 2]
        self.asks_for = functools.lru_cache(KEPT)(asks_for)
        self.found = functools.lru_cache(KEPT)(self._find)
        self.merged = functools.lru_cache(KEPT)(self._merge)
        self.opened = functools.lru_cache(KEPT)(self._open)

    @classmethod
    def of(cls, ruler: Any) -> AttributeTable | None:
        """Take the rules of a ruler; None where one is of another shape than is known here."""
        words: list[Callable[[int], bool]] = []
        rules: list[Rule] = []
        for number, rule in enumerate(ruler.patterns):
            for pattern in rule["patterns"]:
                tests = [_read_test(one, ruler.vocab.strings, words) for one in pattern]
                known = tuple(test for test in tests if test is not None)
                if len(known) < len(tests) or len(known) > 2 or not 0 <= rule["index"] < len(known):
                    return None
                rules.append(Rule(number, known, rule["index"], ruler.attrs[number]))
        return cls(rules, lambda word: any(test(word) for test in words))

    def __call__(self, doc: Doc) -> Doc:
        """Set the attributes of every token; a later rule counts more."""
        if not len(doc):
            return doc
        asks_for, opened, merged = self.asks_for, self.opened, self.merged
        rows: list[Row] = [
            (tag, word if asks_for(word) else 0, dep, blank)
            for tag, word, dep, blank in doc.to_array(list(COLUMNS.values())).tolist()
        ]
        pairs: dict[int, list[Rule]] = {}
        for i, row in enumerate(rows[:-1]):
            for rule in opened(row):
                if _passes(rule.tests[1], rows[i + 1]):
                    pairs.setdefault(i + rule.index, []).append(rule)
        for i, (token, row) in enumerate(zip(doc, rows, strict=True)):
            attributes = _join([*self.found(row), *pairs[i]]) if i in pairs else merged(row)
            if attributes:
                set_token_attrs(token, attributes)
        return doc

    def _find(self, row: Row) -> list[Rule]:
        return [rule for rule in self.single if _passes(rule.tests[0], row)]

    def _merge(self, row: Row) -> Attributes:
        return _join(self.found(row))

    def _open(self, row: Row) -> list[Rule]:
        return [rule for rule in self.double if _passes(rule.tests[0], row)]


def _read_test(pattern: dict[str, Any], strings: Any, words: list[Callable[[int], bool]]) -> Test | None:
    """Read what a rule asks of one token, None where it is of no known shape; `words` gets what it asks of the word."""
    test: list[tuple[int, Callable[[int], bool]]] = []
    for name, value in pattern.items():
        asked = _read_value(value, strings) if name in COLUMNS else None
        if asked is None:
            return None
        test.append((list(COLUMNS).index(name), asked))
        if name == "LOWER":
            words.append(asked)
    return tuple(test)


def _read_value(value: Any, strings: Any) -> Callable[[int], bool] | None:
    if isinstance(value, bool):
        return frozenset({int(value)}).__contains__
    if isinstance(value, str):
        return frozenset({strings.add(value)}).__contains__
    if not isinstance(value, dict) or len(value) != 1:
        return None
    (kind, choices), *_ = value.items()
    if kind == "REGEX":
        pattern = re.compile(choices)
        return lambda number: pattern.search(strings[number]) is not None
    known = frozenset(strings.add(one) for one in choices) if kind in ("IN", "NOT_IN") else frozenset()
    if kind == "NOT_IN":
        return lambda number: number not in known
    return known.__contains__ if kind == "IN" else None


def _passes(test: Test, row: Row) -> bool:
    return all(asked(row[column]) for column, asked in test)


def _join(rules: list[Rule]) -> Attributes:
    joined: Attributes = {}
    for rule in sorted(rules, key=lambda rule: rule.number):
        joined |= rule.attributes
    return joined


@Language.factory(TABLE)  # type: ignore[untyped-decorator]
def _make_table(nlp: Language, name: str) -> Callable[[Doc], Doc]:
    ruler: Callable[[Doc], Doc] = nlp.get_pipe(RULER)
    return AttributeTable.of(ruler) or ruler


def look_up_attributes(nlp: Language) -> None:
    """Put the look-up in the place of a pipeline's ruler, where it has one."""
    if RULER in nlp.pipe_names:
        nlp.add_pipe(TABLE, after=RULER)
        nlp.remove_pipe(RULER)
