"""What changes in the room of powers."""
