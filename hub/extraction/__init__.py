"""The text of files that people bring, for search and for nothing else."""

from hub.extraction.reading import NoText, Extract, Why, text_of_pdf

__all__ = ["NoText", "Extract", "Why", "text_of_pdf"]
