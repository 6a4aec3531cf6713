"""What two versions of a ruleset say of the same history: who is recommended what, newly, no longer, and at what cost."""
