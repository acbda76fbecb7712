"""How good forecasts are on seasons that they did not learn from, beside anchors and markets."""
