"""Pages and other HTTP doors: shell, components, forms, guards. See `README.md`."""
