"""Office files, archives and packages, made small."""

from __future__ import annotations

import io
import json
import sqlite3
import zipfile
from collections.abc import Mapping, Sequence

import openpyxl
import zstandard

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/'
    'content-types"><Default Extension="xml" ContentType="application/xml"/><Default '
    'Extension="png" ContentType="image/png"/><Default '
    'Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-'
    'officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_MEDIA = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
    'relationships"><Relationship Id="p1" Type="http://schemas.openxmlformats.org/officeDocument/'
    '2006/relationships/image" Target="media/p.png"/></Relationships>'
)
_RELATIONS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
    'relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/'
    '2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>'
)


def zipped(members: Mapping[str, str | bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return held.getvalue()


_DRAWN = (
    '<w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/'
    'wordprocessingDrawing"><wp:docPr id="1" name="p" descr="{said}"/><a:graphic xmlns:a='
    '"http://schemas.openxmlformats.org/drawingml/2006/main"><a:graphicData><pic:pic xmlns:pic='
    '"http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:blipFill><a:blip r:embed="p1" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"/></pic:blipFill>'
    "</pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
)


def word(
    paragraphs: Sequence[tuple[str, str]],
    prologue: str = "",
    picture: tuple[str, bytes] | None = None,
) -> bytes:
    """Return a .docx of paragraphs, each with its style's name, "" for none.

    A `picture`, with what is said of it, stands in the last of them.
    """
    runs = [f"<w:r><w:t>{text}</w:t></w:r>" for _, text in paragraphs]
    if picture:
        runs[-1] += _DRAWN.format(said=picture[0])
    written = "".join(
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{run}</w:p>'
        if style
        else f"<w:p>{run}</w:p>"
        for (style, _), run in zip(paragraphs, runs, strict=True)
    )
    media: dict[str, str | bytes] = (
        {"word/media/p.png": picture[1], "word/_rels/document.xml.rels": _MEDIA} if picture else {}
    )
    document = (
        f'<?xml version="1.0"?>{prologue}<w:document {_W}><w:body>{written}</w:body></w:document>'
    )
    styles = (
        f'<?xml version="1.0"?><w:styles {_W}><w:style w:type="paragraph" w:styleId="Heading2">'
        '<w:name w:val="heading 2"/></w:style></w:styles>'
    )
    return zipped(
        {
            "[Content_Types].xml": _TYPES,
            "_rels/.rels": _RELATIONS,
            "word/document.xml": document,
            "word/styles.xml": styles,
            **media,
        }
    )


def spreadsheet(rows: Sequence[Sequence[object]]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in rows:
        sheet.append(list(row))
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def package(notes: Sequence[Sequence[str]], media: Mapping[str, bytes] | None = None) -> bytes:
    """Return an .apkg as Anki wrote it up to 2.1.49: a note type of an id, a front and a back."""
    names = {str(at): name for at, name in enumerate(media or {})}
    fields = [{"name": "Id"}, {"name": "Front"}, {"name": "Back"}]
    template = {"qfmt": "{{Front}}", "afmt": "{{FrontSide}}<hr>{{Back}}"}
    models = {"7": {"flds": fields, "tmpls": [template]}}
    decks = {"1": {"name": "Default"}, "2": {"name": "Food::Bread"}}
    with sqlite3.connect(":memory:") as connection:
        connection.executescript(
            "CREATE TABLE col (models TEXT, decks TEXT);"
            "CREATE TABLE notes (id INTEGER, mid INTEGER, flds TEXT, tags TEXT);"
            "CREATE TABLE cards (id INTEGER, nid INTEGER, did INTEGER, ord INTEGER);"
        )
        connection.execute("INSERT INTO col VALUES (?, ?)", (json.dumps(models), json.dumps(decks)))
        for number, note in enumerate(notes):
            connection.execute(
                "INSERT INTO notes VALUES (?, 7, ?, '')", (number, "\x1f".join(note))
            )
            connection.execute("INSERT INTO cards VALUES (?, ?, 2, 0)", (number, number))
        connection.commit()
        data = connection.serialize()
    connection.close()
    files = dict(zip(names, (media or {}).values(), strict=True))
    return zipped({"collection.anki2": data, "media": json.dumps(names), **files})


def computed_package(notes: str) -> bytes:
    """Return an .apkg whose notes are no table but a view, as somebody hostile may write it."""
    with zipfile.ZipFile(io.BytesIO(package([]))) as archive:
        data = archive.read("collection.anki2")
    with sqlite3.connect(":memory:") as connection:
        connection.deserialize(data)
        connection.executescript(f"DROP TABLE notes; CREATE VIEW notes AS {notes};")
        connection.commit()
        data = connection.serialize()
    connection.close()
    return zipped({"collection.anki2": data, "media": "{}"})


def new_package(notes: Sequence[Sequence[str]], media: Mapping[str, bytes] | None = None) -> bytes:
    """Return a .colpkg as Anki writes it now: compressed, the note types in protocol buffers."""
    compress = zstandard.ZstdCompressor().compress
    entries = (_message(1, name) for name in media or {})
    listed = b"".join(bytes([1 << 3 | 2, len(entry)]) + entry for entry in entries)
    files = {str(at): compress(each) for at, each in enumerate((media or {}).values())}
    with sqlite3.connect(":memory:") as connection:
        connection.executescript(
            "CREATE TABLE notes (id INTEGER, mid INTEGER, flds TEXT, tags TEXT);"
            "CREATE TABLE cards (id INTEGER, nid INTEGER, did INTEGER, ord INTEGER);"
            "CREATE TABLE notetypes (id INTEGER, name TEXT, config BLOB);"
            "CREATE TABLE fields (ntid INTEGER, ord INTEGER, name TEXT);"
            "CREATE TABLE templates (ntid INTEGER, ord INTEGER, name TEXT, config BLOB);"
            "CREATE TABLE decks (id INTEGER, name TEXT);"
        )
        for at, name in enumerate(["Id", "Front", "Back"]):
            connection.execute("INSERT INTO fields VALUES (7, ?, ?)", (at, name))
        config = _message(1, "{{Front}}") + _message(2, "{{FrontSide}}<hr>{{Back}}")
        connection.execute("INSERT INTO templates VALUES (7, 0, 'Card', ?)", (config,))
        connection.execute("INSERT INTO notetypes VALUES (7, 'Basic', x'')")
        connection.execute("INSERT INTO decks VALUES (2, 'Food' || char(31) || 'Bread')")
        for number, note in enumerate(notes):
            connection.execute(
                "INSERT INTO notes VALUES (?, 7, ?, '')", (number, "\x1f".join(note))
            )
            connection.execute("INSERT INTO cards VALUES (?, ?, 2, 0)", (number, number))
        connection.commit()
        data = connection.serialize()
    connection.close()
    old = "Please update to the latest Anki version, then import the .colpkg file again."
    return zipped(
        {
            "collection.anki21b": compress(data),
            "collection.anki2": old,
            "meta": "x",
            "media": compress(listed),
            **files,
        }
    )


def _message(number: int, text: str) -> bytes:
    return bytes([number << 3 | 2, len(text)]) + text.encode()


def looping_pdf() -> bytes:
    """Return a PDF whose page draws a form that draws itself twice."""
    form = b"<< /XObject << /X 5 0 R >> >>"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R /Resources "
        + form
        + b" >>",
        b"<< /Length 5 >>\nstream\n/X Do\nendstream",
        b"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Length 11 /Resources "
        + form
        + b" >>\nstream\n/X Do /X Do\nendstream",
    ]
    written = b"%PDF-1.4\n"
    for number, each in enumerate(objects, 1):
        written += b"%d 0 obj\n%b\nendobj\n" % (number, each)
    return written + b"trailer\n<< /Size 6 /Root 1 0 R >>\n%%EOF"


def pdf(pages: Sequence[Sequence[tuple[float, float, str]]]) -> bytes:
    """Return a PDF of pages, each of texts at places counted in points from the lower left."""
    kids = " ".join(f"{4 + 2 * at} 0 R" for at in range(len(pages)))
    sheet = "/MediaBox [0 0 600 800]"
    fonts = "/Resources << /Font << /F1 3 0 R >> >>"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {len(pages)} /Kids [{kids}] >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for at, page in enumerate(pages):
        drawn = "".join(f"BT /F1 10 Tf {x} {y} Td ({text}) Tj ET\n" for x, y, text in page)
        objects += [
            f"<< /Type /Page /Parent 2 0 R {fonts} {sheet} /Contents {5 + 2 * at} 0 R >>",
            f"<< /Length {len(drawn)} >>\nstream\n{drawn}endstream",
        ]
    written, places = "%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(written))
        written += f"{number} 0 obj\n{body}\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    return (
        f"{written}xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer\n"
        f"<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(written)}\n%%EOF\n"
    ).encode()
