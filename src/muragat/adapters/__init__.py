"""Who serves a port; the only modules that import vendors."""
