"""HTTP: the API that screens call."""
