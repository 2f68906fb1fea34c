"""Importing a year: what a centre keeps in spreadsheets, read into the portal, all of it or nothing.

`reading` turns a folder of CSV files or one XLSX workbook into tables of texts; `columns` turns a text into a value
or a French reason; `sheets` is what an app declares in its `imports.py`; `checking` finds every error of every
sheet; `writing` brings a table of the database to what a sheet says; `run` does all this in one transaction.
"""
