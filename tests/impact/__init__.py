"""Rules over history: the columns agree with the live engines, and the studies add up."""
