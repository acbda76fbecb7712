"""Pictures of a challenger's run, inside the Dagster page."""

import base64
from typing import TYPE_CHECKING, Any

import dagster as dg

if TYPE_CHECKING:
    from training.tracking import Registered


def pictures(uri: str, registered: "Registered") -> dict[str, dg.MetadataValue[Any]]:
    """A few of those that lie in MLflow, by name."""
    from training.pictures.logged import logged_pictures

    told = logged_pictures(uri, registered.run_id)
    return {name.removesuffix(".png"): _inside(name, picture) for name, picture in told.items()}


def _inside(title: str, picture: bytes) -> dg.MetadataValue[Any]:
    letters = base64.b64encode(picture).decode()
    return dg.MetadataValue.md(f"![{title}](data:image/png;base64,{letters})")
