"""What is kept of decisions, so that each can be found again and replayed."""
