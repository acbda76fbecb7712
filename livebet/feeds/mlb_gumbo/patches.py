"""The document of one game, kept up by JSON Patches (RFC 6902) from one whole telling to the next."""

from typing import Any

import jsonpatch
import jsonpointer
import msgspec

_DOCUMENT = msgspec.json.Decoder()
_FAILURES = (
    jsonpatch.JsonPatchException,
    jsonpointer.JsonPointerException,
    msgspec.MsgspecError,
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    RecursionError,
)
"""What the library raises for patches that do not fit their document, or are none."""

_TIMECODE = "/metaData/timeStamp"


class RawPatch(msgspec.Struct):
    """One step: what changed from one timecode to the next. The library checks its operations itself."""

    diff: list[dict[str, Any]]


class OutOfStepError(ValueError):
    """The patches do not fit: the whole document has to be asked for."""


class Document:
    """One game's document."""

    def __init__(self) -> None:
        """Nothing is known before a whole document came."""
        self._raw = b""
        self._content: Any = None
        self._timecode = ""

    def forget(self) -> None:
        """The document is not to be trusted any more."""
        self.keep(b"", "")

    def keep(self, raw: bytes, timecode: str) -> None:
        """A whole document; it is taken apart only once a patch comes."""
        if raw is not self._raw:
            self._raw, self._content, self._timecode = raw, None, timecode

    def patched(self, patches: list[RawPatch]) -> bytes | None:
        """The whole document after the patches that are new to it; None where none is.

        Raises:
            OutOfStepError: there is no document, or they do not fit it; it is forgotten then.
        """
        if not self._raw:
            raise OutOfStepError("no whole document came before the patch")
        new = [patch for patch in patches if patch.diff and self._is_new(patch)]
        if not new:
            return None
        try:
            content = self._content if self._content is not None else _DOCUMENT.decode(self._raw)
            for patch in new:
                content = jsonpatch.apply_patch(content, _operations(patch), in_place=True)
                self._timecode = max(self._timecode, _timecode(patch))
            self._raw, self._content = msgspec.json.encode(content), content
        except _FAILURES as error:
            self.forget()
            raise OutOfStepError(f"the patch does not fit: {error}") from error
        return self._raw

    def _is_new(self, patch: RawPatch) -> bool:
        """Timecodes only grow; a patch without one cannot be known, so it is taken for new."""
        told = _timecode(patch)
        return not told or told > self._timecode


def _operations(patch: RawPatch) -> Any:
    """The steps as they came: whether they are what RFC 6902 allows, applying them tells."""
    return patch.diff


def _timecode(patch: RawPatch) -> str:
    """The timecode that a patch leads to; empty where it names none."""
    told = (step.get("value") for step in patch.diff if step.get("path") == _TIMECODE)
    return next((str(value) for value in told if value), "")
