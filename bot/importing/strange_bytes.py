"""What libraries raise at bytes that are not what they say: hardly any tells it all."""

from __future__ import annotations

import lzma
import struct
import zlib
from xml.parsers.expat import ExpatError  # the error alone
from zipfile import BadZipFile

STRANGE_BYTES = (
    ArithmeticError, AssertionError, AttributeError, BadZipFile, EOFError, ExpatError, LookupError,
    NameError, OSError, RuntimeError, SyntaxError, TypeError, ValueError, lzma.LZMAError,
    struct.error, zlib.error,
)  # fmt: skip
"""MemoryError is none of it, nor are our own refusals."""
