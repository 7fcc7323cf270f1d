"""Pages of spaces, folders and files."""

from hub_sharing.pages import contents, files, nodes, places, spaces

routes = [*spaces.routes, *places.routes, *nodes.routes, *files.routes, *contents.routes]
