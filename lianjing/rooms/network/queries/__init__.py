"""What the pages of the network show, each topic in its file; everything passes the policy."""
