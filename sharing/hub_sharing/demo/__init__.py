"""The spaces of the demo's services, with folders, files and what these say."""

from hub_sharing.demo.load import demo

__all__ = ["demo"]
