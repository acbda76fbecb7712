"""Dataset, models, fit, evaluate, promote; tracked in MLflow."""
