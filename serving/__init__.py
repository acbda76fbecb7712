"""The BentoML service of the champion."""
