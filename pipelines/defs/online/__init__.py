"""From the feature store's past to what live games read."""
