"""Whose answer it is, by its shape: three services are one feed."""

from collections.abc import Callable, Iterable, Mapping

import msgspec

from livebet.feeds.items import Item
from livebet.feeds.refusals import refused
from livebet.feeds.weather import nws, open_meteo, openweathermap
from livebet.feeds.weather.reading import NAME


class RawError(msgspec.Struct):
    """What the services say where something is wrong."""

    error: bool = False
    reason: str = ""
    cod: str | int = ""
    message: str | float = ""
    status: int | None = None
    title: str = ""
    detail: str = ""


_ERROR = msgspec.json.Decoder(RawError)
_SHAPE = msgspec.json.Decoder(dict[str, msgspec.Raw])
_LIST = msgspec.json.Decoder(list[msgspec.Raw])
_FALLIBLE = (msgspec.MsgspecError, ValueError, RecursionError)


def items(raw: bytes) -> list[Item]:
    """Bytes to readings or refusals: pure, whatever the bytes. A list holds answers of Open-Meteo."""
    try:
        if raw.lstrip()[:1] == b"[":
            answers = _LIST.decode(raw)
            if not answers:
                return [refused(NAME, "an empty list", raw)]
            return [item for answer in answers for item in _answer(bytes(answer))]
    except _FALLIBLE as error:
        return [refused(NAME, str(error), raw)]
    return _answer(raw)


def _answer(raw: bytes) -> list[Item]:
    try:
        said = _error(_ERROR.decode(raw))
        return [refused(NAME, said, raw)] if said else list(_reader(raw)(raw))
    except _FALLIBLE as error:
        return [refused(NAME, str(error), raw)]


def _error(told: RawError) -> str:
    """What the service says is wrong; empty where it answers."""
    if told.error:
        return f"api: Open-Meteo says {told.reason[:300]}"
    if told.message and str(told.cod) not in ("", "200"):
        return f"api: OpenWeatherMap says {told.cod} {str(told.message)[:300]}"
    if told.status is not None and told.status >= 400:
        return f"api: NWS says {told.status} {told.title}: {told.detail[:300]}"
    return ""


def _reader(raw: bytes) -> Callable[[bytes], Iterable[Item]]:
    """What reads the answer: the first of these that it has tells whose it is."""
    has = _SHAPE.decode(raw).keys()
    for key, reader in _READERS.items():
        if key in has:
            return reader
    return _unknown


def _step(raw: bytes) -> Iterable[Item]:
    """One step of a forecast by itself: a chance of rain, and minutes of it, are foretold, not measured."""
    return [openweathermap.foretold(raw)]


def _now(raw: bytes) -> Iterable[Item]:
    return [openweathermap.moment(raw)]


def _unknown(raw: bytes) -> Iterable[Item]:
    return [refused(NAME, "not followed: an answer of no service known", raw)]


_READERS: Mapping[str, Callable[[bytes], Iterable[Item]]] = {
    "latitude": open_meteo.answer,
    "features": nws.collection,
    "properties": nws.feature,
    "list": openweathermap.forecast,
    "lat": openweathermap.one_call,
    "pop": _step,
    "precipitation": _step,
    "dt": _now,
}
