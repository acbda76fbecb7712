"""Whole games made from public rates, play by play, each with the true chance that the home side wins."""
