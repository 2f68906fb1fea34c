"""The drawings that a page names, in one statement: named first, then read behind the wall of 0034."""

from django.db import migrations

NAMED = """
CREATE FUNCTION observatory_drawings(names text[]) RETURNS TABLE (fingerprint varchar, svg text)
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM set_config('app.drawings', array_to_string(names, ','), true);
    RETURN QUERY SELECT drawing.fingerprint, drawing.svg FROM observatory_drawing AS drawing
        WHERE drawing.fingerprint = ANY (names) AND drawing.svg <> '';
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("observatory", "0034_walls_attacked")]
    operations = [migrations.RunSQL(NAMED, "DROP FUNCTION observatory_drawings(text[])")]
