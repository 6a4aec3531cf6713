"""What a policy lead writes, turned from YAML text into a typed model. Pure: no clock, network, database or web."""
