"""The joint meeting of commission and bureau, its resolutions, and the quarter's figures."""
