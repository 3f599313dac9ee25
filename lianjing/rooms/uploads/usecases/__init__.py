"""What a post does with files and assessments, each guarded by @act."""
