"""The first page's files."""

import re
from pathlib import Path

import pytest

import gateway

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
