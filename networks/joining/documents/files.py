"""What an uploaded file really is, from its content; and its sanitised form. No database here."""

import io
import re
import struct
import zipfile
import zlib
from dataclasses import dataclass

from PIL import Image, ImageFile, ImageOps

from centre.refusals import Refused
from centre.uploads import MAX_BYTES

MAX_PIXELS = 30_000_000
LONGEST_SIDE = 3_000  # an A4 page at 250 dots an inch
_WHAT = "Fichier refusé : ce n’est pas un PDF, un JPEG ou un PNG."
_HEAVY = "Fichier trop lourd : 5 Mo au plus."
_LOCKED = "PDF protégé par un mot de passe : illisible."
_BROKEN = "Fichier incomplet ou abîmé : enregistrez-le de nouveau, puis déposez-le."
_VAST = "Image trop grande : 30 millions de points au plus."
_ACTIVE = "Fichier refusé : ce PDF contient un programme ou un autre fichier."
_EMPTY = "Fichier vide : choisissez-en un autre."

_EICAR = b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE"
_PROGRAMS = (b"/JavaScript", b"/Launch", b"/EmbeddedFile", b"/RichMedia")
_FIGURES = re.compile(rb"#([0-9A-Fa-f]{2})")  # how a PDF writes any letter of a name: /J#61vaScript
_PAGES_OF_BROWSERS = (b"<html", b"<script", b"<svg", b"<!doctype", b"<?php")
_UNREADABLE = (
    OSError,
    EOFError,
    ValueError,
    SyntaxError,
    TypeError,
    IndexError,
    KeyError,
    struct.error,
    zlib.error,
)


@dataclass(frozen=True)
class CleanFile:
    media_type: str
    content: bytes


def clean(content: bytes) -> CleanFile:
    """The sanitised file; Refused (field `file`) if it is none of the three kinds.

    An image is redrawn: no metadata, nothing hidden behind it. A PDF is stored as it came if it is a complete PDF
    without password, script or attachment.
    """
    if len(content) > MAX_BYTES:
        raise _refused(_HEAVY)
    if not content:
        raise _refused(_EMPTY)
    if _EICAR in content:
        raise _refused(_WHAT)
    if content.startswith(b"%PDF-"):
        return CleanFile("application/pdf", _pdf(content))
    if content.startswith(b"\xff\xd8\xff"):
        return CleanFile("image/jpeg", _image(content, "JPEG"))
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return CleanFile("image/png", _image(content, "PNG"))
    raise _refused(_WHAT)


def _refused(reason: str) -> Refused:
    return Refused(reason, field="file")


def _pdf(content: bytes) -> bytes:
    names = _FIGURES.sub(lambda found: bytes.fromhex(found[1].decode()), content)
    if b"/Encrypt" in names:
        raise _refused(_LOCKED)
    if any(word in content[:1024].lower() for word in _PAGES_OF_BROWSERS):
        raise _refused(_WHAT)
    if any(word in names for word in _PROGRAMS):
        raise _refused(_ACTIVE)
    end = content.rstrip(b"\0\t\n\r ")
    if not end.endswith(b"%%EOF") or b"startxref" not in end[-2048:]:
        raise _refused(_BROKEN)
    if zipfile.is_zipfile(io.BytesIO(content)):
        raise _refused(_WHAT)
    return content


def _image(content: bytes, kind: str) -> bytes:
    """The picture redrawn, upright, at most `LONGEST_SIDE` wide and high."""
    # WeasyPrint, once loaded in this process, lets any broken picture through.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        with Image.open(io.BytesIO(content), formats=[kind]) as opened:
            if opened.width * opened.height > MAX_PIXELS:
                raise _refused(_VAST)
            opened.draft(None, (LONGEST_SIDE, LONGEST_SIDE))  # a vast JPEG is decoded smaller at once
            picture = ImageOps.exif_transpose(opened)
            picture = picture.convert(_mode(picture, kind))
    except Image.DecompressionBombError as error:
        raise _refused(_VAST) from error
    except _UNREADABLE as error:
        raise _refused(_BROKEN) from error
    picture.info = {}
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    drawn = io.BytesIO()
    picture.save(drawn, kind, **({"quality": 85} if kind == "JPEG" else {"optimize": True}))
    if drawn.tell() > MAX_BYTES:
        raise _refused(_HEAVY)
    return drawn.getvalue()


def _mode(picture: Image.Image, kind: str) -> str:
    if picture.mode in ("1", "L"):
        return "L"
    if kind == "PNG" and ("A" in picture.mode or "transparency" in picture.info):
        return "RGBA"
    return "RGB"
