"""HTML to blocks: collect the page in one pass, lay its blocks out, read what it says about itself."""

from declutter.readers.html.metadata import read_metadata
from declutter.readers.html.read import read_html
from declutter.readers.html.sources import is_tree

__all__ = ["is_tree", "read_html", "read_metadata"]
