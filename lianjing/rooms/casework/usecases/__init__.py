"""What changes in casework; each file is about one part of it."""
