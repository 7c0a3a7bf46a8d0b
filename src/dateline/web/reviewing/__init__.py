"""What the pages of review are made of: records to show, forms to read, words to find.

In: events, accounts and decisions of a store, and filled forms. Out: frozen records for templates, and decisions.
"""
