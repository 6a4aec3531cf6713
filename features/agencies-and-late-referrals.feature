Feature: Agencies: who is responsible, what was known, and when it was referred
  Analysis failed where many agencies were involved and nobody held the whole picture. What an agency knew and did not
  refer is looked at afterwards; it never delays a step for the child.

  Background:
    Given the ruleset front-door
    And today is 23 November 2026
    And the contact was received today
    And a child "A" aged 10 years

  Rule: Somebody is responsible

    Scenario: The hospital and the community service each think the other has the case
      Given it is not agreed who is responsible for the case
      When the front door decides
      Then the only rule met is "responsibility-not-agreed"
      And exactly these steps are recommended
        | step                      | strength |
        | Agree case responsibility | should   |

    Scenario Outline: Agreed, not agreed, not known
      Given <agreed>
      When the front door decides
      Then the rule "responsibility-not-agreed" is <outcome>

      Examples:
        | agreed                                                               | outcome      |
        | it is not agreed who is responsible for the case                     | met          |
        | it is agreed who is responsible for the case                         | not met      |
        | it is not known whether it is agreed who is responsible for the case | undetermined |

    Scenario: Five agencies and no one picture
      Given the number of agencies involved is 5
      When the front door decides
      Then the only rule met is "many-agencies"
      And exactly these steps are recommended
        | step                      | strength |
        | Agree case responsibility | consider |
        | Supervision review        | consider |

    Scenario Outline: How many are many
      Given the number of agencies involved is <agencies>
      When the front door decides
      Then the rule "many-agencies" is <outcome>

      Examples:
        | agencies  | outcome      |
        | 4         | not met      |
        | 5         | met          |
        | 6         | met          |
        | not known | undetermined |

  Rule: What an agency knew and did not refer

    Scenario: A mental health service knew of the violence at home
      Given a health service knew of the domestic abuse and did not refer it
      When the front door decides
      Then the only rule met is "health-knew-of-domestic-abuse"
      And exactly these steps are recommended
        | step                 | strength |
        | Late referral review | should   |

    Scenario: A voluntary teaching project kept its worries to itself
      Given an agency had serious concerns about a child and did not refer them
      When the front door decides
      Then the only rule met is "agency-held-serious-concerns"
      And exactly these steps are recommended
        | step                 | strength |
        | Late referral review | should   |

    Scenario Outline: Knew, did not know, or nobody has asked
      Given <said>
      When the front door decides
      Then the rule "<rule>" is <outcome>

      Examples: Health
        | said                                                                                     | rule                          | outcome      |
        | a health service knew of the domestic abuse and did not refer it                         | health-knew-of-domestic-abuse | met          |
        | no health service knew of the domestic abuse without referring it                        | health-knew-of-domestic-abuse | not met      |
        | it is not known whether a health service knew of the domestic abuse and did not refer it | health-knew-of-domestic-abuse | undetermined |

      Examples: Any agency
        | said                                                                                        | rule                         | outcome      |
        | an agency had serious concerns about a child and did not refer them                         | agency-held-serious-concerns | met          |
        | no agency had serious concerns about a child without referring them                         | agency-held-serious-concerns | not met      |
        | it is not known whether an agency had serious concerns about a child and did not refer them | agency-held-serious-concerns | undetermined |

  Rule: A referral is confirmed in writing by the next working day

    Scenario: Telephoned on Thursday, written on Monday
      Given the kind of contact is a referral
      And the contact was received on 19 November 2026
      And the contact was confirmed in writing on 23 November 2026
      When the front door decides
      Then the only rule met is "referral-confirmed-late"
      And exactly these steps are recommended
        | step                 | strength |
        | Late referral review | consider |

    Scenario Outline: Working days from the referral to the letter
      Given the kind of contact is <kind>
      And the date the contact was received is <received>
      And the date the contact was confirmed in writing is <confirmed>
      When the front door decides
      Then the rule "referral-confirmed-late" is <outcome>

      Examples: The same day, the next, and later
        | kind       | received         | confirmed        | outcome |
        | a referral | 19 November 2026 | 19 November 2026 | not met |
        | a referral | 19 November 2026 | 20 November 2026 | not met |
        | a referral | 18 November 2026 | 20 November 2026 | met     |
        | a referral | 17 November 2026 | 20 November 2026 | met     |

      Examples: A weekend is not counted, nor are the days since
        | kind       | received         | confirmed        | outcome |
        | a referral | 20 November 2026 | 23 November 2026 | not met |
        | a referral | 2 November 2026  | 3 November 2026  | not met |

      Examples: Only a referral needs a letter
        | kind                      | received         | confirmed        | outcome |
        | a notification            | 17 November 2026 | 20 November 2026 | not met |
        | a request for information | 17 November 2026 | 20 November 2026 | not met |

      Examples: Not known
        | kind       | received         | confirmed        | outcome      |
        | not known  | 17 November 2026 | 20 November 2026 | undetermined |
        | a referral | not known        | 20 November 2026 | undetermined |
        | a referral | 17 November 2026 | not known        | undetermined |
