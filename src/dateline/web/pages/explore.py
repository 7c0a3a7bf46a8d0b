"""Explore: table, timeline, map, network and counts over one set of filters, which stands in the address.

In: a query string. Out: pages that are whole without a script. The views' own choices (`by`, `lanes`,
`sort`, `col`, `size`, `after`, `world`) stand in the address too.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from jinja2 import Environment
from markupsafe import Markup

from dateline.data import read_bytes
from dateline.errors import FilterError, InputError
from dateline.export.forms import FORMS
from dateline.export.merged import FORMS as MERGED
from dateline.filters import Filters
from dateline.plots.shapes import FILE
from dateline.records import CLAIMS, EVENT_TYPES, MODALITIES
from dateline.store import Dealing, EventRow, Store
from dateline.web import deps
from dateline.web.deps import StoreDep, UserDep
from dateline.web.explore import atlas, choices, counts, network, timeline
from dateline.web.explore.periods import (
    STEPS,
    Window,
    choose_window,
    describe_window,
    list_ticks,
    shift,
    widen,
)
from dateline.web.kept import Kept
from dateline.web.queries import PARAMETERS, list_pairs, read_filters

router = APIRouter()

VIEWS = {"timeline": "Timeline", "map": "Map", "network": "Network", "counts": "Counts", "table": "Table"}
OWN = {
    "timeline": ("by", "lanes"),
    "map": ("world",),
    "network": (),
    "counts": ("by",),
    "table": ("sort", "col", "size"),
}
"""What each view keeps in the address besides the filters."""
SIZES = (25, 50, 100, 200)
PLACES, DEALINGS = 300, 400
_MAP = ("array", "color", "dispatch", "drag", "ease", "interpolate", "selection", "timer", "transition", "zoom", "geo")
_NETWORK = ("dispatch", "drag", "quadtree", "selection", "timer", "force")
SCRIPTS = {
    "map": (
        *(f"vendor/d3/d3-{name}.min.js" for name in _MAP),
        "vendor/d3/topojson-client.min.js",
        "explore-map.js",
    ),
    "network": (*(f"vendor/d3/d3-{name}.min.js" for name in _NETWORK), "explore-network.js"),
}
"""What each view loads besides the script of all; d3's pieces in the order in which they stand on each other."""
SAME = Filters()


@dataclass(frozen=True, slots=True)
class Asked:
    """What a page is asked for: the view, the filters, and the view's own choices as pairs."""

    view: str
    filters: Filters
    own: tuple[tuple[str, str], ...]

    def choice(self, name: str, known: Sequence[str], default: str) -> str:
        """Give one of the view's own choices, the default where the address has none or an unknown one."""
        return next((value for key, value in self.own if key == name and value in known), default)

    def link(self, view: str | None = None, *, filters: Filters | None = None, **own: str) -> str:
        """Give the address of a view: this one unless named, with these filters unless others are given."""
        target = view or self.view
        kept = [(key, value) for key, value in self.own if key in OWN[target] and key not in own]
        kept += [(key, value) for key, value in own.items() if value]
        pairs = [*list_pairs(self.filters if filters is None else filters), *kept]
        return f"/explore/{target}" + (f"?{urlencode(pairs)}" if pairs else "")

    def narrow(self, view: str | None = None, **values: object) -> str:
        """Give the address of a view with some filters changed."""
        return self.link(view, filters=replace(self.filters, **values))  # type: ignore[arg-type]

    def around(self, view: str, name: str, value: str) -> str:
        """Give the address of a view with one filter, `near` or `box`, put in place of what was there."""
        pairs = [pair for pair in list_pairs(self.filters) if pair[0] not in ("near", "box")]
        return f"/explore/{view}?{urlencode([*pairs, (name, value)])}"


@router.get("/explore", include_in_schema=False)
def explore(request: Request, user: UserDep) -> Response:
    """Lead to the timeline, with the filters that are given."""
    query = request.url.query
    return RedirectResponse("/explore/timeline" + (f"?{query}" if query else ""), status_code=307)


