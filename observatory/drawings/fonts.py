"""The portal's font as the drawing library wants it: static, at one weight, in a folder of its own."""

import tempfile
from functools import lru_cache
from pathlib import Path

WRITTEN = "'Source Sans 3', 'DejaVu Sans', sans-serif"
MEASURED = "Portail"  # the same font: the library does not read a family name that holds a digit
SOURCE = (
    Path(__file__).resolve().parents[2] / "static/vendor/source-sans-3/source-sans-3-latin-wght-normal.woff2"
)


@lru_cache
def register() -> tempfile.TemporaryDirectory:
    """Once per process, so that words are measured as pages and documents will render them. The folder lives as long
    as the process."""
    import vl_convert
    from fontTools.ttLib import TTFont
    from fontTools.varLib.instancer import instantiateVariableFont

    font = instantiateVariableFont(TTFont(SOURCE), {"wght": 400})
    font.flavor = None
    for number in (1, 4, 6):
        font["name"].setName(MEASURED, number, 3, 1, 0x409)
    font["OS/2"].usWeightClass = 400
    folder = tempfile.TemporaryDirectory(prefix="portal-fonts-")
    font.save(Path(folder.name) / "portail.ttf")
    vl_convert.register_font_directory(folder.name)
    return folder
