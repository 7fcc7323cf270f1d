"""A small site on the pieces of `hub.web`: pages as a module writes them, and faults."""
