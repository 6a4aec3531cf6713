# Written by `make clients` from what the service says of itself. Change the service, not this file.
"""The shape of everything that is sent and answered. A fact left out or None is not known."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypeAlias, Union

from typing_extensions import TypedDict

Act: TypeAlias = Literal[
    "drafted",
    "edited",
    "proposed",
    "commented",
    "approved",
    "rejected",
    "withdrawn",
    "seeded",
    "read again",
    "retired",
    "attached",
]
"""Everything that can be done with a version, as it is recorded."""


class BelowShape(TypedDict):
    """What to do when no rule is met."""

    recommend: dict[str, str]
    guidance: str


class ChildListed(TypedDict):
    """The highest step recommended for a child; null when no threshold was met."""

    ref: str
    highest: dict[str, str] | None


class CitationShape(TypedDict):
    """The paragraph something rests on."""

    document: str
    paragraph: str


DaysShape = TypedDict("DaysShape", {"from": str, "to": str | None})


class Difference(TypedDict):
    """One place where a replayed answer differs, also in words. A side that has nothing there is null."""

    pointer: str
    says: str
    kept: NotRequired[Any]
    replayed: NotRequired[Any]


class DuePassed(TypedDict):
    """A step whose due date has passed with nothing recorded."""

    step: str
    on: str


class EntryShape(TypedDict):
    """One event or fact that is kept; `before` is what it said before each correction."""

    id: str
    name: str
    says: Any
    since: str | None
    known_on: str
    recorded_on: str
    standing: str
    before: list[Any]
    came_from: str | None


class ExampleShape(TypedDict):
    """One case: in words, as the body of `POST /v1/decisions`, and as a scenario that holds for this version."""

    known: str
    answer: str
    case: dict[str, Any]
    scenario: str


class FactShape(TypedDict):
    """
    One thing that can be known. `sent` says whether a case may hold it, or it is worked out.

    A person is asked only once every fact of `ask_only_when` has one of the answers beside it. Where a fact of
    `does_not_apply_when` has one of its answers, this one has nothing to say and must not be sent.
    """

    name: str
    scope: Literal["household", "child"]
    kind: str
    label: str
    question: str
    help: str
    yes: str
    no: str
    choices: dict[str, str]
    unit: str
    least: int | None
    most: int | None
    census: list[str]
    monitoring: bool
    derived_from: list[str]
    ask_only_when: dict[str, list[str]]
    does_not_apply_when: dict[str, list[str]]
    sent: bool


class FailureShape(TypedDict):
    """A sentence that did not hold; with `expected` null, one that could not be followed, with the `nearest` known."""

    line: int
    keyword: Literal["given", "when", "then"]
    sentence: str
    expected: str | None
    seen: str
    nearest: str | None
    trace: list[str]


class FileShape(TypedDict):
    """One file that a job wrote, and where to fetch it."""

    name: str
    bytes: int
    address: str


class FoundProblem(TypedDict):
    """One mistake in a ruleset, where it is, and the address of the page about it. Columns count from 1."""

    code: str
    severity: Literal["error", "warning"]
    line: int
    column: int
    end_line: int
    end_column: int
    message: str
    help: str
    more: str


class GroupShape(TypedDict):
    """A heading facts stand under."""

    name: str
    title: str


class HappeningShape(TypedDict):
    """One thing that happened to a version, and what was said with it."""

    id: str
    act: Act
    who: str
    at: str
    words: str
    rule: str | None
    starts: str | None
    ends: str | None
    digest: str | None


class Health(TypedDict):
    """Whether the service is up."""

    status: NotRequired[Literal["up"]]
    version: str


class HistoryShape(TypedDict):
    """One history of referrals: the names of its files, and how long they are together."""

    name: str
    files: list[str]
    bytes: int


class JobShape(TypedDict):
    """One piece of long work. `done` is from 0 to 1; `saying` says how far it is."""

    id: str
    kind: str
    title: str
    state: Literal["waiting", "running", "done", "stopped", "failed"]
    done: float
    saying: str
    asked_at: str
    started_at: str | None
    ended_at: str | None
    problem: str | None
    help: str | None


class JobsListed(TypedDict):
    """Jobs, newest first."""

    jobs: list[JobShape]


class LineShape(TypedDict):
    """One line of a block: a fact, a measure or a definition, and what it must be."""

    fact: NotRequired[str | None]
    measure: NotRequired[str | None]
    definition: NotRequired[str | None]
    expected: str
    says: str


class MeasureShape(TypedDict):
    """A number counted or reckoned. `kind` is count, streak, days or working days."""

    name: str
    kind: str
    events: NotRequired[str | None]
    where: NotRequired[dict[str, str]]
    within: NotRequired[str | None]
    once_per: NotRequired[str | None]
    start: NotRequired[str | None]
    end: NotRequired[str | None]


class OutcomeRecorded(TypedDict):
    """What one person decided for one child."""

    id: str
    recorded_at: str
    decision_id: str
    child: str
    decision: Literal["accepted", "different"]
    direction: Literal["accepted", "up", "down"]
    step: str | None
    strength: str | None
    reason: str
    person: str
    state: Literal["recorded", "awaiting a second person"]
    second_person: str | None
    supersedes: str | None
    superseded: bool


class OutcomesListed(TypedDict):
    """Every outcome of a decision, oldest first; the superseded ones too."""

    outcomes: list[OutcomeRecorded]


class ParameterShape(TypedDict):
    """A number or length that is written once."""

    name: str
    value: str
    title: str
    source: CitationShape | None


class PartShape(TypedDict):
    """One thing said differently, line by line."""

    what: str
    was: list[str]
    now: list[str]


class ProposalListed(TypedDict):
    """One version. `version` is what it is called: by its day once it is published, and by its name until then."""

    id: str
    family: str
    name: str
    version: str
    state: Literal["draft", "proposed", "approved", "in force", "superseded", "retired", "proposal"]
    starts: str | None
    ends: str | None
    digest: str
    authors: list[str]
    began_at: str
    changed_at: str


class ProposalsListed(TypedDict):
    """Versions, those begun last first."""

    proposals: list[ProposalListed]


class Readiness(TypedDict):
    """Whether the service can decide cases, and if not, what is missing, in sentences."""

    ready: bool
    missing: list[str]


class ReferenceSaid(TypedDict):
    """What a handover that was sent is about."""

    id: str
    of: Literal["household", "child"]
    ref: str


class ReferenceShape(TypedDict):
    """Whom the register knows."""

    id: str
    of: str
    ref: str


Role: TypeAlias = Literal["triage", "policy", "procedure", "auditor", "admin"]
"""What somebody does here. Which address needs which is one table, in `service/web/people.py`."""


class RuleStandings(TypedDict):
    """How the children stand who met one rule."""

    accepted: int
    up: int
    down: int
    awaiting: int
    decided_again: int
    ignored: int
    unanswered: int
    ruleset: str
    rule: str


class RulesetNamed(TypedDict):
    """Which rules decided."""

    family: str
    version: str
    digest: str


class ScenarioShape(TypedDict):
    """How one scenario went; `row` has the values of a row of an outline."""

    path: str
    feature: str
    name: str
    row: list[str]
    line: int
    outcome: Literal["passed", "failed", "not_understood", "expects_nothing", "not_run"]
    failures: list[FailureShape]


class Sentence(TypedDict):
    """One kind of sentence: its wording with gaps, sentences that show it, what it does, whether a table follows."""

    keyword: Literal["given", "when", "then"]
    wording: str
    examples: list[str]
    says: str
    table: bool


class SourceShape(TypedDict):
    """A document that rules cite by name."""

    name: str
    title: str
    date: str
    url: str
    note: str


class Standings(TypedDict):
    """How many children stand how."""

    accepted: int
    up: int
    down: int
    awaiting: int
    decided_again: int
    ignored: int
    unanswered: int


class StepFound(TypedDict):
    """A step recommended now, or more strongly, that was not before."""

    step: str
    strength: str


class StepSaid(TypedDict):
    """One step recommended."""

    step: str
    title: str
    strength: str


class StepShape(TypedDict):
    """One thing that can be recommended. A smaller `rank` is the higher step; `due` is how its day is reckoned."""

    name: str
    title: str
    rank: int
    owner: str
    due: str | None
    basis: str
    guidance: str


class StepStandings(TypedDict):
    """How the children stand who were recommended one step, so strongly."""

    accepted: int
    up: int
    down: int
    awaiting: int
    decided_again: int
    ignored: int
    unanswered: int
    step: str
    strength: str


class StepsListed(TypedDict):
    """Sentences, those that follow Given first."""

    steps: list[Sentence]


class StepsShape(TypedDict):
    """Every step, highest rank first."""

    steps: list[StepShape]


class StudiedShape(TypedDict):
    """One of the two versions a study is of."""

    family: str
    version: str
    digest: str


class StudyShape(TypedDict):
    """An impact study kept with a version. `doubts` say why it is not of what is proposed now: none, as a rule."""

    id: str
    digest: str
    attached_by: str
    attached_at: str
    note: str
    headline: str
    old: StudiedShape
    new: StudiedShape
    history: str
    made_up: bool
    of_this_text: bool
    doubts: list[str]


class TakenOverShape(TypedDict):
    """The version another takes over from: the one in force on the day before the other's own, or today for a draft."""

    version: str
    digest: str
    on: str


