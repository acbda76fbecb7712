"""The archive of raw payloads: everything that live feeds told, as it came, so that any day can be replayed.

Files lie under `<home>/archive/raw/<feed>/<UTC day>/<hour>.<when it was begun>.mpk.zst`: one zstd frame of
records, each its length (4 bytes, big-endian) and itself in msgpack.
"""
