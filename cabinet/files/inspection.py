"""What a file really is, and whether it is harmless: pictures are drawn anew, PDFs are read through.

Pure: bytes in, bytes out. Raises Unfit with a code; the sentences stand in receiving.py.
"""

from collections.abc import Iterator
from io import BytesIO
from typing import Any, BinaryIO

import filetype
from PIL import Image, ImageOps, UnidentifiedImageError
from pyhanko.pdf_utils import generic, misc
from pyhanko.pdf_utils.reader import PdfFileReader

HEAD = 262
TAIL = 2048
PIXELS = 60_000_000
OBJECTS = 200_000
FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG"}
ACTIVE_NAMES = {"/JS", "/JavaScript", "/Launch", "/EmbeddedFiles", "/EmbeddedFile", "/RichMedia", "/XFA"}
ACTIVE_DEEDS = {"/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/GoToE", "/Rendition"}


class Unfit(Exception):
    """A file that is not taken; `args[0]` is the code of the reason."""


def content_type(file: BinaryIO) -> str:
    """By the first bytes; nothing for what we do not know."""
    file.seek(0)
    head = file.read(HEAD)
    file.seek(0)
    return filetype.guess_mime(head) or ""


def drawn_anew(file: BinaryIO, kind: str) -> bytes:
    """The same picture without place, camera and whatever else hid in the file; upright."""
    file.seek(0)
    try:
        with Image.open(file, formats=[FORMATS[kind]]) as picture:
            if picture.width * picture.height > PIXELS:
                raise Unfit("too_many_pixels")
            picture.load()
            upright = ImageOps.exif_transpose(picture)
            plain = upright.convert("RGBA" if kind == "image/png" and "A" in upright.mode else "RGB")
    except Image.DecompressionBombError as error:
        raise Unfit("too_many_pixels") from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise Unfit("broken") from error
    target = BytesIO()
    options = {"quality": 88, "optimize": True} if kind == "image/jpeg" else {"compress_level": 6}
    plain.save(target, FORMATS[kind], **options)
    return target.getvalue()


def read_through(file: BinaryIO) -> None:
    """Raise Unfit for a PDF that is locked, does things, carries other files or cannot be read."""
    _framed(file)
    try:
        reader = PdfFileReader(file, strict=False)
        if reader.encrypted or "/Encrypt" in reader.trailer_view:
            raise Unfit("locked")
        for found in _objects(reader):
            if isinstance(found, generic.DictionaryObject) and _is_active(found):
                raise Unfit("active")
    except Unfit:
        raise
    except (
        misc.PdfError,
        ValueError,
        KeyError,
        TypeError,
        IndexError,
        AttributeError,
        OSError,
        RecursionError,
    ) as error:
        raise Unfit("broken") from error


def _framed(file: BinaryIO) -> None:
    """A PDF begins and ends as one: nothing else may stand before or behind it."""
    file.seek(0)
    starts = file.read(5) == b"%PDF-"
    file.seek(0, 2)
    file.seek(max(0, file.tell() - TAIL))
    ends = b"%%EOF" in file.read()
    file.seek(0)
    if not (starts and ends):
        raise Unfit("broken")


def _objects(reader: PdfFileReader) -> Iterator[Any]:
    """Every object that the document can reach, each once."""
    waiting: list[Any] = [reader.root]
    seen: set[Any] = set()
    while waiting:
        found = waiting.pop()
        if isinstance(found, generic.IndirectObject):
            if found.reference in seen:
                continue
            seen.add(found.reference)
            found = found.get_object()
        if len(seen) > OBJECTS:
            raise Unfit("broken")
        yield found
        if isinstance(found, generic.DictionaryObject):
            waiting += [found.raw_get(name) for name in found if name != "/Parent"]
        elif isinstance(found, generic.ArrayObject):
            waiting += [found.raw_get(place) for place in range(len(found))]


def _is_active(found: generic.DictionaryObject) -> bool:
    deed = found.raw_get("/S") if "/S" in found else None
    return not ACTIVE_NAMES.isdisjoint(found.keys()) or str(deed) in ACTIVE_DEEDS