class UnreadableShape(TypedDict):
    """A feature that cannot be read, and so was not run."""

    path: str
    line: int
    message: str
    help: str


class VersionListed(TypedDict):
    """One version of a family. `in_force` is null for what is not published; `proposal` is the id of its record."""

    version: str
    title: str
    digest: str
    state: Literal["draft", "proposed", "approved", "in force", "superseded", "retired", "proposal"]
    in_force: DaysShape | None
    rules: int
    proposal: str | None


class VersionShape(TypedDict):
    """The version that decided in place of what scenarios name."""

    family: str
    version: str
    digest: str


class WholeJobShape(TypedDict):
    """A job with what came of it."""

    id: str
    kind: str
    title: str
    state: Literal["waiting", "running", "done", "stopped", "failed"]
    done: float
    saying: str
    asked_at: str
    started_at: str | None
    ended_at: str | None
    problem: str | None
    help: str | None
    result: Any
    files: list[FileShape]


class Register(TypedDict, closed=True):
    """Fill the case in with what the register keeps; lists then hold what is new."""

    household: NotRequired[str | None]
    """The reference of the household."""
    children: NotRequired[dict[str, Any] | None]
    """The reference of each child, by its `ref` in this case."""
    known_on: NotRequired[str | None]
    """Only what was known on this day; without it, all there is."""
    record: NotRequired[bool | None]
    """Whether what is new is kept in the register, in one step with the decision."""


class Contact(TypedDict, closed=True):
    received_on: NotRequired[str | None]
    """On what date did the front door receive this contact? The day the contact first reached children's social care, however it came. Most clocks start here."""
    kind: NotRequired[Literal["request_for_information", "notification", "referral"] | None]
    """What kind of contact is this? A request for information asks what is known. A notification passes information on. A referral asks for services or raises a concern about a child. request_for_information: a request for information; notification: a notification; referral: a referral."""
    source: NotRequired[
        Literal[
            "family_or_carer",
            "acquaintance",
            "self",
            "other_individual",
            "school",
            "education_service",
            "gp",
            "health_visitor",
            "school_nurse",
            "other_primary_health",
            "a_and_e",
            "other_health",
            "housing",
            "la_social_care",
            "la_other",
            "la_early_help",
            "other_la",
            "police",
            "other_legal",
            "other_agency",
            "anonymous",
            "unknown",
        ]
        | None
    ]
    """Who made this contact? Census codes, in the order of the list: 1A, 1B, 1C, 1D, 2A, 2B, 3A, 3B, 3C, 3D, 3E, 3F, 4, 5A, 5B, 5D, 5C, 6, 7, 8, 9, 10. Another legal agency is a court, probation, immigration, Cafcass or a prison. Another agency is, for example, a children's centre or a voluntary organisation. family_or_carer: a family member, relative or carer; acquaintance: a neighbour, friend or other acquaintance; self: the child or parent concerned; other_individual: another individual; school: a school; education_service: an education service; gp: a GP; health_visitor: a health visitor; school_nurse: a school nurse; other_primary_health: another primary health service; a_and_e: an emergency department; other_health: another health service; housing: a housing service; la_social_care: this authority's social care; la_other: another department of this authority; la_early_help: this authority's early help service; other_la: another local authority; police: the police; other_legal: another legal agency; other_agency: another agency; anonymous: someone who did not give a name; unknown: a source that was not recorded."""
    confirmed_in_writing_on: NotRequired[str | None]
    """On what date did the referrer confirm the referral in writing? Only for a referral first made by telephone or in person. Leave it out if it has not been confirmed yet."""


class DomesticAbuse(TypedDict, closed=True):
    present: NotRequired[bool | None]
    """Is there domestic abuse in the household? Abuse between people aged 16 or over who are or have been partners, or are relatives. It may be physical, sexual, emotional, controlling or economic. They need not live together."""
    child_present: NotRequired[bool | None]
    """Has any child in the household seen, heard or felt the effects of the abuse? A child who sees, hears or experiences the effects of domestic abuse is a victim in their own right. A child asleep upstairs may still feel its effects."""
    injury: NotRequired[bool | None]
    """Was anyone injured? Any physical injury to an adult or a child, whether or not it was treated."""
    strangulation: NotRequired[bool | None]
    """Has the abuser ever strangled, choked or tried to suffocate the victim? Count any pressure on the neck or blocking of breath, even if it left no mark."""
    weapon: NotRequired[bool | None]
    """Was a weapon, or an object used as one, used or threatened? Include household objects used or held up to hurt or frighten."""
    threats_to_kill: NotRequired[bool | None]
    """Has the abuser threatened to kill anyone? Include threats to kill the victim, a child, another person or themselves."""
    sexual_violence: NotRequired[bool | None]
    """Has the abuser been sexually violent? Any sexual act that the other person did not freely agree to."""
    escalating: NotRequired[bool | None]
    """Is the abuse happening more often or getting worse? Compare the last few months with the time before."""
    stalking: NotRequired[bool | None]
    """Does the abuser follow, watch or constantly contact the victim? Include messages, calls, turning up uninvited, and tracking by telephone or device."""
    recent_separation: NotRequired[bool | None]
    """Has the victim separated from the abuser, or tried to, in the past year? Leaving is often the time of greatest danger."""
    order_or_bail_breached: NotRequired[bool | None]
    """Has the abuser broken bail conditions, an injunction or another court order? Include any order or agreement meant to protect the victim or the children."""
    honour_based: NotRequired[bool | None]
    """Is the abuse linked to so-called honour, forced marriage or female genital mutilation? More than one relative may be involved. Do not tell relatives about a disclosure."""
    victim_pregnant: NotRequired[bool | None]
    """Is the victim pregnant? If so, add the unborn child to this case as a child of their own."""
    abuser_has_access: NotRequired[bool | None]
    """Can the abuser still reach the child or the home? Answer yes if the abuser lives there, visits, has keys, or sees the child by any arrangement."""
    dash_score: NotRequired[int | None]
    """What is the score on the DASH risk checklist? DASH is the checklist for domestic abuse, stalking, harassment and honour-based violence. Its score is the number of questions answered yes, out of 24. In points."""


