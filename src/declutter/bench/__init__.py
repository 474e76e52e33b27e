"""Benchmarks: declutter and its peers over corpora with gold, and declutter alone over any dump.

A corpus is read by its loader (`corpora`), each tool runs in a process of its own (`measure`), a page's
output becomes a row of numbers (`scores`), rows become figures with intervals (`statistics`), and
figures become a table, JSON and a page (`report`). Two runs are set side by side by `compare`; a dump
without gold is looked at by `dump`.
"""
