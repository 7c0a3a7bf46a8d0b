"""Plots of readings and events that need no network: a map, a timeline, one report's accounts.

In: readings. Out: matplotlib `Axes`. matplotlib comes with the extra `exports` and is loaded when something is drawn.
"""
