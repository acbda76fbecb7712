"""Recorded seasons of the other sports, imported from parquet files of a folder (`LIVEBET_RECORDINGS`).

`nba/pbp_*.parquet` is NBA.com's play-by-play, one row a play; `mlb/games_*.parquet` and
`mlb/events_*.parquet` are Retrosheet's. Nothing of them is shipped. A game whose plays do not fold to its
recorded final is refused.
"""
