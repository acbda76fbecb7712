"""Where a run answers: addresses to click, addresses to ask whether it is ready, the token."""

from livebet.settings import Settings


def pages(settings: Settings) -> dict[str, str]:
    """The addresses for a person, by what they show; no secret in them."""
    gateway = f"http://127.0.0.1:{settings.gateway_port}"
    return {
        "gateway": f"{gateway}/",
        "gateway API docs": f"{gateway}/docs",
        "Dagster": f"http://127.0.0.1:{settings.dagster_port}",
        "MLflow": settings.mlflow_uri,
        "BentoML": settings.serving_url,
    }


def health(settings: Settings) -> dict[str, str]:
    """Where each process tells that it is ready."""
    metrics = settings.metrics_port
    return {
        "mlflow": f"{settings.mlflow_uri}/health",
        "serving": f"{settings.serving_url}/readyz",
        "decide": f"http://127.0.0.1:{metrics}/metrics",
        "record": f"http://127.0.0.1:{metrics + 1}/metrics",
        "review": f"http://127.0.0.1:{metrics + 3}/metrics",
        "gateway": f"http://127.0.0.1:{settings.gateway_port}/readyz",
        "dagster-webserver": f"http://127.0.0.1:{settings.dagster_port}/server_info",
    }


def lines(settings: Settings) -> list[str]:
    """What is printed once everything is ready. Holds a token: for the terminal, never for a file."""
    from gateway.auth import issue_token

    token = issue_token("local", settings.token_minutes)
    shown = pages(settings)
    return [
        "livebet is up:",
        *(f"  {name:<17} {url}" for name, url in shown.items()),
        f"  page, signed in   {shown['gateway']}#token={token}",
        f"  token (holds {settings.token_minutes} minutes): {token}",
    ]