class ParentalMentalHealth(TypedDict, closed=True):
    concern: NotRequired[bool | None]
    """Is there concern about the mental health of a parent or carer? A concern is enough. The parent need not have a diagnosis, and may not see themselves as ill."""
    serious: NotRequired[bool | None]
    """Is the parent's mental health condition serious? A person judges this. Signs include crisis team care, psychosis, a plan for suicide, repeated relapse, or not being able to look after the child."""
    acute: NotRequired[bool | None]
    """Is the parent's mental health condition acute? Acute means that it has come on or become much worse recently."""
    chronic: NotRequired[bool | None]
    """Is the parent's mental health condition chronic? Chronic means that it is long-lasting or keeps coming back."""
    diagnosed: NotRequired[bool | None]
    """Has a clinician diagnosed the condition? For information. No threshold rests on a diagnosis alone; what matters is the effect on the child."""
    delusions_involve_child: NotRequired[bool | None]
    """Does the parent hold delusional beliefs that involve a child? For example, that the child is possessed, evil, or part of a plot."""
    suicide_plan_involves_child: NotRequired[bool | None]
    """Might the parent harm a child as part of a suicide plan? Include thoughts of taking the child with them, and any attempt when the child was there."""
    inpatient: NotRequired[bool | None]
    """Is the parent in hospital because of their mental health? Include admission by agreement and detention under the Mental Health Act."""
    postpartum_psychosis: NotRequired[bool | None]
    """Does the mother have, or might she have, postpartum psychosis? A severe illness that begins suddenly after a birth, with confusion, strange beliefs, or seeing and hearing things."""
    treatment_refused: NotRequired[bool | None]
    """Does the parent refuse, avoid or stop treatment? Include missed appointments and stopped medicine, and not accepting that they are ill."""
    only_carer: NotRequired[bool | None]
    """Is the parent who is unwell the only person looking after the child? Answer no only if another adult really does share the care."""
    care_affected: NotRequired[bool | None]
    """Is the parent's mental health affecting how the child is looked after? For example meals, sleep, supervision, school, warmth, or the child doing the caring."""


class SubstanceMisuse(TypedDict, closed=True):
    present: NotRequired[bool | None]
    """Does any adult in the household misuse alcohol or drugs? Include prescribed medicine used in a way that was not meant."""


class Adults(TypedDict, closed=True):
    new_partner: NotRequired[bool | None]
    """Has a new partner, or any other adult, joined the household? Include someone who stays often without living there, and someone told to live elsewhere."""
    violence_charge_or_bail: NotRequired[bool | None]
    """Has any adult in or around the household been charged with, or bailed for, violence? Include violence to people outside the family, and adults bailed to live elsewhere."""
    child_previously_removed: NotRequired[bool | None]
    """Has a child ever been removed from the care of either parent or carer? Include children of earlier relationships, and children removed in another area or country."""
    child_previously_injured: NotRequired[bool | None]
    """Has a child ever had an injury that was not an accident, or an unexplained death, in the care of either parent or carer? Include a sudden unexpected death where there were concerns."""


class Engagement(TypedDict, closed=True):
    avoiding_contact: NotRequired[bool | None]
    """Is the family avoiding contact with services? For example not answering the door, cancelling again and again, not letting anyone see the child, or moving when concerns are raised."""
    whereabouts_known: NotRequired[bool | None]
    """Is it known where the family is now? Answer yes only if someone has seen the child, or has good reason to be sure, since the concern was raised."""
    missed_visits: NotRequired[int | None]
    """How many visits or appointments in a row have been missed? Count planned visits and appointments of any service where the child was not seen."""


class Agencies(TypedDict, closed=True):
    responsibility_agreed: NotRequired[bool | None]
    """Is it agreed, in writing, which team or agency is responsible for the case? Think of hospital and community services, of one team handing over to another, and of one authority handing over to another."""
    health_knew_of_abuse: NotRequired[bool | None]
    """Did a health or mental health service know of the domestic abuse before now and not refer it? Include GPs, midwives, hospitals and mental health services."""
    held_concerns_unreferred: NotRequired[bool | None]
    """Did any agency have serious concerns about a child before now and not refer them? Any agency, including schools, education projects and voluntary organisations."""
    involved: NotRequired[int | None]
    """How many agencies are working with the family now? Count each organisation once, and count this authority."""


class Harm(TypedDict, closed=True):
    suspected: NotRequired[bool | None]
    """Is there reasonable cause to suspect that the child is suffering, or is likely to suffer, significant harm? A social worker's judgement. Harm is ill-treatment, or damage to health or development, and includes damage from seeing or hearing someone else being ill-treated."""
    immediate_danger: NotRequired[bool | None]
    """Is there a risk to the child's life, or is serious harm likely straight away? Answer yes if waiting for the next step could leave the child seriously harmed."""
    strategy_discussion_on: NotRequired[str | None]
    """On what date was the strategy discussion that began the enquiry? If there were several, the one that decided on the enquiry. The time allowed for a first child protection conference runs from it."""


class Child(TypedDict, closed=True):
    date_of_birth: NotRequired[str | None]
    """What is the child's date of birth? If the child is not yet born, give the expected date of delivery instead."""
    expected_delivery_on: NotRequired[str | None]
    """When is the child expected to be born? Only for a child who is not yet born."""
    unborn: NotRequired[bool | None]
    """Is the child not yet born? Worked out from the date of birth or the expected date of delivery when either is known."""
    independently_mobile: NotRequired[bool | None]
    """Is the child independently mobile? Independently mobile means able to pull to stand, walk around holding on to furniture, or walk. Rolling over or sitting up is not enough. A child of any age who cannot move about unaided because of a disability is not independently mobile."""
    disabled: NotRequired[bool | None]
    """Is the child disabled? A disabled child is a child in need, and can be privately fostered up to the age of 18."""
    young_carer: NotRequired[bool | None]
    """Is the child a young carer? A young carer is under 18 and looks after, or means to look after, someone else who is ill, disabled or in need of support."""


class Injury(TypedDict, closed=True):
    bruise_or_mark: NotRequired[bool | None]
    """Does the child have a bruise or other injury, or a mark that might be one? Answer yes whatever the explanation, and even if it might be a birthmark."""
    suspected_non_accidental: NotRequired[bool | None]
    """Is it suspected that an injury to the child was not an accident? Think of an explanation that changes, does not fit, or came late."""
    seen_on: NotRequired[str | None]
    """On what date did a professional first see the injury, or the child with symptoms? The first time any doctor, nurse or other professional saw it, not the day it was referred."""


class Plan(TypedDict, closed=True):
    status: NotRequired[Literal["none", "child_in_need", "child_protection", "looked_after"] | None]
    """What plan is the child on in this area now? Before 2008 a child on a child protection plan was said to be on the child protection register. none: no plan; child_in_need: a Child in Need plan; child_protection: a child protection plan; looked_after: a care plan, as a looked after child."""
    conference_on: NotRequired[str | None]
    """On what date was the latest child protection conference? The first or a review conference, whichever was last."""
    timescales_set: NotRequired[bool | None]
    """Did the latest child protection conference set a date for each piece of work? Dates for the core group, the plan, each action and the next review."""
    lead_social_worker: NotRequired[bool | None]
    """Does the child have a named lead social worker? A person now in post who knows that they hold this child's plan."""


