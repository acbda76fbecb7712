"""NFL: recordings to plays to features to a champion."""
