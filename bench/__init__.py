"""Measurements of speed and memory, each started by hand. Nothing here is part of the service or its tests."""
