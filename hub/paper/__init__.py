"""Paper: PDF from typst templates, and several PDF files as one."""

from hub.paper.assembly import Part, assemble, page_counts
from hub.paper.rendering import Template, TemplateError, qr, render

__all__ = ["Part", "Template", "TemplateError", "assemble", "page_counts", "qr", "render"]
