"""What the sports need of their own beside the members that all of them share."""
