"""Word's documents, through their HTML."""

from __future__ import annotations

import io
import re
from functools import partial

import mammoth

from bot.importing.albums import Album
from bot.importing.containers.html import page_markdown
from bot.importing.containers.reading import Unreadable
from bot.importing.containers.word_formulas import with_formulas
from bot.importing.containers.zips import Zip
from bot.importing.strange_bytes import STRANGE_BYTES

_STYLES = """
p[style-name='Title'] => h1:fresh
p[style-name='Subtitle'] => h2:fresh
p[style-name='Question'] => h3:fresh
p[style-name='Quote'] => blockquote > p:fresh
p[style-name='Code'] => pre:separator('\\n')
p[style-name='Source Code'] => pre:separator('\\n')
p[style-name='HTML Preformatted'] => pre:separator('\\n')
r[style-name='Code'] => code
highlight => strong
u => strong
r[style-name='Verbatim Char'] => code
"""
_MOST_SIGNS = 800_000  # that open tags of its XML, of which a paragraph has ten
_MOST_WRITTEN = 16 * 1024 * 1024  # of one of its XML files
_LONELY = re.compile(r"^(?:\*\*|__)[ \t]*(?:\*\*|__)$", re.MULTILINE)


def read_word(data: bytes, album: Album) -> str:
    """Return a .docx as Markdown, its pictures in the album. Raises Unreadable."""
    archive = Zip(data)
    archive.refuse_entities()
    archive.refuse_long("word/", _MOST_SIGNS, _MOST_WRITTEN)
    try:
        found = mammoth.convert_to_html(
            io.BytesIO(with_formulas(data)),
            style_map=_STYLES,
            convert_image=mammoth.images.img_element(partial(_shown, album)),
            external_file_access=False,
        )
    except STRANGE_BYTES as error:
        raise Unreadable("it is a broken Word document; save it again, or as text") from error
    return _LONELY.sub("", page_markdown(f"<body>{found.value}</body>"))


def _shown(album: Album, image: mammoth.documents.Image) -> dict[str, str]:
    # Word says of a picture itself what it thinks is on it, over several lines.
    said = " ".join((image.alt_text or "").split())
    with image.open() as file:
        return {"src": album.put(file.read()), "alt": said}
