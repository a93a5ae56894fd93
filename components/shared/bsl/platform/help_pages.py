"""A page of the platform's help, read into names, parameters, types, sides and version.

Pages are HTML whose parts are marked by classes: ``V8SH_pagetitle``, ``V8SH_title`` (the owner), ``V8SH_heading`` (the
name), ``V8SH_chapter`` (a heading such as ``Параметры:``) and ``V8SH_rubric`` (one parameter). Help of 8.3.5 marks
chapters with ``div``, later ones with ``p``. Texts of descriptions are not kept.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

# a tag holds no "<" of its own: the texts of the help escape them; otherwise unclosed "<" would cost quadratic time
_TAG = re.compile(r"(<[^<>]*>)")
_CLASS = re.compile(r"""class\s*=\s*["']?(\w+)""", re.IGNORECASE)
_TAG_NAME = re.compile(r"</?\s*(\w+)")
_BOTH_NAMES = re.compile(r"([^()]*)\(([^()]*)\)\s*$")
_SINCE = re.compile(r"Доступен,?\s+начиная\s+с\s+версии\s+(\d{1,4}(?:\.\d{1,6}){0,3})")
_MARKS = {"V8SH_pagetitle": "pagetitle", "V8SH_title": "title", "V8SH_heading": "heading", "V8SH_chapter": "chapter"}


@dataclass(slots=True)
class Chapter:
    """What stands under one heading: the text up to the first line break, all the text, rubrics, links."""

    heading: str
    first_line: str = ""
    text: str = ""
    rubrics: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Page:
    """A page: its titles as written and its chapters in order."""

    pagetitle: str = ""
    title: str = ""
    heading: str = ""
    since: str = ""
    chapters: list[Chapter] = field(default_factory=list)

    def chapter(self, heading: str) -> Chapter | None:
        """The first chapter with this heading, written without the colon."""
        return next((chapter for chapter in self.chapters if chapter.heading == heading), None)


def parse_page(text: str) -> Page:
    """A page from its HTML; what is not marked is ignored."""
    page = Page()
    pieces: list[str] = []
    for mark, words in _marked(text):
        if mark == "chapter":
            page.chapters.append(Chapter(_clean(words).rstrip(": ")))
        elif mark in ("pagetitle", "title", "heading"):
            setattr(page, mark, _clean(words))
        elif page.chapters:
            _add_to(page.chapters[-1], mark, words)
        if mark == "text":
            pieces.append(words)
    stated = _SINCE.search(_clean(" ".join(pieces)))
    page.since = stated[1] if stated else ""
    return page


def _marked(text: str) -> Iterator[tuple[str, str]]:
    """Pieces of a page with what they are: a marked element, ``rubric``, ``link``, ``text`` or ``break``."""
    pieces = _TAG.split(text)
    position = 0
    while position < len(pieces):
        piece = pieces[position]
        position += 1
        if not piece.startswith("<"):
            yield "text", piece
            continue
        name = _tag_name(piece)
        mark = _mark_of(piece, name)
        if mark == "footer":
            return  # a link to a site of 1C's stands below
        if mark == "break":
            yield "break", ""
        elif mark:
            words, position = _inside(pieces, position, name)
            yield mark, words
            if mark == "link":
                yield "text", words


def _tag_name(tag: str) -> str:
    found = _TAG_NAME.match(tag)
    return found[1].lower() if found else ""


def _mark_of(tag: str, name: str) -> str:
    if tag.startswith("</"):
        return ""
    if name in ("br", "hr", "a"):
        return {"br": "break", "hr": "footer", "a": "link"}[name]
    found = _CLASS.search(tag)
    if found is None:
        return ""
    return "rubric" if found[1] == "V8SH_rubric" else _MARKS.get(found[1], "")


def _inside(pieces: list[str], position: int, name: str) -> tuple[str, int]:
    """Words up to the end tag, or up to the next marked element where the end tag is missing."""
    words: list[str] = []
    while position < len(pieces):
        piece = pieces[position]
        if piece.startswith("<"):
            if piece.startswith("</") and _tag_name(piece) == name:
                return "".join(words), position + 1
            if _mark_of(piece, _tag_name(piece)) not in ("", "break", "link"):
                return "".join(words), position
        else:
            words.append(piece)
        position += 1
    return "".join(words), position


def _add_to(chapter: Chapter, mark: str, words: str) -> None:
    if mark == "rubric":
        chapter.rubrics.append(_clean(words))
    elif mark == "link":
        chapter.links.append(_clean(words))
    elif mark == "break":
        chapter.first_line = chapter.first_line or _clean(chapter.text)
    else:
        chapter.text += words


def _clean(words: str) -> str:
    return " ".join(html.unescape(words).replace("\xa0", " ").split())


def both_names(words: str) -> tuple[str, str]:
    """``"Массив (Array)"`` as a pair; the English name is empty where there is none."""
    found = _BOTH_NAMES.match(words.strip())
    return (found[1].strip(), found[2].strip()) if found else (words.strip(), "")
