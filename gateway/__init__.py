"""FastAPI: routes, protocol, hub, auth, the first page."""
