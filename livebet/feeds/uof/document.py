"""XML from outside, read with everything off that XML could do to its reader."""

import re

from lxml import etree

_DECLARES = re.compile(rb"<\x00?!\x00?(?:D\x00?O\x00?C|E\x00?N\x00?T)", re.IGNORECASE)
"""The beginning of such a declaration, in one or two bytes a character."""


def root_of(raw: bytes) -> etree._Element:
    """The root element. No entities, no network, no DTD, no huge trees; comments are left out.

    Raises:
        ValueError: it is no well-formed XML, or it declares a document type or entities.
    """
    if _DECLARES.search(raw):
        raise ValueError("XML that declares a document type or entities")
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        remove_blank_text=True,
    )
    try:
        root = etree.fromstring(raw, parser)
    except etree.XMLSyntaxError as error:
        raise ValueError(f"no XML: {error.msg}") from error
    return root


def local(element: etree._Element) -> str:
    """The element's name without its namespace."""
    return etree.QName(element).localname