class Transfer(TypedDict, closed=True):
    moved_in_on: NotRequired[str | None]
    """On what date did the child move into this area? The first night here, as near as is known."""
    plan_at_origin: NotRequired[Literal["none", "child_in_need", "child_protection"] | None]
    """What plan was the child on in the area they moved from? Answer `none` if the child has not moved in from another area, or was on no plan there. none: no plan; child_in_need: a Child in Need plan; child_protection: a child protection plan."""
    assessed_since_move: NotRequired[bool | None]
    """Has this authority assessed the child since the move? Reading the other authority's papers is not an assessment."""
    conference_held: NotRequired[bool | None]
    """Has this authority held a transfer-in child protection conference? The conference in the new area that decides on the child's plan there."""
    papers_received_on: NotRequired[str | None]
    """On what date did the other authority's papers arrive? Some areas count the time allowed for the transfer-in conference from this day."""
    staying_days: NotRequired[int | None]
    """How many days is the child expected to stay in this area? A whole number of days. If the move is for good, give 365 or more. In days."""


class HealthVisiting(TypedDict, closed=True):
    family_nurse: NotRequired[Literal["never", "visiting", "ended"] | None]
    """Has a family nurse visited this mother and child? The Family Nurse Partnership visits first-time young mothers from pregnancy until the child is about two. The family nurse takes the place of the health visitor. never: no family nurse; visiting: a family nurse who is still visiting; ended: a family nurse who has stopped visiting."""
    family_nurse_ended_on: NotRequired[str | None]
    """On what date did the family nurse stop visiting, or when will they stop? Because the programme ended, the family left it, or the family moved away."""
    health_visitor_confirmed: NotRequired[bool | None]
    """Has a named health visitor confirmed that they have taken this child on? A letter sent is not enough. The health visitor who now has the child must have said so."""


class Arrival(TypedDict, closed=True):
    from_abroad: NotRequired[bool | None]
    """Has the child come from abroad to live or stay here? At any time, whatever the child's nationality."""
    alone: NotRequired[bool | None]
    """Did the child arrive without an adult who is responsible for them? A child brought by an agent, or by someone who then left, arrived alone. Use census factor 9A only if the child is seeking asylum."""
    relationship_verified: NotRequired[bool | None]
    """Has the relationship between the child and the adult caring for them been checked? By documents, or in another way that a manager accepts."""
    carer: NotRequired[Literal["parent", "close_relative", "other_relative", "unrelated_adult"] | None]
    """Who is caring for the child? A close relative is a grandparent, brother, sister, aunt, uncle or step-parent. A cousin or great-aunt is another relative. parent: a parent; close_relative: a close relative; other_relative: another relative; unrelated_adult: an adult who is not a relative."""
    visa: NotRequired[Literal["temporary", "settled", "none"] | None]
    """If the family is willing to say, what visa does the child have? Asked only to find support and to link family records. It never raises or lowers a child's need for protection, and is not asked in order to tell immigration services. temporary: a temporary visa; settled: settled status; none: no visa."""
    expected_stay_days: NotRequired[int | None]
    """How many days is the child expected to live with this carer? Count from the first day. If there is no end in sight, give 365 or more. In days."""
    overstayed: NotRequired[bool | None]
    """If the family is willing to say, has the child's permission to stay run out? Asked only to find support and to link family records. It never raises or lowers a child's need for protection, and is not asked in order to tell immigration services."""
    exploitation_indicators: NotRequired[bool | None]
    """Are there signs that the child is being exploited or trafficked? For example work, crime, sexual exploitation, debt, control by others, or a rehearsed story. A British child can be trafficked too."""
    support_asked_about: NotRequired[bool | None]
    """Has anyone asked the family what support it may need because of its immigration status? For example advice, an interpreter, or help where the family cannot claim public funds."""


class Education(TypedDict, closed=True):
    school_place: NotRequired[bool | None]
    """Is the child registered at a school? Answer no if the child is on a waiting list. A child who is suitably educated at home is not missing education; a person checks that."""
    sibling_has_place: NotRequired[bool | None]
    """Does a brother or sister have a school place? Include half and step brothers and sisters who live with the child."""
    other_provision: NotRequired[bool | None]
    """Does the child get teaching from anyone else, such as a voluntary education project? Include teaching the family found for itself."""


class PreBirth(TypedDict, closed=True):
    assessment_started: NotRequired[bool | None]
    """Has a pre-birth assessment started? An assessment by this authority of the unborn child. One planned for after the birth has not started."""


class Practice(TypedDict, closed=True):
    caseload_over_limit: NotRequired[bool | None]
    """Is the allocated worker's caseload over the local limit? Context for the manager. It never lowers what a child is recommended."""
    management_oversight: NotRequired[bool | None]
    """Has a manager asked for extra oversight of practice on this case? Yes or no only. Nothing about any worker is recorded here."""


class Monitoring(TypedDict, closed=True):
    ethnicity: NotRequired[str | None]
    """What is the child's ethnicity, in the words of the family or by the local code? For equality monitoring only. No rule can use it. Kept to monitor fairness; never decides anything."""
    sex: NotRequired[Literal["female", "male", "not_recorded"] | None]
    """What is the child's recorded sex? For equality monitoring only. No rule can use it. female: female; male: male; not_recorded: not recorded, or not yet born. Kept to monitor fairness; never decides anything."""
    disability: NotRequired[bool | None]
    """Is the child recorded as disabled for equality monitoring? For equality monitoring only. No rule can use it. Kept to monitor fairness; never decides anything."""


class CaseOneOfReferrals(TypedDict, closed=True):
    date: NotRequired[str | None]
    """On what date was the referral received? The day it reached the authority that received it."""
    concern: NotRequired[
        Literal["domestic_abuse", "parental_mental_health", "neglect", "physical", "sexual", "emotional", "other"]
        | None
    ]
    """What was the main concern? The one concern that the referral was mostly about. domestic_abuse: domestic abuse; parental_mental_health: parental mental health; neglect: neglect; physical: physical abuse; sexual: sexual abuse; emotional: emotional abuse; other: another concern."""
    seriousness: NotRequired[Literal["minor", "moderate", "serious"] | None]
    """How serious was the referral judged to be? The judgement recorded when it was received. Anything above minor counts as a more serious event. minor: minor; moderate: moderate; serious: serious."""
    incident: NotRequired[str | None]
    """What is the reference of the incident? For example a police incident number. Two referrals with the same reference are about one incident."""
    source: NotRequired[
        Literal[
            "family_or_carer",
            "acquaintance",
            "self",
            "other_individual",
            "school",
            "education_service",
            "gp",
            "health_visitor",
            "school_nurse",
            "other_primary_health",
            "a_and_e",
            "other_health",
            "housing",
            "la_social_care",
            "la_other",
            "la_early_help",
            "other_la",
            "police",
            "other_legal",
            "other_agency",
            "anonymous",
            "unknown",
        ]
        | None
    ]
    """Who made the referral? The same list as for the source of the contact. family_or_carer: a family member, relative or carer; acquaintance: a neighbour, friend or other acquaintance; self: the child or parent concerned; other_individual: another individual; school: a school; education_service: an education service; gp: a GP; health_visitor: a health visitor; school_nurse: a school nurse; other_primary_health: another primary health service; a_and_e: an emergency department; other_health: another health service; housing: a housing service; la_social_care: this authority's social care; la_other: another department of this authority; la_early_help: this authority's early help service; other_la: another local authority; police: the police; other_legal: another legal agency; other_agency: another agency; anonymous: someone who did not give a name; unknown: a source that was not recorded."""
    status: NotRequired[Literal["active", "withdrawn", "recorded_in_error"] | None]
    """Does the referral still stand? A withdrawn referral still counts, because a referrer may be put under pressure. One recorded in error does not. active: active; withdrawn: withdrawn; recorded_in_error: recorded in error. When left out: active."""


class CaseOneOfMoves(TypedDict, closed=True):
    date: NotRequired[str | None]
    """On what date did the family move? As near as is known."""
    from_area: NotRequired[str | None]
    """Which area did the family move from? The local authority, or the country."""
    to_area: NotRequired[str | None]
    """Which area did the family move to? The local authority, or the country."""


