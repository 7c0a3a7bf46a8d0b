"""Which descriptions are one entity with a name or an earlier description.

In: clusters with names joined. Out: the same with descriptions joined: appositions ("Putin, the president"), copulas,
"the city of Minsk", a definite description with the same or a kindred head, collective nouns through the report.
"""

from __future__ import annotations

from typing import Any

from dateline.annotate.coreference_choice import DEPUTIES, Choose, Scene, list_options, name_det
from dateline.annotate.coreference_clusters import Clusters, Mention
from dateline.annotate.coreference_governments import COUNTRY, find_acting_country
from dateline.annotate.coreference_kinds import FIGHTERS, GENERIC, KINDRED, STANDING
from dateline.data.actors import load_bodies, load_capitals, load_leader_countries, load_place_nouns, load_words
from dateline.mentions import is_pair

GENERIC_BACK = 3
OFFICERS = frozenset({"investigator", "detective", "cop", "authority"})
"""Nouns that, without more, mean the police of the report."""
OFFICES = frozenset({"president", "prime-minister", "minister", "leader", "governor", "secretary"})
"""Groups of nouns that, without more, mean the holder of whom the report tells most."""
HEADS = frozenset({"president", "prime-minister"})
"""Groups of nouns for offices that one person of a country holds."""
WINDOW = 12
"""Sentences after which a definite description of a person no longer reaches back."""
MAX_OPTIONS = 40
NEAR = 3
"""Sentences back in which a definite description may take up anything of its kind."""
LEAD = 8
"""Sentences at the beginning in which a body takes up its headline."""


def join_descriptions(clusters: Clusters, by_head: dict[int, int], scene: Scene, choose: Choose) -> None:
    """Join each description to what it describes, in text order."""
    memory: dict[str, list[int]] = {}
    recent: list[int] = []
    for mention in clusters.mentions:
        if mention.form == "p":
            continue
        if mention.form == "d" and is_pair(mention.entity.name):
            earlier = memory.get(mention.lemma, ())
            target = next((i for i in reversed(earlier) if is_pair(clusters.mentions[i].entity.name)), None)
            if target is not None:
                clusters.join(target, mention.i)
        elif mention.form == "d":
            target = _find_grammatical(mention, by_head, clusters)
            if target is None:
                target = _find_earlier(mention, clusters, memory, recent)
                if mention.kind != "place" and clusters.find(mention.i) == mention.i:
                    target = _choose(mention, clusters, (memory, recent), target, scene, choose)
            if target is not None and not _are_apart(clusters, target, mention.i):
                clusters.join(target, mention.i)
        for word in sorted(clusters.get(mention.i).groups | clusters.get(mention.i).lemmas):
            memory.setdefault(word, []).append(mention.i)
        recent.append(mention.i)


def _are_apart(clusters: Clusters, one: int, other: int) -> bool:
    """Say whether two mentions are two people of different surnames, or one a nation and one of some counted people."""
    first, second = (
        {mention.words[-1] for mention in clusters.get(i).mentions if mention.form == "n" and mention.kind == "person"}
        for i in (one, other)
    )
    if first and second and first.isdisjoint(second):
        return True
    pairs = ((one, other), (other, one))
    return any(_is_nation(clusters.mentions[i]) and any(m.number for m in clusters.get(j).mentions) for i, j in pairs)


def _is_nation(mention: Mention) -> bool:
    """Say whether a description is of a whole nation: "the Chilean people"."""
    return mention.lemma == "people" and mention.code is not None and mention.det == "the" and not mention.number


def _choose(
    mention: Mention,
    clusters: Clusters,
    before: tuple[dict[str, list[int]], list[int]],
    rule: int | None,
    scene: Scene,
    choose: Choose,
) -> int | None:
    """Choose among the entities of a like noun, those near, and what the rules would take."""
    if mention.det == "another" or mention.head.lower_ == "one":
        return None
    memory, recent = before
    found = {rule} if rule is not None else set()
    for word in (mention.lemma, mention.group):
        found.update(memory.get(word, ())[-MAX_OPTIONS:])
    definite = name_det(mention) in ("the", "this", "poss")
    for i in recent[-MAX_OPTIONS:]:
        kindred = any(mention.group in family and family & clusters.get(i).groups for family in KINDRED)
        if kindred or (definite and mention.sentence - clusters.mentions[i].sentence <= NEAR):
            found.add(i)
    return choose(mention, list_options(mention, clusters, sorted(found, reverse=True), rule, scene))


