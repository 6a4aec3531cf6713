"""What two versions of a ruleset say of one history: who is recommended what, newly or no longer, at what cost."""
