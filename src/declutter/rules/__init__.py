"""Declarative rules: schema (load and check), detector (run), examples (prove)."""