def join_ages(clusters: Clusters) -> None:
    """Join a described person to the only named one of that age, and the one "identified as" a name to it."""
    named: dict[str, set[int]] = {}
    for mention in clusters.mentions:
        if mention.age and clusters.get(mention.i).named and clusters.get(mention.i).kind == "person":
            named.setdefault(mention.age, set()).add(clusters.find(mention.i))
    for mention in clusters.mentions:
        if mention.age and mention.kind == "person" and not clusters.get(mention.i).named:
            options = named.get(mention.age, set())
            if len(options) == 1:
                target = clusters.get(next(iter(options)))
                if not (mention.gender and target.gender and mention.gender != target.gender):
                    clusters.join(next(iter(options)), mention.i)
    by_head = {mention.head.i: mention for mention in clusters.mentions}
    for mention in clusters.mentions:
        if (
            mention.form == "n"
            and mention.kind == "person"
            and mention.head.dep_ == "pobj"
            and (mention.head.head.lower_ == "as" and mention.head.head.head.lemma_ in ("identify", "name"))
        ):
            verb = mention.head.head.head
            subjects = [child for child in verb.children if child.dep_ in ("nsubjpass", "dobj")]
            subjects += [verb.head] if verb.dep_ == "acl" else []
            for child in subjects:
                other = by_head.get(child.i)
                if other and other.form == "d" and other.kind == "person" and not clusters.get(other.i).named:
                    clusters.join(mention.i, other.i)


def join_offices(clusters: Clusters) -> None:
    """Join "the US president" to the one leader of that country, by the table, who is named in the report."""
    leaders: dict[str, set[int]] = {}
    for mention in clusters.mentions:
        if mention.form == "n" and mention.kind == "person":
            leaders.setdefault(load_leader_countries().get(mention.entity.name, ""), set()).add(mention.i)
    for mention in clusters.mentions:
        cluster = clusters.get(mention.i)
        office = mention.group in HEADS and mention.det in load_words("definite") and mention.kind == "person"
        if not office or mention.form != "d" or cluster.named or not mention.code or mention.plural:
            continue
        fitting = {clusters.find(i) for i in leaders.get(mention.code, ()) if clusters.get(i).groups <= {mention.group}}
        if len(fitting) == 1 and not mention.modifiers & DEPUTIES:
            clusters.join(next(iter(fitting)), mention.i)


def _find_grammatical(mention: Mention, by_head: dict[int, int], clusters: Clusters) -> int | None:
    """Find what apposition, a copula or "of" joins the description to."""
    head = mention.head
    options: list[Any] = []
    if mention.lemma in load_words("document"):
        return _find_issuer(mention, by_head, clusters)
    covered = _find_covered(mention, by_head, clusters)
    if covered is not None:
        return covered
    if head.dep_ == "appos":
        options.append(head.head)
    elif head.dep_ == "conj" and head.head.dep_ == "appos" and mention.det in load_words("indefinite"):
        options.append(head.head.head)
    options += [child for child in head.children if child.dep_ == "appos"]
    if head.dep_ == "attr" and mention.det in ("the", "a", "an", "poss", "") and head.head.lemma_ == "be":
        options += [child for child in head.head.children if child.dep_ == "nsubj"]
    if mention.kind == "place" and load_place_nouns().get(mention.lemma) == "area":
        for child in head.rights:
            if child.lower_ == "of":
                options += [below for below in child.children if below.dep_ == "pobj"]
    for option in options:
        i = by_head.get(option.i)
        if i is None or i == mention.i:
            continue
        other = clusters.mentions[i]
        if other.form == "p" or not _same_sort(mention, other) or mention.plural != other.plural:
            continue
        if other.form == "n" or head.dep_ != "attr":
            return i
    return None


