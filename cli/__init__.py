"""The command line: livebet up, down, replay, train, score, parse, watch, doctor."""
