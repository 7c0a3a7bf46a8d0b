"""Claims: who vouches for an account, and through whom the report has it.

In: a `Document` with accounts and attributions. Out: the accounts with `modality` (see `modality.py`), `claim` and
`via`. Which of the attributions around its mentions an account rests on is weighed by named features
(`via_features.py`; weights in `via_weights.json`) where the encoder has read the report. Without its scores rules
choose: an account in the content of an attribution rests on its source, unless the report itself tells of it elsewhere;
an act that is done with the very words quoted is the report's own. Words of charge and denial are in
`modality_words.tsv`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from dateline.data import load_json
from dateline.extract.modality import AHEAD, bar_modality, judge_modality, list_features, load_words, read_modality
from dateline.extract.speakers import name_speakers
from dateline.extract.via_features import Features, ViaFinder, find_around, find_main, judge_cue
from dateline.intervals import find_days
from dateline.records import SPEECH_ACTS, Account, Attribution, Claim, Document, Span
from dateline.tokens import find_token
from dateline.weighing import weigh

Token = Any

_CRIMES = frozenset({"ASSAULT", "COERCE", "THREATEN", "PROTEST", "SANCTION", "MOBILIZE"})
"""Acts that one may be charged with: alleged, where a charge governs them."""
_CHARGE_DEPTH = 7


@dataclass(frozen=True, slots=True)
class _Told:
    """Where an account is told: the attributions around the mention that counts, and if other mentions are free."""

    token: Token
    trigger: Span
    chain: tuple[Attribution, ...]
    own: bool
    """The report tells it in its own voice too."""


def judge_claims(document: Document) -> Document:
    """Name the speakers and judge every account; a report without syntax stays as it is."""
    document = name_speakers(document)
    if document.syntax is None or not document.accounts:
        return document
    finder = Finder(document)
    encoded = document.encoded if document.encoded is not None and document.encoded.words.tokens else None
    weighed = ViaFinder(document) if encoded is not None else None
    judged = []
    for account in document.accounts:
        token = finder.token(account.trigger)
        read = read_modality(encoded, token) if encoded is not None else None
        features = list_features(account, token, finder.has_future(token))
        modality = judge_modality(features, read=read, barred=bar_modality(account, token))
        account = replace(account, modality=modality)
        if weighed is None:
            told = finder.find_told(account)
            claim, via = name_claim(account, told.token, choose_chain(account, told, finder.mentions))
        else:
            claim, via = name_claim(account, token, weigh_chain(weighed.list_options(account)))
        judged.append(replace(account, claim=claim, via=via))
    return replace(document, accounts=tuple(judged))


class Finder:
    """Look-ups by place: tokens, attributions around a mention, times to come in a sentence."""

    def __init__(self, document: Document) -> None:
        self.doc: Any = document.syntax
        self.tops = document.headlines
        self.around = find_around(document.attributions, document.accounts)
        self.mentions = {entity.id: entity.mentions for entity in document.entities}
        today = find_days(document.report.published)[1]
        firsts = [(time.span.start, find_days(time.value)[0]) for time in document.times]
        self.ahead = sorted(start for start, first in firsts if today and first and first > today)

    def token(self, span: Span) -> Token:
        """Give the token at a span's start."""
        return self.doc[find_token(self.doc, span.start)]

    def has_future(self, token: Token) -> bool:
        """Say whether a time of the token's sentence lies after the day of publication."""
        if not self.ahead:
            return False
        sentence = token.sent
        at = bisect_left(self.ahead, sentence.start_char)
        return at < len(self.ahead) and self.ahead[at] < sentence.end_char

    def find_told(self, account: Account) -> _Told:
        """Find the mention in the body that counts, and whether the report tells of the act in its own voice.

        It does where most mentions stand in no attribution, or where one of them is a clause of its own: a noun (*the
        attack*) may only take up what a source said.
        """
        main, body = find_main(account, self.tops)
        free = [span for span in body if not self.around.get(span)]
        clauses = [t for t in map(self.token, free) if t.pos_ in ("VERB", "AUX") and t.dep_ not in ("acl", "amod")]
        own = bool(clauses) or 2 * len(free) > len(body)
        token = self.token(main)
        chain = tuple(a for a in self.around.get(main, ()) if not self._takes_for_granted(a, token))
        return _Told(token, main, chain, own)

    def _takes_for_granted(self, attribution: Attribution, token: Token) -> bool:
        """Say whether a source only speaks about the act: a noun is its content, and the act is told inside it.

        *He pointed to the strike that began on Monday*: the strike is what he points to, its beginning is told.
        """
        if attribution.kind == "direct" or attribution.cue is None or judge_cue(attribution, load_words()["cue"]):
            return False
        if attribution.cue.quote.lower() == "according to":
            return False
        content = self.doc.char_span(attribution.content.start, attribution.content.end, alignment_mode="expand")
        root = content.root
        return root.pos_ in ("NOUN", "PROPN", "PRON") and root.i != token.i


