"""Problem details (RFC 9457): every refusal says in plain words what is wrong."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import orjson
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.responses import Response

from gateway.archive import AWAY
from gateway.live import NoSuchGame, NothingYet, Rebuilding

MEDIA_TYPE = "application/problem+json"


class ProblemField(BaseModel):
    """One part of a request that does not fit."""

    field: str = Field(examples=["query.min_edge"])
    problem: str = Field(examples=["Input should be a valid number"])


class Problem(BaseModel):
    """What went wrong with a request (RFC 9457)."""

    type: str = "about:blank"
    title: str = Field(examples=["Not Found"])
    status: int = Field(examples=[404])
    detail: str = Field(examples=["there is no game 6f1f…"])
    instance: str = Field(examples=["/live/games/6f1f…/state"])
    errors: list[ProblemField] = []


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """How these refusals look, for the description of an endpoint."""
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {status: {"description": HTTPStatus(status).phrase, "content": content} for status in statuses}


def problem(
    request: Request,
    status: int,
    detail: str,
    *,
    headers: Mapping[str, str] | None = None,
    errors: list[ProblemField] | None = None,
) -> Response:
    """A refusal as the client gets it."""
    body = Problem(
        title=HTTPStatus(status).phrase,
        status=status,
        detail=detail,
        instance=request.url.path,
        errors=errors or [],
    )
    content = orjson.dumps(body.model_dump(exclude_defaults=False, exclude=None if errors else {"errors"}))
    return Response(content, status, headers=headers, media_type=MEDIA_TYPE)


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - the registration below says so
    return problem(request, error.status_code, str(error.detail), headers=error.headers)


async def _misfit(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - the registration below says so
    fields = [
        ProblemField(field=".".join(map(str, one["loc"])), problem=str(one["msg"])) for one in error.errors()
    ]
    detail = "; ".join(f"{one.field}: {one.problem}" for one in fields)
    return problem(request, 422, detail, errors=fields)


_ANSWERS: dict[type[Exception], int] = {NoSuchGame: 404, NothingYet: 404, Rebuilding: 503}
_TRY_AGAIN = {"Retry-After": "1"}


async def _answered(request: Request, error: Exception) -> Response:
    status = _ANSWERS[type(error)]
    return problem(request, status, str(error), headers=_TRY_AGAIN if status == 503 else None)


async def _away(request: Request, _error: Exception) -> Response:
    return problem(request, 503, "the database does not answer: try again", headers=_TRY_AGAIN)


async def _broken(request: Request, _error: Exception) -> Response:
    return problem(request, 500, "something broke on our side; it is in the log")


def install(app: FastAPI) -> None:
    """Answer every refusal of `app` with problem details."""
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(RequestValidationError, _misfit)
    for kind in _ANSWERS:
        app.add_exception_handler(kind, _answered)
    for kind in AWAY:
        app.add_exception_handler(kind, _away)
    app.add_exception_handler(Exception, _broken)
