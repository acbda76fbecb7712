"""Takes secrets out of text before it is written down."""

import re

_TOKEN = re.compile(r"eyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*")
_PASSWORD = re.compile(r"(?P<before>[a-z][a-z0-9+.-]*://[^\s:/@]*:)[^\s@/]+(?=@)")


def redact(text: str) -> str:
    """The text without JSON Web Tokens and without the passwords of addresses."""
    return _PASSWORD.sub(r"\g<before>[secret]", _TOKEN.sub("[token]", text))
