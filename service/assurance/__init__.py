"""Evidence that a ruleset does what the procedures say: scenarios, coverage, proofs, comparison."""