class CaseOneOfFamilyArrivals(TypedDict, closed=True):
    date: NotRequired[str | None]
    """On what date did this family member arrive? As near as is known."""
    visa: NotRequired[Literal["temporary", "settled", "none"] | None]
    """If the family is willing to say, what visa did this family member have? Used only to find support and to link the records of one family. temporary: a temporary visa; settled: settled status; none: no visa."""
    relation: NotRequired[Literal["child", "adult"] | None]
    """Is this family member a child or an adult? A child is anyone under 18 on the day they arrived. child: a child; adult: an adult."""


class CaseOneOfCoreGroups(TypedDict, closed=True):
    due_on: NotRequired[str | None]
    """On what date was the core group due? The date set by the conference or the last core group. One due after today is left out."""
    held: NotRequired[bool | None]
    """Was the core group held? A meeting put off to another day was not held on this one."""


class Ruleset(TypedDict, closed=True):
    family: str
    version: str
    digest: str


class Engines(TypedDict, closed=True):
    inference: str
    explanation: str
    agree: bool


class Highest(TypedDict, closed=True):
    """Null when no rule is met."""

    step: str
    strength: Literal["consider", "should", "must"]


Due = TypedDict("Due", {"on": str | None, "says": str, "from": str}, closed=True)


class AnswerRecommendation(TypedDict, closed=True):
    step: str
    strength: Literal["consider", "should", "must"]
    title: str
    owner: str
    because: list[str]
    """The rules that recommend it."""
    due: Due | None
    below_threshold: NotRequired[Literal[True]]
    """There only when no rule is met."""


class CouldAddItem(TypedDict, closed=True):
    step: str
    strength: Literal["consider", "should", "must"]


class AnswerQuestion(TypedDict, closed=True):
    fact: str
    ask: str
    help: str
    kind: Literal["yes or no", "number", "date", "text", "choice", "age", "list"]
    event: NotRequired[dict[str, Any]]
    """The event that has something missing."""
    field: NotRequired[str]
    """What is missing of the event."""
    choices: NotRequired[dict[str, str]]
    could_meet: list[str]
    could_add: list[CouldAddItem]


class AnswerNearMiss(TypedDict, closed=True):
    rule: str
    says: str


class Source(TypedDict, closed=True):
    document: str
    paragraph: str
    title: NotRequired[str]
    date: NotRequired[str]
    url: NotRequired[str]
    note: NotRequired[str]


AnswerFact = TypedDict(
    "AnswerFact",
    {
        "outcome": Literal["met", "not_met", "undetermined"],
        "fact": str,
        "expected": str,
        "seen": str | int | bool | None,
        "from": NotRequired[str],
        "says": str,
    },
    closed=True,
)


class Seen(TypedDict, closed=True):
    definite: int
    possible: int | None


class LeftOutItem(TypedDict):
    why: str


AnswerMeasure = TypedDict(
    "AnswerMeasure",
    {
        "outcome": Literal["met", "not_met", "undetermined"],
        "measure": str,
        "expected": str,
        "says": str,
        "seen": int | str | Seen | None,
        "counted": NotRequired[list[dict[str, Any]]],
        "possible": NotRequired[list[dict[str, Any]]],
        "left_out": NotRequired[list[LeftOutItem]],
        "from": NotRequired[str],
    },
    closed=True,
)


class FilledFromItem(TypedDict, closed=True):
    child: str | None
    """Null for what is about the household."""
    id: str
    of: str
    ref: str


class TookItem(TypedDict, closed=True):
    child: str | None
    """Null for what is about the household."""
    recorded_on: str
    known_on: str
    entry: str
    fact: NotRequired[str]
    list: NotRequired[str]
    event: NotRequired[dict[str, Any]]
    came_from: NotRequired[str]


class RecordedItem(TypedDict, closed=True):
    act: str
    reference: str
    entries: int


class AnswerRegister(TypedDict, closed=True):
    filled_from: list[FilledFromItem]
    known_on: str
    took: list[TookItem]
    says: list[str]
    recorded: list[RecordedItem]


class Mistake(TypedDict):
    """One thing to mend."""

    pointer: str
    """A JSON pointer into the body, or `?name` for part of the query"""
    code: str
    message: str
    help: str


class RecordOutcomeBody(TypedDict, closed=True):
    child: str
    """The `ref` of a child of the decision"""
    decision: Literal["accepted", "different"]
    step: NotRequired[str | None]
    """What is to be done; null for nothing, or where all that was recommended is accepted"""
    strength: NotRequired[Literal["consider", "should", "must"] | None]
    reason: NotRequired[str | None]
    """Why; needed for going down"""
    person: NotRequired[str]
    """Who decides; when not said, who asks"""
    supersedes: NotRequired[str | None]
    """The id of the outcome this one stands in the place of"""


class AgreeToOutcomeBody(TypedDict, closed=True):
    person: NotRequired[str]
    """Who decides; when not said, who asks"""
    reason: NotRequired[str | None]


class KeepInRegisterBody1(TypedDict, closed=True):
    household: str
    child: NotRequired[str]
    says: dict[str, Any]
    """In the form a case says it: groups of facts, and lists that hold what is new"""
    since: NotRequired[str | None]
    """The day the facts are so from; the day they became known, when not said"""
    known_on: NotRequired[str | None]
    """The day it became known here; today, when not said"""
    why: NotRequired[str | None]
    """Why it is done"""


class KeepInRegisterBody2(TypedDict, closed=True):
    household: NotRequired[str]
    child: str
    says: dict[str, Any]
    """In the form a case says it: groups of facts, and lists that hold what is new"""
    since: NotRequired[str | None]
    """The day the facts are so from; the day they became known, when not said"""
    known_on: NotRequired[str | None]
    """The day it became known here; today, when not said"""
    why: NotRequired[str | None]
    """Why it is done"""


KeepInRegisterBody: TypeAlias = KeepInRegisterBody1 | KeepInRegisterBody2


class FindReferenceBody(TypedDict, closed=True):
    """A reference, in the caller's own word"""

    household: NotRequired[str]
    child: NotRequired[str]


class CorrectRegisterBodyAdd(TypedDict, closed=True):
    act: Literal["add"]
    says: dict[str, Any]
    """In the form a case says it: groups of facts, and lists that hold what is new"""
    since: NotRequired[str | None]
    """The day the facts are so from; the day they became known, when not said"""
    known_on: NotRequired[str | None]
    """The day it became known here; today, when not said"""
    why: NotRequired[str | None]
    """Why it is done"""


Entry: TypeAlias = str


class CorrectRegisterBodyCorrect(TypedDict, closed=True):
    act: Literal["correct"]
    entries: list[Entry]
    """Ids"""
    says: Any
    """In the form a case says it: groups of facts, and lists that hold what is new"""
    since: NotRequired[str | None]
    """The day the facts are so from; the day they became known, when not said"""
    why: str
    """Why it is done"""


class CorrectRegisterBodyWithdraw(TypedDict, closed=True):
    act: Literal["withdraw"]
    entries: list[Entry]
    """Ids"""
    why: str
    """Why it is done"""


class CorrectRegisterBodyStrike(TypedDict, closed=True):
    act: Literal["strike"]
    entries: list[Entry]
    """Ids"""
    why: str
    """Why it is done"""


class To(TypedDict, closed=True):
    """The other reference, in the caller's own word"""

    household: NotRequired[str]
    child: NotRequired[str]


class CorrectRegisterBodyMove(TypedDict, closed=True):
    act: Literal["move"]
    entries: list[Entry]
    """Ids"""
    to: To
    """The other reference, in the caller's own word"""
    why: str
    """Why it is done"""


class CorrectRegisterBodySplit(TypedDict, closed=True):
    act: Literal["split"]
    entries: list[Entry]
    """Ids"""
    to: To
    """The other reference, in the caller's own word"""
    why: str
    """Why it is done"""


