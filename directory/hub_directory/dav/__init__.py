"""CardDAV (RFC 6352): the staff, in everybody's own address book, to be read."""

from hub_directory.dav.book import StaffBook

__all__ = ["StaffBook"]
