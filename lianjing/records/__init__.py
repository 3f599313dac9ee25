"""Every table of the product, in one migration line. Tables hold no rules."""
