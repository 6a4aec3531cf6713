"""A history of referrals, from the files people have to tables that rules can be asked of."""
