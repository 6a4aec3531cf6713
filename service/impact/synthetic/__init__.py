"""A made-up year of referrals, as like England's as published figures allow, to try studies on."""
