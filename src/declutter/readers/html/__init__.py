"""HTML to blocks."""

from declutter.readers.html.read import read_html

__all__ = ["read_html"]
