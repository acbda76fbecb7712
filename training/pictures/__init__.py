"""Pictures of an ensemble that every run leaves in MLflow."""
