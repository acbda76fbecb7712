"""One module per feed; the registry; replay; simulated bookmakers."""
