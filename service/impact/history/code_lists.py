"""Codes of the children in need census, and what each is here. A mapping names a list rather than repeat it.

From the census's code sets for the source of a referral, sex and category of abuse, 2024 to 2026.
"""

from __future__ import annotations

from collections.abc import Mapping

CODE_LISTS: Mapping[str, Mapping[str, str]] = {
    "census referral sources": {
        "1A": "family_or_carer",
        "1B": "acquaintance",
        "1C": "self",
        "1D": "other_individual",
        "2A": "school",
        "2B": "education_service",
        "3A": "gp",
        "3B": "health_visitor",
        "3C": "school_nurse",
        "3D": "other_primary_health",
        "3E": "a_and_e",
        "3F": "other_health",
        "4": "housing",
        "5A": "la_social_care",
        "5B": "la_other",
        "5C": "other_la",
        "5D": "la_early_help",
        "6": "police",
        "7": "other_legal",
        "8": "other_agency",
        "9": "anonymous",
        "10": "unknown",
    },
    "census sexes": {"F": "female", "M": "male", "U": "not_recorded"},
    "census categories of abuse": {"NEG": "neglect", "PHY": "physical", "SAB": "sexual", "EMO": "emotional"},
}
