"""Importing a year that a centre kept in spreadsheets: all of it, or nothing.

The format: `sheets` is what an app declares in its `imports.py`; `columns` turns the text of a cell into a value or a
French reason.
Reading: `reading` chooses between `folder`, `archive` (ZIP) and `workbook` (XLSX); all give tables of texts.
Checking: `checking` finds every error of every sheet (`problems`); `closed` protects published years.
Writing: `run` does everything in one transaction; `writing` has the bulk upserts; `held` is what the database held
before.
Screens: `actions` and `models` keep the file; `worker` previews and imports it in the worker; `summary` and
`outcomes` are what it reports; `files` accepts uploads; `pages`, `views`, `forms`, `words` show it.
"""
