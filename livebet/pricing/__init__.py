"""Score distribution to fair price."""
