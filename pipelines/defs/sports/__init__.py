"""NFL, NBA and MLB: the same graph for each, from seasons to plays to features to a champion."""
