"""Renderers turn a Result into something to read: clean text, or the explanation."""
