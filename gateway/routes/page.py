"""The first page and the API's docs: static files of this machine alone."""

from importlib.util import find_spec
from pathlib import Path
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.openapi.docs import get_swagger_ui_html
from starlette.responses import FileResponse, HTMLResponse
from starlette.staticfiles import StaticFiles

from gateway.description import add_shapes

router = APIRouter(include_in_schema=False)

_STATIC = Path(__file__).parent.parent / "static"
_HEADERS = {
    "Content-Security-Policy": "default-src 'self'; frame-ancestors 'none'; base-uri 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-cache",
}


def _swagger_files() -> Path:
    """Swagger UI 5, as BentoML ships it: the docs need no other server, and no further package."""
    found = find_spec("bentoml")
    if found is None or found.origin is None:
        raise RuntimeError("the package bentoml is not installed: its files show the API's docs")
    return Path(found.origin).parent / "_internal" / "server" / "static_content"


@router.get("/")
async def first_page() -> FileResponse:
    """The page; it asks for the token itself and never puts it in a URL that leaves the browser."""
    return FileResponse(_STATIC / "index.html", headers=_HEADERS)


@router.get("/docs")
async def docs() -> HTMLResponse:
    """The API, to read and to try."""
    return get_swagger_ui_html(
        openapi_url="/openapi.json",
        title="Live Betting AI Engine: API",
        swagger_js_url="/docs/files/swagger-ui-bundle.js",
        swagger_css_url="/docs/files/swagger-ui.css",
        swagger_favicon_url="/static/icon.svg",
    )


def mount(app: FastAPI) -> None:
    """Add the static files, and the shapes of WebSocket frames to the API's description."""
    app.mount("/static", StaticFiles(directory=_STATIC), name="static")
    app.mount("/docs/files", StaticFiles(directory=_swagger_files()), name="docs-files")
    plain = app.openapi

    def openapi() -> dict[str, Any]:
        fresh = app.openapi_schema is None
        document = plain()
        return add_shapes(document) if fresh else document

    app.openapi = openapi  # type: ignore[method-assign]  # FastAPI's documented way to extend it
