"""One case, turned into recommended steps with the whole rule trace. Pure: no clock, network, database or web."""
