"""A case handed over to another authority: one signed file, made, checked and kept."""
