"""What changes a directive: issuing, receiving, deciding, and the clock."""
