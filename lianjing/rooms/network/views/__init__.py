"""Pages of the network, each topic in its file."""
