Feature: Each finding has its rule, and each rule its evidence
  The findings of the 2004 report on London Serious Case Reviews and of the Child J release, one by one, with the rule
  that answers each and the paragraph that rule rests on. What a step is recommended for is said with it.

  Background:
    Given the ruleset front-door
    And today is 23 November 2026
    And the contact was received today
    And a child "A" aged 10 years

  Scenario Outline: A finding that one thing known is enough to meet
    Given <known>
    When the front door decides
    Then the rule "<rule>" is met
    And the rule "<rule>" rests on "<paragraph>" of "<document>"

    Examples: The 2004 report
      | known                                                               | rule                              | paragraph       | document  |
      | a weapon was used or threatened                                     | more-serious-domestic-abuse-event | LCPC issues (a) | lcpc-2004 |
      | a health service knew of the domestic abuse and did not refer it    | health-knew-of-domestic-abuse     | 2(b)            | lcpc-2004 |
      | the number of agencies involved is 6                                | many-agencies                     | 2(c)            | lcpc-2004 |
      | it is not agreed who is responsible for the case                    | responsibility-not-agreed         | 2(d)            | lcpc-2004 |
      | the allocated worker's caseload is over the local limit             | caseload-over-limit               | 3(d)            | lcpc-2004 |
      | extra management oversight has been asked for on this case          | management-oversight-asked-for    | 3(e)            | lcpc-2004 |
      | an agency had serious concerns about a child and did not refer them | agency-held-serious-concerns      | 3(h)            | lcpc-2004 |
      | a professional first saw the injury 3 days ago                      | late-medical-referral             | 3(j)            | lcpc-2004 |
      | the child has no school place                                       | child-without-a-school-place      | LCPC issues (d) | lcpc-2004 |

  Scenario Outline: A finding that two things known together meet
    Given <first>
    And <second>
    When the front door decides
    Then the rule "<rule>" is met
    And the rule "<rule>" rests on "<paragraph>" of "<document>"

    Examples: The 2004 report
      | first                                               | second                                                                      | rule                                       | paragraph       | document  |
      | a child "A" aged 4 months                           | domestic abuse is present                                                   | infant-domestic-abuse                      | LCPC issues (a) | lcpc-2004 |
      | a parent's mental health condition is serious       | a parent's mental health condition is chronic                               | serious-parental-mental-illness            | LCPC issues (b) | lcpc-2004 |
      | domestic abuse is present                           | there is concern about a parent's mental health                             | domestic-abuse-and-parental-mental-illness | 2(b)            | lcpc-2004 |
      | an unborn child "A" due in 20 weeks                 | a pre-birth assessment has not started                                      | unborn-child-not-assessed                  | 3(a)            | lcpc-2004 |
      | the plan the child is on is a child protection plan | the conference did not set a date for each piece of work                    | conference-set-no-timescales               | 3(b)            | lcpc-2004 |
      | the child has come from abroad to live or stay      | the family has not been asked what support its immigration status calls for | support-with-status-not-asked-about        | 3(g)            | lcpc-2004 |
      | the child has come from abroad to live or stay      | the child arrived with no adult responsible for them                        | child-from-abroad-alone                    | LCPC issues (c) | lcpc-2004 |
      | the child has come from abroad to live or stay      | the adult caring for the child is another relative                          | relatives-not-thought-to-be-parents        | LCPC issues (c) | lcpc-2004 |
      | the child has come from abroad to live or stay      | the child's visa is a temporary visa                                        | temporary-visa-or-overstayed               | LCPC issues (c) | lcpc-2004 |

    Examples: The Child J release
      | first                                                                        | second                                          | rule                        | paragraph                             | document |
      | the plan the child was on in the area they came from is a Child in Need plan | the child has not been assessed since moving in | child-in-need-plan-moves-in | fifth (Child in Need plans that move) | child-j  |

  Scenario: The third minor referral
    Given 3 referrals like this
      | date         | concern        | seriousness | incident |
      | 2 months ago | domestic abuse | minor       | CAD-#    |
    When the front door decides
    Then the rule "third-minor-domestic-abuse-referral" is met
    And the rule "third-minor-domestic-abuse-referral" rests on "LCPC issues (a)" of "lcpc-2004"
    And "Section 47 enquiry" is recommended because of "third-minor-domestic-abuse-referral"

  Scenario: Core groups not kept up for an unborn child on a plan
    Given an unborn child "A" due in 20 weeks
    And the plan the child is on is a child protection plan
    And these core groups
      | due on      | held |
      | 6 weeks ago | no   |
    When the front door decides
    Then the rule "unborn-child-core-group-missed" is met
    And the rule "unborn-child-core-group-missed" rests on "2(c)" of "lcpc-2004"

  Scenario: Nobody noticed that core groups had stopped
    Given the plan the child is on is a child protection plan
    And 2 core groups like this
      | due on      | held |
      | 6 weeks ago | no   |
    When the front door decides
    Then the rule "core-groups-missed" is met
    And the rule "core-groups-missed" rests on "3(c)" of "lcpc-2004"

  Scenario: A child from abroad without a school place, with siblings placed and other teaching
    Given the child has come from abroad to live or stay
    And the child has no school place
    And a brother or sister of the child has a school place
    When the front door decides
    Then the rule "child-from-abroad-without-a-school-place" is met
    And the rule "child-from-abroad-without-a-school-place" rests on "3(f)" of "lcpc-2004"

  Scenario: No link between four of one family
    Given 4 arrivals of family members like this
      | date         | visa             |
      | 8 months ago | a temporary visa |
    When the front door decides
    Then the rule "family-arrivals-not-linked" is met
    And the rule "family-arrivals-not-linked" rests on "3(i)" of "lcpc-2004"

  Scenario: A family nurse's handover across a boundary
    Given a child "A" aged 1 year
    And the family nurse stopped visiting 2 months ago
    And the child moved into this area 3 months ago
    And no named health visitor has confirmed that they now visit
    When the front door decides
    Then the rule "family-nurse-handover-across-a-boundary" is met
    And the rule "family-nurse-handover-across-a-boundary" rests on "third (the Family Nurse Partnership)" of "child-j"

  Scenario: The risk grows with each move
    Given the family is avoiding contact with services
    And 2 moves like this
      | date         |
      | 2 months ago |
    When the front door decides
    Then the rule "avoiding-contact-and-moved-again" is met
    And the rule "avoiding-contact-and-moved-again" rests on "fourth (families who avoid contact)" of "child-j"
