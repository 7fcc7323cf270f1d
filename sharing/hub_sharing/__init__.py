"""Spaces, files and co-edited documents: WebDAV, share links, versions, records life cycle."""
