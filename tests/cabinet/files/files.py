"""Small files of every kind, good and bad, made here."""

from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import PageObject, PdfFileWriter, copy_into_new_writer

Name = generic.pdf_name


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def picture(name: str = "foto.jpg", *, size=(40, 30), orientation: int = 1) -> SimpleUploadedFile:
    """A picture with a place and a camera in its EXIF."""
    exif = Image.Exif()
    exif[0x0112], exif[0x0110] = orientation, "Kamera 9"
    exif.get_ifd(0x8825)[1] = "N"
    buffer = BytesIO()
    kind = "PNG" if name.endswith("png") else "JPEG"
    Image.new("RGB", size, (123, 30, 58)).save(buffer, kind, exif=exif)
    return upload(name, buffer.getvalue())


def pdf(
    name: str = "ərizə.pdf", *, root: dict[str, object] | None = None, content: bytes = b"0 0 m"
) -> SimpleUploadedFile:
    writer = PdfFileWriter(stream_xrefs=False)
    stream = writer.add_object(generic.StreamObject(stream_data=content))
    writer.insert_page(
        PageObject(contents=stream, media_box=generic.ArrayObject(map(generic.NumberObject, (0, 0, 9, 9))))
    )
    for key, value in (root or {}).items():
        writer.root[Name(key)] = value
    buffer = BytesIO()
    writer.write(buffer)
    return upload(name, buffer.getvalue())


def with_script() -> SimpleUploadedFile:
    deed = generic.DictionaryObject(
        {Name("/S"): Name("/JavaScript"), Name("/JS"): generic.pdf_string("app.alert(1)")}
    )
    return pdf(root={"/OpenAction": deed})


def with_another_file() -> SimpleUploadedFile:
    files = generic.DictionaryObject({Name("/EmbeddedFiles"): generic.DictionaryObject()})
    return pdf(root={"/Names": files})


def that_launches() -> SimpleUploadedFile:
    return pdf(root={"/AA": generic.DictionaryObject({Name("/S"): Name("/Launch")})})


def locked() -> SimpleUploadedFile:
    writer = copy_into_new_writer(PdfFileReader(BytesIO(pdf().read())))
    writer.encrypt("açar")
    buffer = BytesIO()
    writer.write(buffer)
    return upload("kilidli.pdf", buffer.getvalue())
