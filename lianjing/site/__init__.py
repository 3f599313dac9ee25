"""The process: configuration, addresses, server."""
