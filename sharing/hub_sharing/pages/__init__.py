"""Pages of spaces, folders and files."""

from hub_sharing.pages import contents, files, nodes, places, sharing, spaces

routes = [
    *spaces.routes, *places.routes, *nodes.routes, *sharing.routes, *files.routes, *contents.routes,
]  # fmt: skip