class CorrectRegisterBodyMerge(TypedDict, closed=True):
    act: Literal["merge"]
    to: To
    """The other reference, in the caller's own word"""
    why: str
    """Why it is done"""


class CorrectRegisterBodyClose(TypedDict, closed=True):
    act: Literal["close"]
    why: str
    """Why it is done"""


class CorrectRegisterBodyReopen(TypedDict, closed=True):
    act: Literal["reopen"]
    why: str
    """Why it is done"""


class CorrectRegisterBodyUndo(TypedDict, closed=True):
    act: Literal["undo"]
    undoes: str
    """The id of an act in the history of the reference"""
    why: str
    """Why it is done"""


CorrectRegisterBody: TypeAlias = (
    CorrectRegisterBodyAdd
    | CorrectRegisterBodyCorrect
    | CorrectRegisterBodyWithdraw
    | CorrectRegisterBodyStrike
    | CorrectRegisterBodyMove
    | CorrectRegisterBodySplit
    | CorrectRegisterBodyMerge
    | CorrectRegisterBodyClose
    | CorrectRegisterBodyReopen
    | CorrectRegisterBodyUndo
)


class AcknowledgeFindingBody(TypedDict, closed=True):
    note: str
    """What is done about it, or why nothing is"""
    person: NotRequired[str]
    """Who takes note, where a screen asks for its people"""


HandOverAnswer = TypedDict(
    "HandOverAnswer", {"threshold handover": Literal[1], "signed": str, "parts": dict[str, str]}, closed=True
)


ReceiveHandoverBody = TypedDict(
    "ReceiveHandoverBody", {"threshold handover": Literal[1], "signed": str, "parts": dict[str, str]}, closed=True
)


class TakeHandoverBody(TypedDict, closed=True):
    household: NotRequired[str]
    """Our own reference for the household"""
    children: NotRequired[dict[str, str]]
    """Our own reference for each child, by the reference it came with"""


class AttachStudyBody(TypedDict, closed=True):
    job: str
    """The `id` of the job of a finished study of this version"""
    note: NotRequired[str | None]
    """What it shows, or what it is for"""
    person: NotRequired[str | None]
    """Who acts, where a screen with a key asks for its people"""


class BeginDraftBody(TypedDict, closed=True):
    family: str
    """The family it is to belong to"""
    name: NotRequired[str | None]
    """What the draft is called; by the day when left out"""
    text: NotRequired[str | None]
    """The text of the ruleset; left out, a copy is taken"""
    version: NotRequired[str | None]
    """The version to begin from, when there is no text; the one in force when left out"""
    person: NotRequired[str | None]
    """Who acts, where a screen with a key asks for its people"""


class EditDraftBody(TypedDict, closed=True):
    seen: str
    """The digest of the text that was seen"""
    text: NotRequired[str | None]
    """The whole new text"""
    parameters: NotRequired[dict[str, Any] | None]
    """New values of parameters, by name; no other byte of the text is changed"""
    note: NotRequired[str | None]
    """What was changed, and why"""
    person: NotRequired[str | None]
    """Who acts, where a screen with a key asks for its people"""


class ProposeDraftBody(TypedDict, closed=True):
    seen: str
    """The digest of the text that was seen"""
    starts: NotRequired[str | None]
    """The day it is to come into force, like 2027-04-01; the one in the text when left out"""
    note: NotRequired[str | None]
    """What is proposed, and why"""
    person: NotRequired[str | None]
    """Who acts, where a screen with a key asks for its people"""


class ApproveProposalBody(TypedDict, closed=True):
    seen: str
    """The digest of the text that was seen"""
    note: NotRequired[str | None]
    """Anything to be kept with the approval"""
    person: NotRequired[str | None]
    """Who acts, where a screen with a key asks for its people"""


class RejectProposalBody(TypedDict, closed=True):
    reason: str
    """Why, for whoever wrote it"""
    person: NotRequired[str | None]
    """Who acts, where a screen with a key asks for its people"""


class WithdrawProposalBody(TypedDict, closed=True):
    reason: NotRequired[str | None]
    """Why"""
    person: NotRequired[str | None]
    """Who acts, where a screen with a key asks for its people"""


class CommentOnVersionBody(TypedDict, closed=True):
    words: str
    """What is said"""
    rule: NotRequired[str | None]
    """The rule it is about"""
    person: NotRequired[str | None]
    """Who acts, where a screen with a key asks for its people"""


class RetireVersionBody(TypedDict, closed=True):
    reason: str
    """Why, for whoever reads it years later"""
    last: NotRequired[str | None]
    """The last day it is used, like 2027-04-01; today when left out"""
    person: NotRequired[str | None]
    """Who acts, where a screen with a key asks for its people"""


class RunFeatureBody(TypedDict, closed=True):
    gherkin: str
    """The text of one feature"""
    ruleset: NotRequired[str]
    """FAMILY or FAMILY:VERSION to decide by, in place of what scenarios of that family name"""
    yaml: NotRequired[str]
    """The text of a ruleset to decide by, instead of one that is named"""


ByItem: TypeAlias = str


Sweep: TypeAlias = str


class StudyImpactBody(TypedDict, closed=True):
    old: str
    """The version in use: FAMILY or FAMILY:VERSION"""
    new: str
    """The version proposed, named in the same way"""
    history: NotRequired[str | None]
    """A history that was uploaded; left out, one is made up"""
    referrals: NotRequired[int]
    """How many to make up"""
    by: NotRequired[list[ByItem]]
    """What to split the figures by: age_band, source, ethnicity, sex or any fact"""
    over: NotRequired[Literal["week", "month", "quarter", "year"]]
    """The stretch of time"""
    sweeps: NotRequired[list[Sweep]]
    """Thresholds to move, like `infant age=3..24 months`"""
    teams: NotRequired[int]
    """How many share the enquiries"""
    smallest: NotRequired[int]
    """Smallest count that is shown"""


class MakeKeyBody(TypedDict, closed=True):
    name: str
    """Whose key it is"""
    roles: list[Literal["triage", "policy", "procedure", "auditor", "admin"]]
    """What it may do"""
    expires: NotRequired[str | None]
    """The last day it can be used"""


class ActShape(TypedDict):
    """One thing that was done, by whom and why. `undone` says that it no longer stands."""

    id: str
    act: str
    who: str
    why: str
    recorded_at: str
    known_on: str
    about: ReferenceShape
    to: ReferenceShape | None
    entries: list[str]
    undoes: str | None
    undone: NotRequired[bool]


class BlockShape(TypedDict):
    """Several conditions as one. `block` is all, any, none, or at least N of."""

    block: str
    parts: list[BlockShape | LineShape]


class ChangeShape(TypedDict):
    """One part that was added, removed, renamed or changed; `rules` are those it bears on."""

    kind: str
    how: str
    name: str
    says: str
    parts: list[PartShape]
    rules: list[str]
    in_words_only: bool


class Checked(TypedDict):
    """Whether a ruleset can be used, and everything found in it, in the order of the file."""

    ok: bool
    problems: list[FoundProblem]


class ChildBeside(TypedDict):
    """What is recommended for one child there and here, and where the two differ. Null when it was not decided."""

    child: str
    theirs: list[StepSaid] | None
    ours: list[StepSaid] | None
    says: str


class DecisionListed(TypedDict):
    """One decision in a list; the whole of it is at `/v1/decisions/{id}`."""

    id: str
    recorded_at: str
    as_of: str
    reference: str | None
    ruleset: RulesetNamed
    children: list[ChildListed]


class DecisionsListed(TypedDict):
    """Decisions, newest first. `more` says that there are older ones than the limit lets through."""

    decisions: list[DecisionListed]
    more: bool


class DefinitionShape(TypedDict):
    """A condition with a name."""

    name: str
    when: BlockShape | LineShape


