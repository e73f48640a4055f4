"""Fixtures that tests of every folder share: builds, what a browser saw, tiny books."""

pytest_plugins = ["browsing", "builds", "tiny_book"]
