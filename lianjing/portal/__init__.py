"""The public: pages that need no account. Imports no room."""
