"""The table of scores: what models of strictly earlier seasons say of later ones, and what is asked of it."""
