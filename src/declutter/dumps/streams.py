"""Bytes in and out of files: decompression told from the content, lines within bounds, frames."""

from __future__ import annotations

import gzip
import lzma
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any, NamedTuple

from declutter.dumps.records import Fault, Source, need
from declutter.errors import InputError, OptionError, unknown_choice

__all__ = [
    "COMPRESSIONS",
    "Input",
    "Line",
    "compress",
    "compression_of",
    "open_input",
    "split_lines",
]

_CHUNK = 1 << 18

_MAGIC = (
    (b"\x1f\x8b", "gzip"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"\xfd7zXZ\x00", "xz"),
)
COMPRESSIONS = {"": "none", ".gz": "gzip", ".zst": "zstd", ".xz": "xz"}

# Fast settings: a worker compresses what it has cleaned, and cleaning is what it is for.
_GZIP_LEVEL, _ZSTD_LEVEL, _XZ_PRESET = 5, 3, 1

# What the decompressors raise on bytes that are cut off or damaged; zstd's own error is added
# where it is installed.
_DAMAGE: tuple[type[Exception], ...] = (EOFError, zlib.error, gzip.BadGzipFile, lzma.LZMAError)


def compression_of(name: str) -> str:
    """The compression that a file name asks for: "none", "gzip", "zstd" or "xz".

    >>> compression_of("pages.jsonl.zst"), compression_of("pages.jsonl")
    ('zstd', 'none')
    """
    for suffix, compression in COMPRESSIONS.items():
        if suffix and name.lower().endswith(suffix):
            return compression
    return "none"


def _zstd() -> Any:
    if sys.version_info >= (3, 14):
        from compression import zstd

        return zstd
    return need("backports.zstd", "zstd", "zstd")


def compress(data: bytes, compression: str) -> bytes:
    """A whole gzip member, zstd frame or xz stream; put behind each other they make one file.

    The same data gives the same bytes at any time: no clock in the header.
    """
    if compression == "none" or not data:
        return data
    if compression == "gzip":
        return gzip.compress(data, _GZIP_LEVEL, mtime=0)
    if compression == "xz":
        return lzma.compress(data, preset=_XZ_PRESET)
    if compression == "zstd":
        packed: bytes = _zstd().compress(data, level=_ZSTD_LEVEL)
        return packed
    raise OptionError(unknown_choice("compression", compression, COMPRESSIONS.values()))


class Input:
    """A stream of decompressed bytes that knows how much of its file it has taken.

    Attributes:
        stream: the decompressed bytes.
        damage: the exceptions that tell of bytes cut off or damaged.
    """

    def __init__(self, raw: IO[bytes]) -> None:
        self._raw = raw
        head: bytes = raw.peek(6)[:6]  # type: ignore[attr-defined]
        compression = next((name for magic, name in _MAGIC if head.startswith(magic)), "none")
        self.damage = _DAMAGE
        self.stream: Any = raw
        if compression == "gzip":
            self.stream = gzip.GzipFile(fileobj=raw)
        elif compression == "xz":
            self.stream = lzma.LZMAFile(raw)  # noqa: SIM115 - whoever opened `raw` closes it
        elif compression == "zstd":
            zstd = _zstd()
            self.stream = zstd.ZstdFile(raw)
            self.damage = (*_DAMAGE, zstd.ZstdError)

    def done(self) -> int:
        """Bytes of the file itself taken so far; 0 where that cannot be told."""
        return self._raw.tell() if self._raw.seekable() else 0


@contextmanager
def open_input(source: Source) -> Iterator[Input]:
    """Open a file or standard input.

    Raises:
        InputError: the file is gone or may not be read.
    """
    if source.path is None:
        yield Input(sys.stdin.buffer)
        return
    try:
        raw = open(source.path, "rb")  # noqa: SIM115 - closed below, once it is open
    except OSError as error:
        raise InputError(f"{source.name}: cannot be read: {error.strerror}") from None
    with raw:
        yield Input(raw)


class Line(NamedTuple):
    """A line without its newline.

    Attributes:
        number: 1-based.
        offset: of its first byte in the decompressed stream.
        data: None where it is longer than the limit; then its bytes were never held together.
        size: bytes.
        fault: the stream broke inside this line or right before it.
    """

    number: int
    offset: int
    data: bytes | None
    size: int
    fault: Fault | None = None


def split_lines(source: Input, most: int) -> Iterator[Line]:
    """The lines of a stream; a line over `most` bytes passes by without being held in memory."""
    number, offset, size = 1, 0, 0
    parts: list[bytes] = []
    fault: Fault | None = None
    while True:
        try:
            chunk = source.stream.read1(_CHUNK)
        except source.damage as error:
            fault = Fault("cut off", f"the compressed data break here: {error}")
            break
        except OSError as error:
            fault = Fault("cut off", f"reading stopped here: {error.strerror}")
            break
        if not chunk:
            break
        pieces = chunk.split(b"\n")
        rest = pieces.pop()
        for piece in pieces:
            size += len(piece)
            data = None if size > most else b"".join((*parts, piece)) if parts else piece
            yield Line(number, offset, data, size)
            number, offset, size = number + 1, offset + size + 1, 0
            parts.clear()
        size += len(rest)
        if size > most:
            parts.clear()
        elif rest:
            parts.append(rest)
    if size or fault:
        yield Line(number, offset, None if size > most else b"".join(parts), size, fault)
