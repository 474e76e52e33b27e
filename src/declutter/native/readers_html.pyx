# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
"""Compiled twins of declutter.readers.html: a page is collected from lxml's events
(html_target.pxi), libxml2's (html_stream.pxi) or a tree (html_tree.pxi), and laid out as one text (html_layout.pxi).
"""

import os

from cpython.object cimport PyObject
from libc.stdlib cimport calloc, free, malloc, realloc
from libc.string cimport memchr, memcpy, strcmp, strlen

from declutter.native import TWINS

from declutter.native.words cimport Char, Narrow, PyUnicode_DATA, PyUnicode_KIND, Wide, Widest

include "html_tables.pxi"
include "html_texts.pxi"
include "html_target.pxi"
include "html_names.pxi"
include "html_reader.pxi"
include "html_tree.pxi"
include "html_stream.pxi"
include "html_layout.pxi"
