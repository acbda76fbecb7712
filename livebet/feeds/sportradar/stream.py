"""JSON documents one after another: a line each, or run together as in Sportradar's own samples."""

import json
from collections.abc import Iterator

_decode = json.JSONDecoder().raw_decode
_SPACE = " \t\r\n"


def documents(raw: bytes) -> Iterator[bytes]:
    """Each document as its own bytes; what is no JSON is given whole up to its line's end.

    Lines are tried first, for speed: one that begins and ends an object or a list is taken for a document.
    """
    lines = [line for line in raw.split(b"\n") if line.strip()]
    if all(line[:1] + line.rstrip()[-1:] in (b"{}", b"[]") for line in lines):
        yield from lines
        return
    yield from _run_together(raw.decode("utf-8", "replace"))


def _run_together(text: str) -> Iterator[bytes]:
    at = 0
    while at < len(text):
        if text[at] in _SPACE:
            at += 1
            continue
        try:
            _, end = _decode(text, at)
        except (ValueError, RecursionError):
            end = text.find("\n", at)
            end = len(text) if end < 0 else end
        yield text[at:end].encode()
        at = end
