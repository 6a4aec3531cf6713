"""The published figures a made-up year is held to, and the assumptions that fill the gaps between them.

Published figures are the Department for Education's children in need statistics for England; docs/impact.md says where
each was read. Every name that begins with ASSUMED is our guess: nothing may be concluded from it about any place.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

# Year to 31 March 2022.
REFERRALS = 650_270
REREFERRALS_WITHIN_A_YEAR = 139_500
ASSESSMENTS = 645_070
SECTION_47_ENQUIRIES = 217_800
PARENT_A_VICTIM_OF_DOMESTIC_ABUSE = 160_690  # of assessments, factor 3B
PARENTAL_MENTAL_HEALTH = 158_330  # of assessments, factor 4B
PARENTAL_ALCOHOL = 70_310  # of assessments, factor 1B
# Year to 31 March 2023.
CONFERENCES_2023, SECTION_47_ENQUIRIES_2023 = 74_380, 225_400
# Year to 31 March 2020: referrals by source, in the order of the census's codes.
SOURCES: Mapping[str, int] = {
    "individuals": 52_290,
    "school": 117_010,
    "education_service": 13_630,
    "health": 96_300,
    "housing": 8_300,
    "authority": 90_810,
    "police": 184_760,
    "other_legal": 25_180,
    "other_agency": 31_630,
    "anonymous": 13_770,
    "unknown": 9_300,
}
# Children in need at 31 March 2020.
CHILDREN_IN_NEED_2020 = 389_260
UNBORN = 6_860
SEXES: Mapping[str, int] = {"female": 172_030, "male": 209_430, "not_recorded": 930}
ETHNICITIES: Mapping[str, int] = {
    "White": 268_070,
    "Mixed": 32_940,
    "Asian or Asian British": 27_650,
    "Black or Black British": 32_260,
    "Other ethnic groups": 12_870,
    "": 15_470,
}

# The published groups of sources, split among those the vocabulary names.
ASSUMED_SPLIT: Mapping[str, Mapping[str, float]] = {
    "individuals": {"family_or_carer": 0.5, "acquaintance": 0.2, "self": 0.15, "other_individual": 0.15},
    "health": {
        "gp": 0.12,
        "health_visitor": 0.2,
        "school_nurse": 0.05,
        "other_primary_health": 0.13,
        "a_and_e": 0.25,
        "other_health": 0.25,
    },
    "authority": {"la_social_care": 0.4, "la_other": 0.15, "la_early_help": 0.25, "other_la": 0.2},
}
ASSUMED_AGES: Mapping[tuple[float, float], float] = {
    (0.0, 1.0): 0.08,
    (1.0, 5.0): 0.22,
    (5.0, 10.0): 0.27,
    (10.0, 16.0): 0.32,
    (16.0, 18.0): 0.11,
}
ASSUMED_CHILDREN: Mapping[int, float] = {1: 0.55, 2: 0.27, 3: 0.12, 4: 0.06}
ASSUMED_ABUSE_WHEN_POLICE_REFER = 0.5
ASSUMED_SERIOUSNESS: Mapping[str, float] = {"minor": 0.62, "moderate": 0.28, "serious": 0.10}
ASSUMED_CONCERNS: Mapping[str, float] = {
    "parental_mental_health": 0.17,
    "neglect": 0.31,
    "physical": 0.17,
    "sexual": 0.08,
    "emotional": 0.15,
    "other": 0.12,
}
ASSUMED_SERIOUS_INCIDENTS = 0.0006
ASSUMED_REPEATED_ROWS = 0.004
ASSUMED_FIELD_NOT_KNOWN = 0.05


@dataclass(frozen=True, slots=True)
class Likelihood:
    """How likely a yes-or-no fact is: to be yes, where `given` is yes (else it is no), and not to be known at all."""

    yes: float
    not_known: float
    given: str = ""


ABUSE, ILLNESS, BORN, ABROAD = "domestic_abuse.present", "parental_mental_health.concern", "born", "arrival.from_abroad"
PLANNED = "on a child protection plan"

ASSUMED_FACTS: Mapping[str, Likelihood] = {
    "harm.suspected": Likelihood(0.12, 0.25),
    "harm.immediate_danger": Likelihood(0.01, 0.1),
    "child.independently_mobile": Likelihood(0.92, 0.5, BORN),
    "child.disabled": Likelihood(0.1, 0.3),
    "child.young_carer": Likelihood(0.03, 0.5, BORN),
    "domestic_abuse.child_present": Likelihood(0.6, 0.35, ABUSE),
    "domestic_abuse.injury": Likelihood(0.16, 0.4, ABUSE),
    "domestic_abuse.strangulation": Likelihood(0.08, 0.55, ABUSE),
    "domestic_abuse.weapon": Likelihood(0.06, 0.45, ABUSE),
    "domestic_abuse.threats_to_kill": Likelihood(0.07, 0.5, ABUSE),
    "domestic_abuse.sexual_violence": Likelihood(0.04, 0.6, ABUSE),
    "domestic_abuse.escalating": Likelihood(0.22, 0.5, ABUSE),
    "domestic_abuse.stalking": Likelihood(0.1, 0.5, ABUSE),
    "domestic_abuse.recent_separation": Likelihood(0.3, 0.35, ABUSE),
    "domestic_abuse.order_or_bail_breached": Likelihood(0.06, 0.3, ABUSE),
    "domestic_abuse.honour_based": Likelihood(0.02, 0.4, ABUSE),
    "domestic_abuse.victim_pregnant": Likelihood(0.06, 0.3, ABUSE),
    "domestic_abuse.abuser_has_access": Likelihood(0.45, 0.4, ABUSE),
    "parental_mental_health.serious": Likelihood(0.18, 0.4, ILLNESS),
    "parental_mental_health.acute": Likelihood(0.22, 0.45, ILLNESS),
    "parental_mental_health.chronic": Likelihood(0.35, 0.45, ILLNESS),
    "parental_mental_health.diagnosed": Likelihood(0.5, 0.4, ILLNESS),
    "parental_mental_health.delusions_involve_child": Likelihood(0.01, 0.45, ILLNESS),
    "parental_mental_health.suicide_plan_involves_child": Likelihood(0.01, 0.5, ILLNESS),
    "parental_mental_health.inpatient": Likelihood(0.03, 0.2, ILLNESS),
    "parental_mental_health.postpartum_psychosis": Likelihood(0.005, 0.3, ILLNESS),
    "parental_mental_health.treatment_refused": Likelihood(0.12, 0.5, ILLNESS),
    "parental_mental_health.only_carer": Likelihood(0.35, 0.4, ILLNESS),
    "parental_mental_health.care_affected": Likelihood(0.3, 0.45, ILLNESS),
    "adults.new_partner": Likelihood(0.12, 0.5),
    "adults.violence_charge_or_bail": Likelihood(0.05, 0.45),
    "adults.child_previously_removed": Likelihood(0.03, 0.3),
    "adults.child_previously_injured": Likelihood(0.02, 0.35),
    "injury.bruise_or_mark": Likelihood(0.08, 0.3, BORN),
    "injury.suspected_non_accidental": Likelihood(0.04, 0.35, BORN),
    "plan.timescales_set": Likelihood(0.93, 0.1, PLANNED),
    "plan.lead_social_worker": Likelihood(0.97, 0.05, PLANNED),
    "health_visiting.health_visitor_confirmed": Likelihood(0.7, 0.6, BORN),
    "engagement.avoiding_contact": Likelihood(0.07, 0.4),
    "engagement.whereabouts_known": Likelihood(0.985, 0.1),
    "arrival.from_abroad": Likelihood(0.03, 0.25),
    "arrival.alone": Likelihood(0.12, 0.2, ABROAD),
    "arrival.relationship_verified": Likelihood(0.6, 0.4, ABROAD),
    "arrival.overstayed": Likelihood(0.05, 0.7, ABROAD),
    "arrival.exploitation_indicators": Likelihood(0.015, 0.4),
    "arrival.support_asked_about": Likelihood(0.5, 0.4, ABROAD),
    "education.school_place": Likelihood(0.97, 0.15, BORN),
    "education.sibling_has_place": Likelihood(0.6, 0.4, BORN),
    "education.other_provision": Likelihood(0.04, 0.5, BORN),
    "pre_birth.assessment_started": Likelihood(0.4, 0.15, "unborn"),
    "agencies.responsibility_agreed": Likelihood(0.93, 0.3),
    "agencies.health_knew_of_abuse": Likelihood(0.08, 0.6, ABUSE),
    "agencies.held_concerns_unreferred": Likelihood(0.015, 0.6),
    "practice.caseload_over_limit": Likelihood(0.2, 0.5),
    "practice.management_oversight": Likelihood(0.03, 0.3),
    "monitoring.disability": Likelihood(0.12, 0.1),
}
"""Facts of the household are drawn once for a contact, the others for each child."""

# How much each thing known at the contact raises the chance, as log odds, of what came later.
ASSUMED_RISK: Mapping[str, float] = {
    "harm.suspected": 2.2,
    "harm.immediate_danger": 2.5,
    "domestic_abuse.present": 0.5,
    "domestic_abuse.injury": 0.7,
    "domestic_abuse.strangulation": 1.2,
    "domestic_abuse.weapon": 0.8,
    "parental_mental_health.serious": 0.7,
    "injury.suspected_non_accidental": 1.8,
    "injury.bruise_or_mark": 0.6,
    "engagement.avoiding_contact": 0.6,
    "adults.child_previously_removed": 1.2,
}
