"""Sports whose models are judged on simulated games."""
