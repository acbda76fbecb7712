"""Score distribution -> fair price of every market kind. Pure."""
