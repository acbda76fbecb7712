"""Pure maths of odds: margin, value, movement, the latest quotes."""
