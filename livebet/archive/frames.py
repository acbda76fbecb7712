"""Records in a file: one zstd frame of bodies, each with its length before it, readable while it is written.

What is flushed can be read, whatever happens after; a torn tail (a crash) is read up to its last whole body.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

import zstandard

SUFFIX = ".mpk.zst"
LEVEL = 3
LENGTH_BYTES = 4
BODY_AT_MOST = 128 * 1024 * 1024
"""A longer one is no body: the file is torn or none of ours."""

_READ_BYTES = 8 * 1024
"""Of a file at once: repeated answers may grow a thousandfold."""


class FrameFile:
    """A file being written; no file is ever written again by a later process."""

    def __init__(self, path: Path) -> None:
        """Begin a file that is not there yet, and its folder."""
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._file: BinaryIO = path.open("xb")
        self._zip = zstandard.ZstdCompressor(level=LEVEL).compressobj()

    def append(self, bodies: Iterable[bytes]) -> int:
        """Write bodies and flush them; how many bytes that took."""
        pieces = [self._zip.compress(_framed(body)) for body in bodies]
        pieces.append(self._zip.flush(zstandard.COMPRESSOBJ_FLUSH_BLOCK))
        written = self._file.write(b"".join(pieces))
        self._file.flush()
        return written

    def close(self) -> None:
        """End the frame and the file."""
        with self._file:
            self._file.write(self._zip.flush(zstandard.COMPRESSOBJ_FLUSH_FINISH))


def free(place: Path, name: str) -> Path:
    """A path that no file has: a process that was begun again in the same instant takes the next one."""
    number, path = 0, place / f"{name}{SUFFIX}"
    while path.exists():
        number += 1
        path = place / f"{name}.{number}{SUFFIX}"
    return path


def bodies(path: Path) -> Iterator[bytes]:
    """The whole bodies of one file, as they lie."""
    with path.open("rb") as file:
        yield from unframed(_pieces(file))


def unframed(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The whole bodies of a file's pieces; it ends where the rest is torn."""
    held = bytearray()
    for piece in pieces:
        held += piece
        begin = 0
        while len(held) - begin >= LENGTH_BYTES:
            body = begin + LENGTH_BYTES
            end = body + int.from_bytes(held[begin:body], "big")
            if end - begin > BODY_AT_MOST:
                return
            if len(held) < end:
                break
            yield bytes(held[body:end])
            begin = end
        del held[:begin]


def _framed(body: bytes) -> bytes:
    return len(body).to_bytes(LENGTH_BYTES, "big") + body


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    """What a frame holds, as far as it goes: the library's reader stops short where it has no end."""
    unzip = zstandard.ZstdDecompressor().decompressobj()
    while not unzip.eof and (zipped := file.read(_READ_BYTES)):
        try:
            yield unzip.decompress(zipped)
        except zstandard.ZstdError:
            return
