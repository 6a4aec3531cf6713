"""Threshold: decision support for the safeguarding front door of English children's services."""

__version__ = "0.1.0"
