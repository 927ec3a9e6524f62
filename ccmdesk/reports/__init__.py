"""Draw domain values on paper: pure functions that return the bytes of a PDF.

Importing a report loads reportlab (0.13 s), so services import reports where they are first used.
"""
