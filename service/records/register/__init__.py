"""What is known of households and children over time, each under a reference the caller chose, kept in the ledger."""