class DifferenceShape(TypedDict):
    """One kind of case whose answer differs: about which step, because of which rule, and one such case."""

    kind: Literal[
        "newly_recommended",
        "no_longer_recommended",
        "stronger",
        "weaker",
        "newly_undetermined",
        "no_longer_undetermined",
        "below_threshold",
    ]
    step: str
    was: str | None
    now: str | None
    rule: str | None
    says: str
    old: ExampleShape
    new: ExampleShape


class EventListShape(TypedDict):
    """A list of dated things, and the fields of each."""

    name: str
    scope: Literal["household", "child"]
    one: str
    many: str
    question: str
    help: str
    dated_by: str
    ask_only_when: dict[str, list[str]]
    fields: list[FactShape]


class FamilyListed(TypedDict):
    """A family, the version in force today, every version that can be used, and those that have mistakes."""

    family: str
    in_force: str | None
    versions: list[VersionListed]
    with_mistakes: list[str]


class FindingShape(TypedDict):
    """What was found about one child of a decision."""

    id: str
    found_at: str
    as_of: str
    decision: str
    household: str | None
    child: str
    rules: list[str]
    steps: list[StepFound]
    due: list[DuePassed]
    acknowledged_by: str | None
    acknowledged_at: str | None
    note: str


class FindingsListed(TypedDict):
    """Findings, newest first. `more` says that there are older ones than the limit lets through."""

    findings: list[FindingShape]
    more: bool


class GuaranteeShape(TypedDict):
    """Something that has to hold for every case: `whenever` and `then`, or `never_lowers`."""

    name: str
    title: str
    whenever: NotRequired[BlockShape | LineShape | None]
    then: NotRequired[dict[str, str]]
    never_lowers: NotRequired[list[str]]


class HandoverListed(TypedDict):
    """
    A handover in the list: who took it in or made it here, and when. What is not known is null.

    `sender` and `made_at` are of one that came in; `reference` is of one that was sent.
    """

    id: str
    way: Literal["received", "sent"]
    at: str
    who: str
    sender: str | None
    made_at: str | None
    reference: ReferenceSaid | None
    taken_by: str | None
    taken_at: str | None
    purged: bool


class HandoverShape(TypedDict):
    """A handover that came in. `not_decided` says why nothing is decided here, where that is so."""

    id: str
    received_at: str
    sender: str
    made_at: str
    taken: bool
    children: list[ChildBeside]
    not_decided: list[str]
    theirs: Any
    ours: Any
    register_kept: Any
    open_steps: Any
    in_words: str


class HandoversListed(TypedDict):
    """Handovers, newest first. `more` says that there are older ones than the limit lets through."""

    handovers: list[HandoverListed]
    more: bool


class HistoriesListed(TypedDict):
    """Every history, by name."""

    histories: list[HistoryShape]


class History(TypedDict):
    """Everything that was done about a reference, oldest first, and what that had to do with others."""

    acts: list[ActShape]


class KeyListed(TypedDict):
    """One key. The text of it is not kept, so it cannot be shown."""

    id: str
    name: str
    roles: list[Role]
    made_at: str
    made_by: str
    expires_at: str | None
    last_used_on: str | None
    state: Literal["in use", "expired", "revoked"]


class KeyMade(TypedDict):
    """A new key. `key` is what its screen sends: it is shown this once."""

    id: str
    name: str
    roles: list[Role]
    made_at: str
    made_by: str
    expires_at: str | None
    last_used_on: str | None
    state: Literal["in use", "expired", "revoked"]
    key: str


class KeysListed(TypedDict):
    """Every key, the newest first."""

    keys: list[KeyListed]


class OutcomeReport(TypedDict):
    """What became of the decisions of some days: how often, for which rule, in which direction. Names nobody."""

    start: str
    end: str
    decisions: int
    children: Standings
    late: int
    rules: list[RuleStandings]
    steps: list[StepStandings]


class ProposalShape(TypedDict):
    """
    One version with its text and all that happened to it. `why_not` says why whoever asks cannot approve it.

    `takes_over_from` is null while the text has mistakes, and when no other version is in force on that day.
    """

    id: str
    family: str
    name: str
    version: str
    state: Literal["draft", "proposed", "approved", "in force", "superseded", "retired", "proposal"]
    starts: str | None
    ends: str | None
    digest: str
    authors: list[str]
    began_at: str
    changed_at: str
    text: str
    began_from: str
    takes_over_from: TakenOverShape | None
    studies: list[StudyShape]
    why_not: str | None
    happened: list[HappeningShape]


class ReferenceKept(TypedDict):
    """What is kept under a reference, and those merged into it. `in_full` says from when lists are in full."""

    reference: ReferenceShape
    merged_from: list[ReferenceShape]
    closed: bool
    purged: bool
    in_full: dict[str, str]
    kept: list[EntryShape]


class Replayed(TypedDict):
    """Whether the same case and rules gave the same answer again, and where not."""

    same: bool
    ruleset: RulesetNamed
    differences: list[Difference]


class RuleShape(TypedDict):
    """One threshold."""

    name: str
    title: str
    when: BlockShape | LineShape
    unless: BlockShape | LineShape | None
    recommend: dict[str, str]
    because: str
    source: CitationShape


class RulesetShape(TypedDict):
    """One whole version of one family."""

    family: str
    version: str
    title: str
    digest: str
    in_force: DaysShape | None
    sources: list[SourceShape]
    parameters: list[ParameterShape]
    measures: list[MeasureShape]
    definitions: list[DefinitionShape]
    rules: list[RuleShape]
    below_threshold: BelowShape
    guarantees: list[GuaranteeShape]


class Rulesets(TypedDict):
    """Every family of rulesets."""

    rulesets: list[FamilyListed]


class RunShape(TypedDict):
    """
    A whole run. `passed` is true only when there was something to run, all of it was run, and all of it held.

    `others` counts scenarios left out because they are about another family than the version that was to decide.
    """

    ruleset: VersionShape | None
    passed: bool
    counts: dict[str, int]
    scenarios: list[ScenarioShape]
    unreadable: list[UnreadableShape]
    stopped: str | None
    others: int


class Taken(TypedDict):
    """What was taken into the register."""

    acts: list[ActShape]


class VocabularyShape(TypedDict):
    """Every fact and event list that cases and rulesets may name."""

    groups: list[GroupShape]
    facts: list[FactShape]
    events: list[EventListShape]


class Referrals(TypedDict, closed=True):
    """When only some are known: these, and perhaps others."""

    known: list[CaseOneOfReferrals]
    in_full_from: NotRequired[str | None]
    """The day from which on there were no others."""


class Moves(TypedDict, closed=True):
    """When only some are known: these, and perhaps others."""

    known: list[CaseOneOfMoves]
    in_full_from: NotRequired[str | None]
    """The day from which on there were no others."""


class FamilyArrivals(TypedDict, closed=True):
    """When only some are known: these, and perhaps others."""

    known: list[CaseOneOfFamilyArrivals]
    in_full_from: NotRequired[str | None]
    """The day from which on there were no others."""


class CaseHousehold(TypedDict, closed=True):
    """What is known of everyone in the household."""

    contact: NotRequired[Contact | None]
    domestic_abuse: NotRequired[DomesticAbuse | None]
    parental_mental_health: NotRequired[ParentalMentalHealth | None]
    substance_misuse: NotRequired[SubstanceMisuse | None]
    adults: NotRequired[Adults | None]
    engagement: NotRequired[Engagement | None]
    agencies: NotRequired[Agencies | None]
    referrals: NotRequired[list[CaseOneOfReferrals] | Referrals | None]
    """Which referrals have there been about this household, including this one? List every earlier referral and this one. Give an empty list only if there have been none. Left out is not known; an empty list is none."""
    moves: NotRequired[list[CaseOneOfMoves] | Moves | None]
    """When and where has the family moved? List every known move between homes or areas. Give an empty list only if there have been none. Left out is not known; an empty list is none."""
    family_arrivals: NotRequired[list[CaseOneOfFamilyArrivals] | FamilyArrivals | None]
    """Which members of the family have come from abroad, and when? Count each person once, children and adults. Give an empty list only if there have been none. Used only to link the records of one family. Left out is not known; an empty list is none."""


