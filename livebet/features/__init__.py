"""Game state and market book to feature row: one function, live and historical."""