def weigh_chain(
    options: Sequence[tuple[Attribution, Features]], weights: Mapping[str, float] | None = None
) -> list[Attribution]:
    """Give the attributions for which more speaks than against.

    An account rests on one chain: the likeliest attribution and those that it stands in or that stand in it. Others
    stay only where they or the likeliest charge or deny, for then one side is set against the other.
    """
    weights = load_json("via_weights.json") if weights is None else weights
    scores = [weigh(features, weights) for _, features in options]
    chosen = [one for (one, _), score in zip(options, scores, strict=True) if score > 0]
    if len(chosen) < 2:
        return chosen
    best = options[max(range(len(options)), key=scores.__getitem__)][0]
    if judge_cue(best, load_words()["cue"]):
        return chosen
    return [one for one in chosen if _is_nested(one, best) or judge_cue(one, load_words()["cue"])]


def _is_nested(one: Attribution, other: Attribution) -> bool:
    return one.content.contains(other.content) or other.content.contains(one.content)


def choose_chain(account: Account, told: _Told, mentions: Mapping[str, Sequence[Span]]) -> list[Attribution]:
    """Give the attributions that an account rests on, by rules."""
    chain = list(told.chain)
    if told.own and account.type != "ASSAULT":
        chain = []
    if account.type in AHEAD or (account.type in SPEECH_ACTS and account.modality == "actual"):
        chain = [a for a in chain if not _does_by_saying(account, told, a, mentions)]
    return chain


def name_claim(account: Account, token: Token, chain: Sequence[Attribution]) -> tuple[Claim, tuple[str, ...]]:
    """Say who vouches for an account that rests on `chain`, outermost first. `token`: its trigger."""
    words = load_words()
    ids = tuple(a.id for a in chain)
    if _is_alleged(token, words):
        return "alleged", ids
    kinds = [judge_cue(a, words["cue"]) for a in chain]
    if "denied" in kinds:
        return "denied", ids
    if "alleged" in kinds or (account.type in _CRIMES and _is_charged(token, words["cue"])):
        return "alleged", ids
    return ("attributed", ids) if ids else ("narrator", ())


def _is_alleged(token: Token, words: Mapping[str, Mapping[str, str]]) -> bool:
    """Say whether a word beside the trigger puts it in doubt (*alleged attack*, *allegedly shot*)."""
    verbs = ("VERB", "AUX")
    near = [c for c in token.children if c.dep_ in ("amod", "advmod", "compound")]
    if token.dep_ == "amod":
        near.append(token.head)
    elif token.pos_ not in verbs and token.head.pos_ in verbs and token.dep_ in ("dobj", "nsubj", "nsubjpass", "pobj"):
        near += [c for c in token.head.children if c.dep_ == "advmod"]
    return any("alleged" in (words["modifier"].get(c.lower_), words["cue"].get(c.lower_)) for c in near)


def _does_by_saying(account: Account, told: _Told, one: Attribution, mentions: Mapping[str, Sequence[Span]]) -> bool:
    """Say whether the act is done with these very words, so that the report itself relates it.

    Not where their speaker tells in them of what he did elsewhere (*he said he had warned them*).
    """
    if one.entity is None or one.entity not in account.actor:
        return False
    named = any(one.content.contains(span) and span.end <= told.trigger.start for span in mentions.get(one.entity, ()))
    return not (named and _is_past(told.token))


def _is_past(token: Token) -> bool:
    """Say whether the trigger's verb is in the past or the perfect."""
    verb = token if token.pos_ in ("VERB", "AUX") else token.head
    auxiliaries = {c.lower_ for c in verb.children if c.dep_ in ("aux", "auxpass")}
    if auxiliaries & {"had", "have", "has", "having"}:
        return True
    if auxiliaries & {"will", "would", "'ll", "’ll"}:
        return False
    return verb.tag_ == "VBD" or bool(auxiliaries & {"was", "were", "did"})


def _is_charged(token: Token, cues: Mapping[str, str]) -> bool:
    """Say whether the trigger hangs on a charge or an accusation (*charged with murdering*)."""
    above = token
    for _ in range(_CHARGE_DEPTH):
        if above.head == above:
            return False
        link = above.dep_
        above = above.head
        lemma = above.lemma_.lower()
        if lemma in cues and link in ("prep", "pcomp", "pobj", "xcomp", "ccomp", "acl", "dobj"):
            return cues[lemma] == "alleged"
        if above.pos_ == "VERB" and link not in ("pobj", "pcomp", "prep", "conj", "xcomp"):
            return False
    return False
