"""The ensemble: members weighed on their log odds, a band around what they say, one folder to serve from."""
