"""Every page for people, as one router for the service to take in."""

from __future__ import annotations

from fastapi import APIRouter

from service.web.screens import (
    assets,
    catalogue,
    check,
    decision,
    decisions,
    handovers,
    home,
    impact,
    jobs,
    overrides,
    proposal_studies,
    proposals,
    provider_sign_in,
    rulesets,
    scenarios,
    sign_in,
    triage,
    trying,
    watch,
)

router = APIRouter()
for part in (
    assets,
    home,
    triage,
    decisions,
    overrides,
    decision,
    watch,
    handovers,
    proposal_studies,
    proposals,
    rulesets,
    trying,
    scenarios,
    impact,
    check,
    jobs,
    sign_in,
    provider_sign_in,
    catalogue,
):
    router.include_router(part.router)
