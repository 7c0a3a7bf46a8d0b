"""Views over many events: what a store answers, made into what a page draws.

In: counts, places, dealings and rows of events. Out: frozen records with positions in per cent or in units of a
drawing, so that templates draw and decide nothing. Nothing here asks the store.
"""