class CoreGroups(TypedDict, closed=True):
    """When only some are known: these, and perhaps others."""

    known: list[CaseOneOfCoreGroups]
    in_full_from: NotRequired[str | None]
    """The day from which on there were no others."""


class CaseChild(TypedDict, closed=True):
    """What is known of one child. Facts about the household may be given here too, and then win for this child."""

    ref: str
    """A letter or number that tells the children apart."""
    contact: NotRequired[Contact | None]
    harm: NotRequired[Harm | None]
    child: NotRequired[Child | None]
    domestic_abuse: NotRequired[DomesticAbuse | None]
    parental_mental_health: NotRequired[ParentalMentalHealth | None]
    substance_misuse: NotRequired[SubstanceMisuse | None]
    adults: NotRequired[Adults | None]
    injury: NotRequired[Injury | None]
    plan: NotRequired[Plan | None]
    transfer: NotRequired[Transfer | None]
    health_visiting: NotRequired[HealthVisiting | None]
    engagement: NotRequired[Engagement | None]
    arrival: NotRequired[Arrival | None]
    education: NotRequired[Education | None]
    pre_birth: NotRequired[PreBirth | None]
    agencies: NotRequired[Agencies | None]
    practice: NotRequired[Practice | None]
    monitoring: NotRequired[Monitoring | None]
    referrals: NotRequired[list[CaseOneOfReferrals] | Referrals | None]
    """Which referrals have there been about this household, including this one? List every earlier referral and this one. Give an empty list only if there have been none. Left out is not known; an empty list is none."""
    moves: NotRequired[list[CaseOneOfMoves] | Moves | None]
    """When and where has the family moved? List every known move between homes or areas. Give an empty list only if there have been none. Left out is not known; an empty list is none."""
    family_arrivals: NotRequired[list[CaseOneOfFamilyArrivals] | FamilyArrivals | None]
    """Which members of the family have come from abroad, and when? Count each person once, children and adults. Give an empty list only if there have been none. Used only to link the records of one family. Left out is not known; an empty list is none."""
    core_groups: NotRequired[list[CaseOneOfCoreGroups] | CoreGroups | None]
    """Which core groups have been due, and was each one held? List every core group due since the first child protection conference. Give an empty list only if none has been due. Left out is not known; an empty list is none."""


class Problem(TypedDict):
    """What is wrong with the request, where, and how to mend it (RFC 9457)."""

    type: str
    """The help page about this code"""
    title: str
    status: int
    detail: str
    code: Literal[
        "acknowledged-before",
        "body-not-utf-8",
        "body-too-long",
        "case-has-mistakes",
        "case-not-taken",
        "changed-meanwhile",
        "could-not-decide",
        "day-past",
        "day-taken",
        "draft-name-taken",
        "engines-disagree",
        "form-too-old",
        "from-another-site",
        "handover-not-trusted",
        "handover-tampered",
        "key-expired",
        "key-has-mistakes",
        "key-revoked",
        "key-used-before",
        "later-act-rests",
        "no-database",
        "no-day",
        "no-handover-key",
        "no-key",
        "no-role-here",
        "no-ruleset-in-force",
        "no-such-decision",
        "no-such-file",
        "no-such-finding",
        "no-such-form",
        "no-such-handover",
        "no-such-history",
        "no-such-job",
        "no-such-key",
        "no-such-outcome",
        "no-such-page",
        "no-such-proposal",
        "no-such-reference",
        "no-such-rule",
        "no-such-study",
        "not-a-form",
        "not-a-handover",
        "not-awaiting",
        "not-confirmed",
        "not-json",
        "not-kept",
        "not-signed-in",
        "not-your-role",
        "nothing-changes",
        "nothing-here",
        "nothing-said",
        "nothing-to-supersede",
        "our-fault",
        "outcome-has-mistakes",
        "outcome-there",
        "own-proposal",
        "proposal-has-mistakes",
        "provider-away",
        "purged",
        "record-altered",
        "records-busy",
        "records-closing",
        "register-has-mistakes",
        "register-moved",
        "register-tangled",
        "ruleset-changed",
        "ruleset-has-mistakes",
        "run-has-mistakes",
        "said-too-long",
        "same-person",
        "sign-in-lost",
        "study-has-mistakes",
        "study-of-another",
        "study-too-large",
        "taken-before",
        "text-has-mistakes",
        "text-too-long",
        "too-many-jobs",
        "too-many-requests",
        "too-many-runs",
        "too-many-studies",
        "too-many-wrong-keys",
        "unknown-ruleset",
        "unknown-version",
        "value-not-changed",
        "watch-has-mistakes",
        "wrong-content-type",
        "wrong-draft-name",
        "wrong-key",
        "wrong-method",
        "wrong-query",
        "wrong-stage",
    ]
    errors: list[Mistake]
    request_id: str


class ComparisonShape(TypedDict):
    """Two versions compared. `same` is true only when it is proven that no case differs."""

    old: VersionShape
    new: VersionShape
    changes: list[ChangeShape]
    same: bool
    differences: list[DifferenceShape]
    not_settled: list[str]
    bounds: list[str]


class Case(TypedDict, closed=True):
    """What is known of one household and its children, and the ruleset to decide by."""

    ruleset: str
    """The family of rulesets to decide by."""
    version: NotRequired[str | None]
    """The version to use; without it, the one in force on `as_of`."""
    as_of: NotRequired[str | None]
    """The day to decide for; without it, today in London."""
    reference: NotRequired[str | None]
    """Your own reference for this case. Never a name or a date of birth."""
    register: NotRequired[Register | None]
    """Fill the case in with what the register keeps; lists then hold what is new."""
    household: NotRequired[CaseHousehold | None]
    children: list[CaseChild]
    """Each child is decided on their own facts, with the household's."""


class Answer(TypedDict, closed=True):
    id: NotRequired[str]
    recorded_at: NotRequired[str]
    as_of: str
    reference: NotRequired[str | None]
    ruleset: Ruleset
    engines: Engines
    children: list[AnswerChild]
    summary: str
    caution: str
    register: NotRequired[AnswerRegister]


class AnswerChild(TypedDict, closed=True):
    ref: str
    highest: Highest | None
    """Null when no rule is met."""
    recommendations: list[AnswerRecommendation]
    questions: list[AnswerQuestion]
    near_misses: list[AnswerNearMiss]
    trace: list[AnswerRule]
    """Every rule of the ruleset, met or not."""
    guidance: NotRequired[str]
    """What to do below the threshold; there only when no rule is met."""


class AnswerRule(TypedDict, closed=True):
    rule: str
    title: str
    outcome: Literal["met", "not_met", "undetermined"]
    order: NotRequired[int]
    """Its place among the met rules."""
    says: str
    source: Source
    when: AnswerNode
    unless: NotRequired[AnswerNode]


AnswerNode: TypeAlias = Union["AnswerBlock", AnswerFact, AnswerMeasure, "AnswerDefinition"]


class AnswerBlock(TypedDict, closed=True):
    outcome: Literal["met", "not_met", "undetermined"]
    block: str
    parts: list[AnswerNode]


class AnswerDefinition(TypedDict, closed=True):
    outcome: Literal["met", "not_met", "undetermined"]
    definition: str
    expected: str
    says: str
    when: AnswerNode