def _find_covered(mention: Mention, by_head: dict[int, int], clusters: Clusters) -> int | None:
    """Find the body whose name stands in its own description: "Reuters news agency", "Taliban fighters"."""
    i = next((by_head[at] for at in range(mention.end - 2, mention.start - 1, -1) if at in by_head), None)
    other = clusters.mentions[i] if i is not None else None
    if other is None or other.form != "n" or other.kind != "org" or other.start < mention.start or mention.counted:
        return None
    gap = mention.head.doc[other.end : mention.head.i]
    if any(token.tag_ not in ("NN", "NNP") for token in gap) or mention.det in load_words("indefinite"):
        return None
    body = load_bodies().get(other.entity.name)
    fighters = body is not None and "REB" in body.sector and mention.plural and mention.group in FIGHTERS
    alike = mention.kind == "org" and not mention.plural and mention.lemma in GENERIC
    return other.i if fighters or alike else None


def _find_issuer(mention: Mention, by_head: dict[int, int], clusters: Clusters) -> int | None:
    """Find whose report or statement it is: "a Reuters report", "a statement by the ministry"."""
    head = mention.head
    options = [child for child in head.lefts if child.dep_ in ("compound", "poss", "nmod")]
    for child in head.rights:
        if child.lower_ in ("by", "from"):
            options += [below for below in child.children if below.dep_ == "pobj"]
    for option in options:
        i = by_head.get(option.i)
        if i is not None and clusters.mentions[i].kind == "org" and clusters.mentions[i].form != "p":
            return i
    return None


def _same_sort(mention: Mention, other: Mention) -> bool:
    people = ("person", "group")
    return mention.kind == other.kind or (mention.kind in people and other.kind in people)


def _find_earlier(mention: Mention, clusters: Clusters, memory: dict[str, list[int]], recent: list[int]) -> int | None:
    """Find the earlier entity that a description takes up; "one of them" is each time another."""
    if mention.head.lower_ == "one":
        return None
    if mention.kind == "place":
        return _find_place(mention, clusters, memory, recent)
    if mention.code and mention.group == "government" and mention.lemma in ("government", "regime", "administration"):
        return _find_government(mention, clusters, recent)
    if mention.kind == "org" and mention.lemma in COUNTRY and not mention.plural and not mention.code:
        return find_acting_country(mention, clusters, recent) if mention.det in load_words("definite") else None
    if mention.det in load_words("indefinite") or (mention.counted and mention.det not in load_words("definite")):
        return _find_headline(mention, clusters, memory)
    options = list(dict.fromkeys(reversed(memory.get(mention.lemma, ())[-MAX_OPTIONS:])))
    if mention.group and (mention.group in STANDING or mention.det in load_words("definite")):
        options += [
            i for i in dict.fromkeys(reversed(memory.get(mention.group, ())[-MAX_OPTIONS:])) if i not in options
        ]
    fitting = [i for i in options if _agrees(mention, clusters, i, alike=True)]
    if fitting and mention.group in OFFICES and not mention.modifiers:
        return max(fitting, key=lambda i: len(clusters.get(i).mentions))
    if fitting:
        return fitting[0]
    if mention.kind == "person" and mention.det == "the":
        near = {clusters.find(i) for i in options if mention.sentence - clusters.mentions[i].sentence <= WINDOW}
        only = next(iter(near)) if len(near) == 1 else None
        if only is not None and _agrees(mention, clusters, only, alike=False):
            return only
    if mention.det in ("the", "this", "that") and not mention.plural:
        found = _find_kindred(mention, clusters, memory)
        if found is None and mention.kind == "org" and mention.lemma in GENERIC:
            return _find_named_body(mention, clusters, recent)
        return found
    if mention.lemma in OFFICERS and not mention.modifiers and mention.det in ("", "the"):
        return next((i for i in reversed(memory.get("police", ())) if clusters.get(i).kind == "org"), None)
    return None


def _find_named_body(mention: Mention, clusters: Clusters, recent: list[int]) -> int | None:
    """Find the named body that "the group" or "the company" takes up: the nearest one, subjects before others."""
    best, best_score = None, 0.0
    for distance, i in enumerate(reversed(recent[-MAX_OPTIONS:])):
        other, cluster = clusters.mentions[i], clusters.get(i)
        back = mention.sentence - other.sentence
        if back > GENERIC_BACK:
            break
        rival = other.head.head == mention.head.head and not back
        if not cluster.named or cluster.kind != "org" or other.form != "n" or rival or cluster.code:
            continue
        if (cluster.groups and mention.group not in cluster.groups) or (not back and other.head.dep_ == "compound"):
            continue
        score = 5.0 - 1.5 * back - 0.1 * distance + (1.5 if other.head.dep_ in ("nsubj", "nsubjpass") else 0.0)
        score += 0.3 * min(len(cluster.mentions), 5)
        if score > best_score:
            best, best_score = i, score
    return best


