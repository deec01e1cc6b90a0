"""Every address of the portal with its arguments, out of the resolver: for the tables of who may open what."""

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver


def _walk(
    resolver: URLResolver, names: tuple[str, ...], keys: frozenset[str]
) -> Iterator[tuple[str, frozenset[str]]]:
    for entry in resolver.url_patterns:
        known = keys | frozenset(entry.pattern.converters)
        if isinstance(entry, URLPattern):
            yield ":".join([*names, entry.name or "?"]), known
        else:
            yield from _walk(entry, (*names, entry.namespace) if entry.namespace else names, known)


def named(*prefixes: str) -> dict[str, frozenset[str]]:
    """Name of every address whose name begins with one of `prefixes` ("events:") -> its arguments."""
    return {name: keys for name, keys in _walk(get_resolver(), (), frozenset()) if name.startswith(prefixes)}
