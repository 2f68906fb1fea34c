"""The floor: Django, one plain template, the board's fields; no database, no middleware, nobody logged in."""
