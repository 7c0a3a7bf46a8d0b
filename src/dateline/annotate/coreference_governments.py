"""Which descriptions mean a country's government.

In: clusters with names and descriptions joined. Out: the same with "the Israeli government", "the Omani side", "the
Trump administration" and "the regime" joined to the country that acts under its name, before or after; a government
without an adjective is that of the country that the report names most.
"""

from __future__ import annotations

from collections import Counter

from dateline.annotate.coreference_clusters import Clusters, Mention
from dateline.data.actors import load_demonyms, load_words

GOVERNING = frozenset({"government", "regime", "administration"})
NATIONAL = frozenset({"side", "authority", "leadership"})
"""Nouns for a government where its country is told: "the Omani side", "Egyptian authorities"."""
DOMINANT = 0.2
"""Share of a report's namings of countries that the first needs for "the government" to be its."""
COUNTRY = frozenset({"country", "nation", "kingdom", "state"})
BACK = 3
"""Sentences back in which "the country" finds the country that acts."""


def join_governments(clusters: Clusters) -> None:
    """Join the descriptions of governments to the countries that act under their names."""
    known: dict[str, int] = {}
    for mention in clusters.mentions:
        if mention.form == "n" and mention.kind == "org" and mention.code:
            known.setdefault(mention.code, mention.i)
    dominant = find_dominant(clusters)
    for mention in clusters.mentions:
        if mention.form != "d" or mention.kind != "org" or not _governs(mention):
            continue
        cluster = clusters.get(mention.i)
        if cluster.named or (not mention.code and mention.det not in load_words("definite")):
            continue
        main = dominant if not mention.modifiers and mention.lemma != "administration" else None
        code = mention.code or cluster.code or main
        if code and code in known and (not cluster.code or cluster.code == code):
            clusters.join(known[code], mention.i)
        elif mention.code and mention.lemma in GOVERNING:
            known.setdefault(mention.code, mention.i)


def _governs(mention: Mention) -> bool:
    """Say whether a description may be a government's."""
    if mention.lemma in NATIONAL:
        told = [word.title() for word in mention.words[:-1] if word != "the"]
        community = len(told) > 1 and told[0] in load_demonyms()  # "the Turkish Cypriot side"
        return " ".join(told) in load_demonyms() and not community and not mention.tailed
    return mention.lemma in GOVERNING and not mention.plural


def find_dominant(clusters: Clusters) -> str | None:
    """Give the country that more of the namings of countries name than any other, or None where it is one of many."""
    votes = Counter(mention.code for mention in clusters.mentions if mention.code and mention.form != "p")
    ranked = votes.most_common(2)
    if not ranked or (ranked[0][1] == ranked[-1][1] and len(ranked) > 1):
        return None
    code, count = ranked[0]
    return code if count >= DOMINANT * sum(votes.values()) else None


def find_acting_country(mention: Mention, clusters: Clusters, recent: list[int]) -> int | None:
    """Find the country that "the country" takes up where it acts: the one named most often shortly before."""
    votes: Counter[int] = Counter()
    for i in reversed(recent):
        other = clusters.mentions[i]
        if mention.sentence - other.sentence > BACK:
            break
        cluster = clusters.get(i)
        rival = other.sentence == mention.sentence and other.head.head == mention.head.head
        if cluster.kind == "org" and cluster.named and cluster.code and other.code and not rival:
            votes[clusters.find(i)] += 2 if other.head.dep_ in ("nsubj", "poss") else 1
    return max(votes.items(), key=lambda item: (item[1], item[0]))[0] if votes else None
