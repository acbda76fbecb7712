"""SHA-256 of what was read: the features with the code that makes them, and the rows that judged."""

from hashlib import sha256

import numpy as np

from livebet.domain.games import Sport
from training.data.build import code_fingerprint
from training.data.rows import ARRAYS, Rows
from training.promotion.card import Features


def features_of(sport: Sport, names: tuple[str, ...]) -> Features:
    """Names in their order and the code behind them: if either changes, so does the fingerprint."""
    code = code_fingerprint(sport)
    return Features(names, code, sha256(f"{','.join(names)} {code}".encode()).hexdigest())


def rows_fingerprint(rows: Rows) -> str:
    """The same rows, the same fingerprint; everything that a row holds counts."""
    digest = sha256(f"{rows.sport.value} {','.join(rows.names)} {','.join(rows.games)}".encode())
    for name in ARRAYS:
        digest.update(np.ascontiguousarray(getattr(rows, name)).tobytes())
    return digest.hexdigest()
