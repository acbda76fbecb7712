"""Seasons of three sports as kept in the home, and as rows to learn from and to judge on."""
