"""What live games say of a model: how well it does, what it is fed, how challengers do beside it."""
