"""Whether forecasts are calibrated, asked after every game without the answer losing its worth."""
