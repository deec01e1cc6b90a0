"""A small graph of statements, written as Turtle and as JSON-LD. Called by the catalogue for data portals.

Every node has an address of its own, so both texts say the same without blank nodes; a test reads them back.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

TURTLE_TYPE, JSON_LD_TYPE = "text/turtle; charset=utf-8", "application/ld+json"
RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
# What an address in angle brackets must not hold.
_UNSAFE = re.compile(r"""[\x00-\x20<>"{}|^`\\]""")
_LOCAL = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}


@dataclass(frozen=True, slots=True, order=True)
class Iri:
    """The address of a thing."""

    value: str


@dataclass(frozen=True, slots=True, order=True)
class Literal:
    """A text, with its language or with the address of its type."""

    text: str
    language: str = ""
    datatype: str = ""


Term = Iri | Literal


@dataclass(slots=True)
class Graph:
    """Statements by subject, in the order in which they were made; `prefixes` are short names of vocabularies."""

    prefixes: dict[str, str]
    subjects: dict[str, list[tuple[str, Term]]] = field(default_factory=dict)

    def iri(self, name: str) -> str:
        """The whole address of "dct:title"; an address stays as it is."""
        prefix, colon, local = name.partition(":")
        return self.prefixes[prefix] + local if colon and prefix in self.prefixes else name

    def add(self, subject: str, predicate: str, objects: Iterable[Term] | Term | None) -> None:
        """Say something about a subject; nothing when there is no object."""
        if objects is None:
            return
        rows = self.subjects.setdefault(subject, [])
        for term in [objects] if isinstance(objects, Iri | Literal) else objects:
            row = (self.iri(predicate), term)
            if row not in rows:
                rows.append(row)

    def node(self, subject: str, kind: str) -> str:
        """Begin a subject of a kind."""
        self.add(subject, RDF_TYPE, Iri(self.iri(kind)))
        return subject

    def short(self, iri: str) -> str:
        """ "dct:title" where a prefix fits, else ""."""
        for prefix, address in self.prefixes.items():
            if iri.startswith(address) and _LOCAL.fullmatch(iri.removeprefix(address)):
                return f"{prefix}:{iri.removeprefix(address)}"
        return ""


# --- Turtle ---------------------------------------------------------------------------------------
def _address(iri: str) -> str:
    return "<" + _UNSAFE.sub(lambda found: f"%{ord(found[0]):02X}", iri) + ">"


def _quoted(text: str) -> str:
    def escaped(sign: str) -> str:
        return _ESCAPES.get(sign) or (f"\\u{ord(sign):04X}" if sign < " " else sign)

    return '"' + "".join(map(escaped, text)) + '"'


def _object(graph: Graph, term: Term) -> str:
    if isinstance(term, Iri):
        return graph.short(term.value) or _address(term.value)
    if term.language:
        return f"{_quoted(term.text)}@{term.language}"
    return _quoted(term.text) + (f"^^{graph.short(term.datatype)}" if term.datatype else "")


def turtle(graph: Graph) -> str:
    """The graph as Turtle (RDF 1.1)."""
    lines = [f"@prefix {prefix}: <{address}> ." for prefix, address in graph.prefixes.items()]
    for subject, rows in graph.subjects.items():
        statements = [
            f"    {'a' if predicate == RDF_TYPE else graph.short(predicate)} {_object(graph, term)}"
            for predicate, term in rows
        ]
        lines += ["", _address(subject), " ;\n".join(statements) + " ."]
    return "\n".join(lines) + "\n"


# --- JSON-LD --------------------------------------------------------------------------------------
def _value(graph: Graph, term: Term) -> dict[str, str]:
    if isinstance(term, Iri):
        return {"@id": _UNSAFE.sub(lambda found: f"%{ord(found[0]):02X}", term.value)}
    if term.language:
        return {"@value": term.text, "@language": term.language}
    return {"@value": term.text} | ({"@type": graph.short(term.datatype)} if term.datatype else {})


def json_ld(graph: Graph) -> str:
    """The same as JSON-LD 1.1, whose context stands in it: nothing has to be fetched."""
    nodes = []
    for subject, rows in graph.subjects.items():
        node: dict[str, object] = {"@id": subject, "@type": []}
        for predicate, term in rows:
            if predicate == RDF_TYPE:
                node["@type"].append(graph.short(term.value))
            else:
                node.setdefault(graph.short(predicate), []).append(_value(graph, term))
        nodes.append(node)
    return json.dumps({"@context": graph.prefixes, "@graph": nodes}, ensure_ascii=False, indent=1)
