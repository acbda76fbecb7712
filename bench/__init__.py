"""Benchmarks: one file a question, each printing one JSON line last."""