def _find_headline(mention: Mention, clusters: Clusters, memory: dict[str, list[int]]) -> int | None:
    """Find in the headline what the first sentences of the body introduce anew: "Man charged", "A man was charged"."""
    if mention.sentence > LEAD:
        return None
    line = mention.line
    for i in reversed(memory.get(mention.lemma, ())[-MAX_OPTIONS:]):
        other = clusters.mentions[i]
        if other.line < line and other.line <= 1 and _agrees(mention, clusters, i, alike=True, fresh=True):
            return i
    return None


def _agrees(mention: Mention, clusters: Clusters, i: int, *, alike: bool, fresh: bool = False) -> bool:
    other, cluster = clusters.mentions[i], clusters.get(i)
    if not (mention.kind == cluster.kind or _same_sort(mention, other)):
        return False
    standing = mention.group in STANDING and mention.group in cluster.groups
    if {mention.kind, cluster.kind} == {"person", "group"} and mention.plural != cluster.plural:
        return False
    if mention.kind != "org" and mention.plural != cluster.plural and not standing:
        return False
    if mention.gender and cluster.gender and mention.gender != cluster.gender:
        return False
    if mention.is_of_other_age(cluster):
        return False
    if mention.code and cluster.code and mention.code != cluster.code:
        return False
    if mention.kind == "person" and not cluster.named and mention.sentence - other.sentence > WINDOW * 2:
        return False
    if cluster.named and not alike:
        return True
    extra = mention.modifiers - cluster.modifiers - cluster.lemmas
    if not extra or (fresh and not (mention.modifiers and cluster.modifiers and cluster.modifiers - mention.modifiers)):
        return True
    return not cluster.modifiers and mention.det in load_words("definite") and alike and not cluster.named


def _find_kindred(mention: Mention, clusters: Clusters, memory: dict[str, list[int]]) -> int | None:
    """Find the nearest earlier entity whose noun may be exchanged for this one: "the man" for "a gunman"."""
    options: set[int] = set()
    for family in KINDRED:
        if mention.group in family:
            for group in family:
                options.update(memory.get(group, ())[-MAX_OPTIONS:])
    for i in sorted(options, reverse=True):
        if mention.sentence - clusters.mentions[i].sentence > WINDOW // 2:
            return None
        if _agrees(mention, clusters, i, alike=False):
            return i
    return None


def _find_government(mention: Mention, clusters: Clusters, recent: list[int]) -> int | None:
    for i in recent:
        cluster = clusters.get(i)
        if (
            cluster.kind == "org"
            and cluster.code == mention.code
            and (clusters.mentions[i].form == "n" or "government" in cluster.groups)
        ):
            return i
    return None


def _find_capital(code: str, clusters: Clusters) -> int | None:
    """Find the town that "the Belarusian capital" is, before or after it."""
    capitals = load_capitals()
    return next((o.i for o in clusters.mentions if o.kind == "place" and capitals.get(o.entity.name) == code), None)


def _find_place(mention: Mention, clusters: Clusters, memory: dict[str, list[int]], recent: list[int]) -> int | None:
    """Find the place that "the city", "the country" or "the house" takes up."""
    if mention.lemma == "capital" and mention.code:
        return _find_capital(mention.code, clusters)
    for i in reversed(memory.get(mention.lemma, ())[-MAX_OPTIONS:]):
        if (
            clusters.get(i).kind == "place"
            and (
                mention.det in load_words("definite")
                or (mention.modifiers <= clusters.get(i).modifiers and mention.det == "poss")
            )
            and mention.modifiers <= (clusters.get(i).modifiers | clusters.get(i).lemmas)
        ):
            return i
    if load_place_nouns().get(mention.lemma) != "area" or mention.det not in load_words("definite") or mention.plural:
        return None
    if len(mention.modifiers) > 1 or mention.head.text[:1].isupper():  # "the West"
        return None
    country = mention.lemma in ("country",)
    for i in reversed(recent[-MAX_OPTIONS:]):
        other = clusters.mentions[i]
        if other.kind == "place" and other.form == "n" and (other.code is not None) == country:
            return i
    return None
