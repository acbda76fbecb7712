"""Files as they lie on disk, gzip and bzip2 taken off, within bounds."""

import bz2
import zlib

GZIP_MAGIC = b"\x1f\x8b"
BZIP2_MAGIC = b"BZh"
MAX_BYTES = 64 * 1024 * 1024
"""A day of one exchange market is under 20 MB; more than this is no payload."""


class UnreadableError(ValueError):
    """Bytes that hold nothing that could be read; says why."""


def unpacked(raw: bytes) -> bytes:
    """The bytes of a file that may be compressed.

    Raises:
        UnreadableError: empty, truncated, corrupt or far too large.
    """
    if not raw:
        raise UnreadableError("the file is empty")
    if raw.startswith(GZIP_MAGIC):
        return _gunzipped(raw)
    if raw.startswith(BZIP2_MAGIC):
        return _bunzipped(raw)
    return raw


def _gunzipped(raw: bytes) -> bytes:
    unzip = zlib.decompressobj(wbits=31)
    try:
        text = unzip.decompress(raw, MAX_BYTES)
    except zlib.error as error:
        raise UnreadableError(f"the gzip is corrupt: {error}") from error
    if unzip.unconsumed_tail:
        raise UnreadableError(f"the file holds more than {MAX_BYTES} bytes")
    if not unzip.eof:
        raise UnreadableError("the gzip is truncated")
    return text


def _bunzipped(raw: bytes) -> bytes:
    unzip = bz2.BZ2Decompressor()
    try:
        text = unzip.decompress(raw, MAX_BYTES)
    except (OSError, ValueError) as error:
        raise UnreadableError(f"the bzip2 is corrupt: {error}") from error
    if not unzip.eof:
        raise UnreadableError("the bzip2 is truncated, or holds too much")
    return text
