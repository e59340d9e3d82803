"""What a question leaves open, and how it is asked: two readings, a measure or a split to choose, a likely name."""
