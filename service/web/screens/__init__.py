"""Pages for people. Each says what the API says: it calls the same functions, and decides nothing of its own."""
