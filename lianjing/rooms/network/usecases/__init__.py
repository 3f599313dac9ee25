"""What a post does in the network: edits, declarations, recusals, the proof, the draw."""
