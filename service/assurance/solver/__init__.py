"""Rulesets as formulas, and cases looked for by a solver. `search.py` is the way in; `logic.py` alone speaks to Z3."""
