"""Sources: bytes to reports.

In: files, folders, globs, standard input or a string. Out: a `Report` each, its text clean, or a `Failure`
that says in one line why there is none. Text is cleaned here and never again: every offset of a reading
refers to the text that this package gives.
"""
