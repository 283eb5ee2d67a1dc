"""Packs: the list, reading a published version, and editing a draft part by part."""
