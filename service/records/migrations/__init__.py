"""Every change of the tables, in order, up and down."""
