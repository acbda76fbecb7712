"""Definitions, a folder an area."""
