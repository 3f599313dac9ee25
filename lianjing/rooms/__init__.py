"""The desks. A room calls only rooms to its right: story, redflags, network, worklist."""
