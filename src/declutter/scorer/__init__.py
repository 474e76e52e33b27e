"""The learned line scorer: features of a block and its surroundings to a probability of residue."""