@router.get("/explore/countries.json", include_in_schema=False)
def countries(user: UserDep) -> Response:
    """Give the shapes of countries, for the map's script."""
    kept = {"Cache-Control": "private, max-age=86400"}
    return Response(read_bytes(FILE), media_type="application/json", headers=kept)


@router.get("/explore/download", include_in_schema=False)
def download(request: Request, user: UserDep) -> Response:
    """Lead to the export of what is shown, in the form that is chosen."""
    form = request.query_params.get("form", "csv")
    kind, _, name = form.rpartition(":")
    if name not in FORMS or (kind == "events" and name not in MERGED):
        raise InputError(f"form: {form[:40]!r} is no format of exports")
    more = {"merged": "true"} if kind == "events" else {}
    query = deps.filters_query(deps.parse_filters(request), **more)
    return RedirectResponse(f"/api/v1/exports/{name}?{query}", status_code=303)


@router.get("/explore/{view}", include_in_schema=False)
def show(request: Request, view: str, store: StoreDep, user: UserDep) -> HTMLResponse:
    """Show one of the views."""
    if view not in VIEWS:
        raise FilterError(f"view: {view[:40]!r} is none of {', '.join(VIEWS)}")
    pairs = request.query_params.multi_items()
    key = (store.head(), view, tuple(pairs), deps.sees_sensitive(request))
    kept: Kept = request.app.state.kept
    (drawn,) = kept.get(key, lambda: (draw(request, view, store),))
    return deps.render(
        request, "explore/page.html", view=view, views=VIEWS, scripts=SCRIPTS.get(view, ()), drawn=Markup(drawn)
    )


def draw(request: Request, view: str, store: Store) -> str:
    """Draw one of the views: all of its page but what surrounds every page."""
    pairs = request.query_params.multi_items()
    filters = read_filters(pairs)
    asked = Asked(view, filters, tuple((key, value) for key, value in pairs if key in OWN[view] and value))
    months = store.counts(filters, by="month")
    window = choose_window(filters, months, asked.choice("by", STEPS, "") or None)
    drawers: dict[str, Callable[[Request, Store, Asked, Window | None], dict[str, Any]]] = {
        "timeline": show_timeline,
        "map": show_map,
        "network": show_network,
        "counts": show_counts,
        "table": show_table,
    }
    context = {
        "asked": asked,
        "filters": filters,
        "views": VIEWS,
        "total": store.count_events(filters),
        "chosen": choices.list_chosen(filters, asked.own),
        "offered": _offer(store, filters),
        "pairs": list_pairs(filters),
        "window": window,
        "known": choices,
        **(_frame(store, asked, window) if window else {"strip": None}),
        **drawers[view](request, store, asked, window),
    }
    environment: Environment = request.app.state.templates
    return environment.get_template(f"explore/{view}.html").render(path=request.url.path, **context)


def show_timeline(request: Request, store: Store, asked: Asked, window: Window | None) -> dict[str, Any]:
    """Give what the timeline draws: single events where they are few, else counts."""
    lanes = asked.choice("lanes", timeline.LANES, "type")
    if window is None:
        return {"timeline": None, "lanes": lanes, "rows": ()}
    inside = replace(asked.filters, since=window.first.isoformat(), until=window.last.isoformat())
    if store.count_events(inside, cap=timeline.FEW).exact:
        page = store.events(inside, sort="date", limit=timeline.FEW)
        rows = _cover(request, page.items, asked.filters.view)
        drawn = timeline.draw_events(window, rows, lanes)
    else:
        rows = ()
        drawn = timeline.draw_counts(window, store.counts(asked.filters, by=window.by, split=lanes), lanes)
    return {"timeline": drawn, "lanes": lanes, "rows": rows}


def show_map(request: Request, store: Store, asked: Asked, window: Window | None) -> dict[str, Any]:
    """Give what the map draws."""
    counted = store.places_by_type(asked.filters, limit=PLACES)
    drawn = atlas.draw_atlas(counted, world=asked.choice("world", ("1",), "") == "1")
    return {"atlas": drawn, "data": atlas.describe_atlas(drawn), "capped": len({c.place for c in counted}) >= PLACES}


