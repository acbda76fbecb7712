"""The first page's files."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

import gateway
from gateway.picture import Point
from gateway.protocol import PredictionUpdate

STATIC = Path(gateway.__file__).parent / "static"
FILES = sorted(path.name for path in STATIC.iterdir())


@pytest.mark.parametrize("name", FILES)
def test_a_static_file_asks_no_other_server_for_anything(name: str) -> None:
    text = (STATIC / name).read_text().replace("http://www.w3.org/2000/svg", "")
    assert not re.search(r"https?://(?!\$)|//[a-z0-9-]+\.[a-z]{2,}/", text)


def test_every_file_that_the_page_names_is_there_and_none_is_left_over() -> None:
    named = {"index.html"}
    for name in FILES:
        text = (STATIC / name).read_text()
        named |= set(re.findall(r'(?:/static/|from "\./)([\w.]+)', text))
    assert named == set(FILES)


def test_the_page_never_builds_markup_from_text() -> None:
    scripts = "".join((STATIC / name).read_text() for name in FILES if name.endswith(".js"))
    assert not re.search(r"innerHTML|insertAdjacentHTML|document\.write|eval\(", scripts)


def test_every_element_that_a_script_looks_for_is_on_the_page() -> None:
    page = (STATIC / "index.html").read_text()
    there = set(re.findall(r'id="([\w-]+)"', page))
    scripts = "".join((STATIC / name).read_text() for name in FILES if name.endswith(".js"))
    wanted = set(re.findall(r'\b(?:at|show)\("([\w-]+)"', scripts))
    assert wanted <= there


def test_the_page_says_what_a_model_learnt_from_in_every_case_and_that_accuracy_is_no_profit() -> None:
    models, notice = ((STATIC / name).read_text() for name in ("models.js", "notice.js"))
    for learnt in ("real seasons with closing lines", "recordings with ratings", "simulated seasons"):
        assert f'"{learnt}":' in models
    for poorer in ("recordings with ratings", "simulated seasons"):
        assert f'"{poorer}":' in notice
    page = " ".join((STATIC / "index.html").read_text().split())
    assert "It promises no profit: the price may know it too." in page
    assert "blend of both, never held against a price" in page


def test_what_the_chart_draws_of_a_prediction_is_what_a_point_and_a_frame_hold() -> None:
    drawn = set(re.findall(r"frame\.data\.(\w+)", (STATIC / "picture.js").read_text()))
    points = {field.name for field in fields(Point)}
    assert drawn <= points & {*PredictionUpdate.model_fields}
    assert {"low", "high", "market_probability", "blended_probability", "game_call"} <= drawn
