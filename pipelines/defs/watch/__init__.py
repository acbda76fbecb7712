"""What is watched while models serve: live performance, drift, challengers in the shadow; for each sport."""