def show_network(request: Request, store: Store, asked: Asked, window: Window | None) -> dict[str, Any]:
    """Give what the network draws."""
    dealings: Sequence[Dealing] = store.dealings(asked.filters, limit=DEALINGS)
    if not deps.sees_sensitive(request):
        public = deps.get_masker(request).public({name for item in dealings for name in (item.actor, item.recipient)})
        dealings = [item for item in dealings if item.actor in public and item.recipient in public]
    drawn = network.draw_network(dealings)
    return {"network": drawn, "data": network.describe_network(drawn)}


def show_counts(request: Request, store: Store, asked: Asked, window: Window | None) -> dict[str, Any]:
    """Give what the counts draw."""
    if window is None:
        return {"groups": ()}
    groups = [
        (name, heading, counts.draw_panels(window, store.counts(asked.filters, by=window.by, split=name), name))
        for name, heading in (("type", "By what was done"), ("country", "By country"))
    ]
    return {"groups": groups}


def show_table(request: Request, store: Store, asked: Asked, window: Window | None) -> dict[str, Any]:
    """Give a page of the table."""
    # a plus sign in an address is a space
    given = next((value.strip().lstrip("+") for key, value in asked.own if key == "sort"), "-date")
    sort = given if given.lstrip("-") in choices.SORTED else "-date"
    size = int(asked.choice("size", tuple(map(str, SIZES)), "50"))
    page = store.events(asked.filters, sort=sort, limit=size, cursor=request.query_params.get("after") or None)
    return {
        "rows": _cover(request, page.items, asked.filters.view),
        "next": page.next,
        "first": not request.query_params.get("after"),
        "sort": sort,
        "size": size,
        "sizes": SIZES,
        "columns": choices.choose_columns(value for key, value in asked.own if key == "col"),
        "forms": [(f"events:{name}", f"events, {FORMS[name].name}") for name in MERGED]
        + [(name, f"{form.name}: {form.words}") for name, form in FORMS.items()],
    }


def _cover(request: Request, rows: Sequence[EventRow], view: str) -> Sequence[EventRow]:
    return rows if deps.sees_sensitive(request) else deps.get_masker(request).rows(rows, view)


def _frame(store: Store, asked: Asked, window: Window) -> dict[str, Any]:
    """Give the strip of all events and the ways to other periods."""
    since, until = widen(window)
    earlier, later = shift(window, -0.5), shift(window, 0.5)
    return {
        "strip": counts.draw_strip(window, store.counts(asked.filters, by=window.by)),
        "ticks": list_ticks(window),
        "period": describe_window(window),
        "moves": [
            ("earlier", asked.narrow(since=earlier[0], until=earlier[1]) if earlier else None),
            ("later", asked.narrow(since=later[0], until=later[1]) if later else None),
            ("wider", asked.narrow(since=since, until=until) if asked.filters.since or asked.filters.until else None),
            ("all time", asked.narrow(since=None, until=None) if asked.filters.since or asked.filters.until else None),
            (
                f"{window.outside:,} outside of this period",
                asked.narrow(since=window.whole[0].isoformat(), until=window.whole[1].isoformat())
                if window.whole
                else None,
            ),
        ],
    }


def _offer(store: Store, filters: Filters) -> dict[str, Any]:
    """Give what the form offers: values with their numbers over the whole store, and what is chosen besides."""
    whole = replace(SAME, view=filters.view)
    named = [(facet.value, timeline.name_country(facet.value)) for facet in store.facets(whole, "country", limit=80)]
    named += [(code, timeline.name_country(code)) for code in filters.countries if code not in dict(named)]
    outlets = [facet.value for facet in store.facets(whole, "outlet", limit=40)]
    outlets += [name for name in filters.outlets if name not in outlets]
    shown = {"type", "country", "outlet", "text", "party", "since", "until", "min_sources", "modality", "claim",
             "disagreement", "status", "min_confidence"}  # fmt: skip
    return {
        "types": EVENT_TYPES,
        "modalities": MODALITIES,
        "claims": CLAIMS,
        "countries": sorted(named, key=lambda item: item[1]),
        "outlets": sorted(outlets),
        "hidden": [(name, value) for name, value in list_pairs(filters) if name not in shown],
        "names": PARAMETERS,
    }
