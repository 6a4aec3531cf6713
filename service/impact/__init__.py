"""What a change of threshold would do: rules over a whole history of referrals at once."""
