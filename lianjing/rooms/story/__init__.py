"""The plan, sentence by sentence, and a guided ten-minute story."""
