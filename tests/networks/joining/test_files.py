"""A file is what its content says: three kinds, nothing hidden, nothing that exhausts the server."""

import io
import struct
import tracemalloc
import zipfile
import zlib

import pikepdf
import pytest
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.http.multipartparser import MultiPartParser
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from centre.refusals import Refused
from centre.uploads import MAX_BYTES, BoundedUpload
from networks.joining.documents.files import clean
from tests.networks.joining.makers import pdf, picture

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
WHAT = "Fichier refusé\u00a0: ce n’est pas un PDF, un JPEG ou un PNG."
LOCKED = "PDF protégé par un mot de passe\u00a0: illisible."
BROKEN = "Fichier incomplet ou abîmé"
ACTIVE = "ce PDF contient un programme"
VAST = "Image trop grande"


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_bomb(side=50_000) -> bytes:
    """A few hundred kilobytes that say they are 2 500 million points."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0))
    return (
        b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0" * 1_000_000)) + chunk(b"IEND", b"")
    )


def text_bomb() -> bytes:
    """A PNG whose comment unfolds to 200 megabytes."""
    whole = picture()
    comment = chunk(b"zTXt", b"Comment\0\0" + zlib.compress(b"x" * 200_000_000))
    return whole[:33] + comment + whole[33:]


def zipped() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("virus.exe", "MZ")
    return out.getvalue()


def zip_inside_pdf() -> bytes:
    """A PDF at both ends, an archive for whoever opens it as one."""
    packed = bytearray(zipped())
    tail = pdf()
    packed[-2:] = struct.pack("<H", len(tail))
    return b"%PDF-1.4\n" + bytes(packed) + tail


def pdf_with(action: str) -> bytes:
    made, out = pikepdf.new(), io.BytesIO()
    made.add_blank_page()
    if action == "javascript":
        made.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    elif action == "launch":
        made.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.Launch, F="cmd.exe")
    else:
        made.attachments["virus.exe"] = b"MZ"
    made.save(out, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return out.getvalue()


def encrypted_pdf(owner="o", user="u") -> bytes:
    return pdf(encryption=pikepdf.Encryption(owner=owner, user=user))


REFUSED = {
    "a program renamed .pdf": (b"MZ\x90\0" + b"\0" * 200, WHAT),
    "an svg": (b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', WHAT),
    "a page of html": (b"<!doctype html><script>alert(1)</script>", WHAT),
    "html that begins as a pdf": (b"%PDF-1.4\n<html><script>alert(1)</script>" + pdf(), WHAT),
    "a gif": (b"GIF89a" + b"\0" * 40, WHAT),
    "a webp": (b"RIFF\0\0\0\0WEBPVP8 ", WHAT),
    "a zip": (zipped(), WHAT),
    "a pdf that does not begin at once": (b"\n" + pdf(), WHAT),
    "the antivirus test": (EICAR, WHAT),
    "the antivirus test inside a pdf": (pdf() + EICAR + b"\n%%EOF", WHAT),
    "an encrypted pdf": (encrypted_pdf(), LOCKED),
    "a pdf locked against changes": (encrypted_pdf(user=""), LOCKED),
    "a pdf with javascript": (pdf_with("javascript"), ACTIVE),
    "a pdf that launches": (pdf_with("launch"), ACTIVE),
    "a pdf with a file inside": (pdf_with("file"), ACTIVE),
    "a pdf with an archive behind": (pdf() + zipped(), BROKEN),
    "a pdf with an archive inside": (zip_inside_pdf(), WHAT),
    "half a pdf": (pdf()[: len(pdf()) // 2], BROKEN),
    "a pdf header alone": (b"%PDF-1.7\n%%EOF", BROKEN),
    "a truncated png": (picture(size=(300, 300))[:-60], BROKEN),
    "a truncated jpeg": (picture("JPEG", size=(300, 300))[:200], BROKEN),
    "a png header alone": (b"\x89PNG\r\n\x1a\n", BROKEN),
    "a jpeg header alone": (b"\xff\xd8\xff\xe0", BROKEN),
    "a gif that says it is a png": (b"\x89PNG\r\n\x1a\nGIF89a", BROKEN),
    "a pixel bomb": (png_bomb(), VAST),
    "a smaller pixel bomb": (png_bomb(6_000), VAST),
    "a bomb of text": (text_bomb(), BROKEN),
    "a zero byte file": (b"", "Fichier vide"),
    "one zero byte": (b"\0", WHAT),
    "a byte too many": (b"%PDF-" + b"0" * MAX_BYTES, "Fichier trop lourd\u00a0: 5 Mo au plus."),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused_says_why(name):
    content, said = REFUSED[name]
    tracemalloc.start()
    with pytest.raises(Refused) as refusal:
        clean(content)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert said in refusal.value.reason and refusal.value.field == "file"
    assert peak < 40_000_000


def test_a_pdf_is_kept_as_it_came():
    for whole in (pdf(), pdf(linearize=True), pdf() + b"\r\n"):
        kept = clean(whole)
        assert (kept.media_type, kept.content) == ("application/pdf", whole)


@pytest.mark.parametrize("mode", ["RGB", "L", "RGBA", "P", "1", "LA", "I;16"])
def test_each_sort_of_png_is_drawn_anew(mode):
    kept = clean(picture(mode=mode) if mode == "RGB" else picture_of(mode))
    assert kept.media_type == "image/png"
    with Image.open(io.BytesIO(kept.content)) as drawn:
        assert drawn.size == (40, 30) and drawn.format == "PNG"


def picture_of(mode) -> bytes:
    out = io.BytesIO()
    Image.new(mode, (40, 30)).save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK"])
def test_each_sort_of_jpeg_is_drawn_anew(mode):
    out = io.BytesIO()
    Image.new(mode, (40, 30)).save(out, "JPEG")
    kept = clean(out.getvalue())
    with Image.open(io.BytesIO(kept.content)) as drawn:
        assert (kept.media_type, drawn.size, drawn.format) == ("image/jpeg", (40, 30), "JPEG")


def _marked(kind: str) -> bytes:
    """A photograph that tells where, when and by whom, with a page of html behind it."""
    exif = Image.Exif()
    exif[0x010E], exif[0x013B], exif[0x0112] = "CANARI description", "CANARI auteur", 6
    exif.get_ifd(0x8825)[1] = "N"
    saving = {"exif": exif}
    if kind == "PNG":
        saving["pnginfo"] = PngImagePlugin.PngInfo()
        saving["pnginfo"].add_text("Author", "CANARI texte")
        saving["icc_profile"] = b"CANARI couleurs" * 10
    else:
        saving |= {"comment": b"CANARI commentaire", "icc_profile": b"CANARI couleurs" * 10}
    return picture(kind, **saving) + b"<html>CANARI derriere<script>alert(1)</script>"


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_metadata_and_what_hides_behind_are_dropped(kind):
    whole = _marked(kind)
    assert whole.count(b"CANARI") >= 4
    kept = clean(whole).content
    assert b"CANARI" not in kept and b"Exif" not in kept and b"eXIf" not in kept and b"<script" not in kept
    with Image.open(io.BytesIO(kept)) as drawn:
        assert drawn.size == (30, 40)  # turned upright as its label said
        assert not drawn.getexif() and not set(drawn.info) - {
            "jfif",
            "jfif_version",
            "jfif_unit",
            "jfif_density",
        }


def test_a_vast_photograph_is_kept_smaller():
    kept = clean(picture("JPEG", size=(5000, 4000)))
    with Image.open(io.BytesIO(kept.content)) as drawn:
        assert max(drawn.size) == 3000 and drawn.width * 4 == drawn.height * 5


@given(st.binary(max_size=200), st.sampled_from([b"", b"%PDF-1.4", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"]))
def test_noise_is_refused_in_french_never_an_error(noise, head):
    with pytest.raises(Refused) as refusal:
        clean(head + noise)
    assert refusal.value.reason.endswith(".")


WHOLE = {"JPEG": picture("JPEG", size=(64, 64)), "PNG": picture(size=(64, 64)), "PDF": pdf()}


@given(st.sampled_from(list(WHOLE)), st.data())
def test_a_file_cut_or_altered_anywhere_is_refused_or_drawn_anew(kind, data):
    whole = bytearray(WHOLE[kind])
    if data.draw(st.booleans()):
        whole = whole[: data.draw(st.integers(0, len(whole) - 1))]
    else:
        whole[data.draw(st.integers(0, len(whole) - 1))] ^= data.draw(st.integers(1, 255))
    try:
        kept = clean(bytes(whole))
    except Refused:
        return
    if kept.media_type != "application/pdf":
        with Image.open(io.BytesIO(kept.content)) as drawn:
            drawn.load()


# ── At the door ─────────────────────────────────────────────────────────────────────────────────


class Endless(io.RawIOBase):
    """A body of `size` bytes that is never whole in memory: one file, then a field."""

    def __init__(self, size: int, files: int = 1):
        head = (
            b'--x\r\nContent-Disposition: form-data; name="file"; filename="d.pdf"\r\n'
            b"Content-Type: application/pdf\r\n\r\n"
        )
        self.parts = []
        for _ in range(files):
            self.parts += [head, size, b"\r\n"]
        self.parts.append(b'--x\r\nContent-Disposition: form-data; name="kind"\r\n\r\ndiplome\r\n--x--\r\n')
        self.length = sum(part if isinstance(part, int) else len(part) for part in self.parts)

    def read(self, size=-1):
        if not self.parts:
            return b""
        part = self.parts.pop(0)
        if isinstance(part, bytes):
            return part
        take = min(part, 65_536 if size < 0 else size)
        if part > take:
            self.parts.insert(0, part - take)
        return b"0" * take


def parsed(size: int, files: int = 1):
    body = Endless(size, files)
    meta = {"CONTENT_TYPE": "multipart/form-data; boundary=x", "CONTENT_LENGTH": str(body.length)}
    tracemalloc.start()
    fields, sent = MultiPartParser(meta, body, [BoundedUpload()]).parse()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return fields, sent.getlist("file"), peak


def test_what_is_light_enough_arrives_whole():
    fields, (file,), _ = parsed(MAX_BYTES)
    assert isinstance(file, InMemoryUploadedFile)
    assert (file.size, len(file.read()), file.name, fields["kind"]) == (
        MAX_BYTES,
        MAX_BYTES,
        "d.pdf",
        "diplome",
    )


@pytest.mark.parametrize(("size", "files"), [(60_000_000, 1), (4_000_000, 30)])
def test_what_is_too_heavy_takes_neither_memory_nor_disk(size, files):
    fields, sent, peak = parsed(size, files)
    assert fields["kind"] == "diplome" and all(file.size == size for file in sent)
    assert sum(len(file.read()) for file in sent) <= MAX_BYTES and peak < 12_000_000
