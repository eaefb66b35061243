"""Reads a page's HTML as a browser's tree would: ids, labels, links, what describes what."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"meta", "link", "input", "br", "img", "source", "path", "circle", "rect", "ellipse", "hr"}


@dataclass
class Node:
    tag: str
    attrs: dict[str, str | None]
    inside: list[Node] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.texts).split())


class Tree(HTMLParser):
    """Every element in order; an element's text includes that of the elements inside it."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.nodes: list[Node] = []
        self.open: list[Node] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        node = Node(tag, dict(attrs))
        self.nodes.append(node)
        if self.open:
            self.open[-1].inside.append(node)
        if tag not in VOID:
            self.open.append(node)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        if tag in [node.tag for node in self.open]:
            while self.open.pop().tag != tag:
                continue

    def handle_data(self, data):
        for node in self.open:
            node.texts.append(data)

    def all(self, tag: str = "", **attrs: str) -> list[Node]:
        def fits(node: Node) -> bool:
            return (not tag or node.tag == tag) and all(
                value in (node.attrs.get(name.rstrip("_").replace("_", "-")) or "").split()
                for name, value in attrs.items()
            )

        return [node for node in self.nodes if fits(node)]

    def one(self, tag: str = "", **attrs: str) -> Node:
        found = self.all(tag, **attrs)
        assert len(found) == 1, f"{len(found)} of <{tag}> {attrs}"
        return found[0]

    @property
    def ids(self) -> list[str]:
        return [str(node.attrs["id"]) for node in self.nodes if "id" in node.attrs]


def page(response) -> Tree:
    return Tree(response.content.decode())
