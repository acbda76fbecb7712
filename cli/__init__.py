"""The command line: above everything, with imports inside the commands."""
