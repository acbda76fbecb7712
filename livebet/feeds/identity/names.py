"""Names as they are compared: letters and digits only, whatever case, accents and punctuation."""

import re
import unicodedata
from functools import lru_cache

_APOSTROPHES = re.compile(r"['’.]")
_REST = re.compile(r"[^a-z0-9]+")
_SUFFIX = re.compile(r" (?:jr|sr|ii|iii|iv|v)$")
_ASIDE = re.compile(r"\s*\([^()]*\)\s*$")


@lru_cache(maxsize=16_384)
def plain(name: str) -> str:
    """The name in lower case, without accents and punctuation, its words set apart by one space."""
    letters = unicodedata.normalize("NFKD", name).casefold().replace("&", " and ")
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return _REST.sub(" ", _APOSTROPHES.sub("", bare)).strip()


def without_aside(name: str) -> str:
    """The name without what stands in brackets at its end: a pitcher, a state."""
    return _ASIDE.sub("", name)


@lru_cache(maxsize=16_384)
def plain_person(name: str) -> str:
    """A person's name, plain, its initials set apart ("T.Brady": "t brady"), without Jr. or III."""
    return _SUFFIX.sub("", plain(name.replace(".", " ")))
