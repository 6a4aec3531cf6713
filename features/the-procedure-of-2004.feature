Feature: The procedure of 2004
  What the 2004 report on London Serious Case Reviews says the London procedures asked for, and no more than it says.
  Enquiries are considered on the third minor referral or after any more serious event. The law's duty to enquire,
  where there is reasonable cause to suspect significant harm, stands beside it.

  Background:
    Given the ruleset lcpc
    And today is 23 November 2004
    And a child "A" aged 5 years

  Rule: Enquiries are considered upon the third minor referral

    Scenario Outline: Two minor referrals do not reach the threshold, the third does
      Given <count> referrals like this
        | date         | concern        | seriousness |
        | 2 months ago | domestic abuse | minor       |
      When the front door decides
      Then the rule "Third minor domestic abuse referral" is <outcome>
      And "Section 47 enquiry" is <advice>

      Examples:
        | count | outcome | advice                  |
        | 0     | not met | not recommended         |
        | 2     | not met | not recommended         |
        | 3     | met     | recommended as consider |
        | 4     | met     | recommended as consider |

    Scenario Outline: What the third referral is decides whether it counts
      Given 2 referrals like this
        | date         | concern        | seriousness |
        | 2 months ago | domestic abuse | minor       |
      And these referrals
        | date  | concern   | seriousness   | status   |
        | today | <concern> | <seriousness> | <status> |
      When the front door decides
      Then the rule "Third minor domestic abuse referral" is <outcome>

      Examples: Counted
        | concern        | seriousness | status    | outcome |
        | domestic abuse | minor       | active    | met     |
        | domestic abuse | minor       |           | met     |
        | domestic abuse | minor       | withdrawn | met     |

      Examples: Not counted
        | concern                | seriousness | status            | outcome |
        | domestic abuse         | minor       | recorded in error | not met |
        | domestic abuse         | moderate    | active            | not met |
        | domestic abuse         | serious     | active            | not met |
        | parental mental health | minor       | active            | not met |
        | neglect                | minor       | active            | not met |
        | physical abuse         | minor       | active            | not met |
        | sexual abuse           | minor       | active            | not met |
        | emotional abuse        | minor       | active            | not met |
        | another concern        | minor       | active            | not met |

      Examples: Not known
        | concern        | seriousness | status    | outcome      |
        | not known      | minor       | active    | undetermined |
        | domestic abuse | not known   | active    | undetermined |
        | domestic abuse | minor       | not known | undetermined |

    Scenario: The procedure states no period of time, so old referrals count
      Given these referrals
        | date        | concern        | seriousness |
        | 9 years ago | domestic abuse | minor       |
        | 4 years ago | domestic abuse | minor       |
        | today       | domestic abuse | minor       |
      When the front door decides
      Then the only rule met is "Third minor domestic abuse referral"

    Scenario: The procedure counts referrals, so two about one incident are two
      Given these referrals
        | date         | concern        | seriousness | incident |
        | 2 months ago | domestic abuse | minor       | CAD-17   |
        | 2 months ago | domestic abuse | minor       | CAD-17   |
        | today        | domestic abuse | minor       | CAD-81   |
      When the front door decides
      Then the only rule met is "Third minor domestic abuse referral"

    Scenario: Earlier referrals are not known
      Given it is not known whether there are referrals
      When the front door decides
      Then the rule "Third minor domestic abuse referral" is undetermined
      And the question "referrals" could meet "Third minor domestic abuse referral"

  Rule: Enquiries are considered after any more serious event

    Scenario Outline: One more serious event is enough
      Given <count> referrals like this
        | date        | concern        | seriousness |
        | 2 weeks ago | domestic abuse | moderate    |
      When the front door decides
      Then the rule "Any more serious domestic abuse event" is <outcome>
      And "Section 47 enquiry" is <advice>

      Examples:
        | count | outcome | advice                  |
        | 0     | not met | not recommended         |
        | 1     | met     | recommended as consider |
        | 2     | met     | recommended as consider |

    Scenario Outline: What makes an event more serious
      Given these referrals
        | date        | concern   | seriousness   | status   |
        | 2 weeks ago | <concern> | <seriousness> | <status> |
      When the front door decides
      Then the rule "Any more serious domestic abuse event" is <outcome>

      Examples: Counted
        | concern        | seriousness | status    | outcome |
        | domestic abuse | moderate    | active    | met     |
        | domestic abuse | serious     |           | met     |
        | domestic abuse | serious     | withdrawn | met     |

      Examples: Not counted
        | concern                | seriousness | status            | outcome |
        | domestic abuse         | minor       | active            | not met |
        | domestic abuse         | serious     | recorded in error | not met |
        | parental mental health | serious     | active            | not met |
        | neglect                | serious     | active            | not met |
        | physical abuse         | serious     | active            | not met |
        | sexual abuse           | serious     | active            | not met |
        | emotional abuse        | serious     | active            | not met |
        | another concern        | serious     | active            | not met |

      Examples: Not known
        | concern        | seriousness | status    | outcome      |
        | not known      | serious     | active    | undetermined |
        | domestic abuse | not known   | active    | undetermined |
        | domestic abuse | serious     | not known | undetermined |

    Scenario: Earlier events are not known
      Given it is not known whether there are referrals
      When the front door decides
      Then the rule "Any more serious domestic abuse event" is undetermined

  Rule: Reasonable cause to suspect significant harm always leads to enquiries

    Scenario Outline: Harm suspected or danger seen
      Given <harm>
      And <danger>
      When the front door decides
      Then the rule "Reasonable cause to suspect significant harm" is <outcome>
      And "Section 47 enquiry" is <advice>

      Examples:
        | harm                                                                          | danger                                                   | outcome      | advice              |
        | there is reasonable cause to suspect significant harm                         | the child is not in immediate danger                     | met          | recommended as must |
        | there is no reasonable cause to suspect significant harm                      | the child is in immediate danger                         | met          | recommended as must |
        | there is reasonable cause to suspect significant harm                         | it is not known whether the child is in immediate danger | met          | recommended as must |
        | there is no reasonable cause to suspect significant harm                      | the child is not in immediate danger                     | not met      | not recommended     |
        | it is not known whether there is reasonable cause to suspect significant harm | the child is not in immediate danger                     | undetermined | not recommended     |

    Scenario: Fifteen working days to a first conference, from the strategy discussion
      Given there is reasonable cause to suspect significant harm
      And the strategy discussion was on 22 November 2004
      When the front door decides
      Then "Section 47 enquiry" is due on 13 December 2004

    Scenario: The clock of the enquiry has not started
      Given there is reasonable cause to suspect significant harm
      When the front door decides
      Then "Section 47 enquiry" has no due date

    Scenario: The strongest word leads when several rules are met
      Given there is reasonable cause to suspect significant harm
      And these referrals
        | date        | concern        | seriousness |
        | 2 weeks ago | domestic abuse | serious     |
      When the front door decides
      Then the rules met are "Reasonable cause to suspect significant harm" and "Any more serious domestic abuse event"
      And exactly these steps are recommended
        | step               | strength |
        | Section 47 enquiry | must     |

  Rule: An assessment is made before the birth, not after it

    Scenario Outline: A child not yet born
      Given an unborn child "A" due on 1 March 2005
      And <assessment>
      When the front door decides
      Then the rule "No assessment before the birth" is <outcome>
      And "Pre-birth assessment" is <advice>

      Examples:
        | assessment                                                 | outcome      | advice                |
        | a pre-birth assessment has not started                     | met          | recommended as should |
        | a pre-birth assessment has started                         | not met      | not recommended       |
        | it is not known whether a pre-birth assessment has started | undetermined | not recommended       |

    Scenario: The assessment is needed ten weeks before the birth
      Given an unborn child "A" due on 1 March 2005
      And a pre-birth assessment has not started
      When the front door decides
      Then "Pre-birth assessment" is due on 21 December 2004

    Scenario: A child already born
      Given a pre-birth assessment has not started
      When the front door decides
      Then the rule "No assessment before the birth" is not met

    Scenario: It is not known whether the child has been born
      Given a child "A"
      And a pre-birth assessment has not started
      When the front door decides
      Then the rule "No assessment before the birth" is undetermined

  Rule: A conference sets a date for each piece of work

    Scenario Outline: Timescales at the latest conference
      Given <timescales>
      When the front door decides
      Then the rule "Conference set no timescales" is <outcome>
      And "Set timescales" is <advice>

      Examples:
        | timescales                                                               | outcome      | advice                |
        | the conference did not set a date for each piece of work                 | met          | recommended as should |
        | the conference set a date for each piece of work                         | not met      | not recommended       |
        | it is not known whether the conference set a date for each piece of work | undetermined | not recommended       |

  Rule: Somebody notices when core groups stop

    Scenario Outline: Two core groups in a row were not held
      Given these core groups
        | due on       | held     |
        | 6 months ago | yes      |
        | 4 months ago | <first>  |
        | 2 months ago | <second> |
        | today        | <third>  |
      When the front door decides
      Then the rule "Core groups not held" is <outcome>
      And "Escalation to the service manager" is <advice>

      Examples: Under, at and over the limit
        | first | second | third | outcome | advice                |
        | yes   | yes    | no    | not met | not recommended       |
        | yes   | no     | no    | met     | recommended as should |
        | no    | no     | no    | met     | recommended as should |

      Examples: Only the latest in a row count
        | first | second | third | outcome | advice          |
        | no    | yes    | no    | not met | not recommended |
        | no    | no     | yes   | not met | not recommended |

      Examples: Not known
        | first | second    | third     | outcome      | advice          |
        | yes   | not known | no        | undetermined | not recommended |
        | yes   | no        | not known | undetermined | not recommended |
        | yes   | yes       | not known | not met      | not recommended |

    Scenario: It is not known which core groups were due
      Given it is not known whether there are core groups
      When the front door decides
      Then the rule "Core groups not held" is undetermined

  Rule: When no rule is met, something is still offered

    Scenario: Nothing reaches a threshold
      Given there are no referrals
      And there are no core groups
      And there is no reasonable cause to suspect significant harm
      And the child is not in immediate danger
      And the conference set a date for each piece of work
      And domestic abuse is not present
      And no parent's mental health condition is serious
      When the front door decides
      Then no threshold is met
      And there is no highest step
      And "Early help" is offered below threshold as consider
      And the worker is asked nothing

    Scenario: Once a rule is met, the offer below threshold is not made
      Given the child is in immediate danger
      When the front door decides
      Then "Early help" is not offered below threshold
      And the highest step is "Section 47 enquiry"
