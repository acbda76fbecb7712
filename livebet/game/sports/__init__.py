"""One module a sport, each exporting its rules as a value."""
