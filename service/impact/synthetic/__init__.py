"""A made-up year of referrals, as like England's as published figures allow, so that studies can be tried without one."""
