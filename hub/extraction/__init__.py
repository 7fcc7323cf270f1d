"""The text of files that people bring, for search and for nothing else."""

from hub.extraction.reading import Extract, NoText, Why, text_of_pdf

__all__ = ["Extract", "NoText", "Why", "text_of_pdf"]
