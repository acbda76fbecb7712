"""Feast: entities, feature views, feature services; no maths."""
