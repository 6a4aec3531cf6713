Feature: Referrals that add up
  Each referral may look minor alone. The third minor referral about domestic abuse within a year is when enquiries are
  considered; anything above minor is enough by itself; and referrals of any kind that keep coming call for a look.

  Background:
    Given the ruleset front-door
    And today is 23 November 2026
    And the contact was received today
    And a child "A" aged 10 years

  Rule: Enquiries are considered upon the third minor domestic abuse referral

    Scenario: The third call-out this year, each for an argument with no injury
      Given these referrals
        | date            | concern        | seriousness | incident | source |
        | 4 February 2026 | domestic abuse | minor       | CAD-17   | police |
        | 30 July 2026    | domestic abuse | minor       | CAD-52   | school |
        | today           | domestic abuse | minor       | CAD-81   | police |
      When the front door decides
      Then the rules met are "third-minor-domestic-abuse-referral" and "repeated-referrals"
      And exactly these steps are recommended
        | step                        | strength |
        | Section 47 enquiry          | consider |
        | Child and family assessment | consider |

    Scenario Outline: Two do not reach the threshold, the third does
      Given <count> referrals like this
        | date         | concern        | seriousness | incident |
        | 2 months ago | domestic abuse | minor       | CAD-#    |
      When the front door decides
      Then the rule "third-minor-domestic-abuse-referral" is <outcome>
      And "Section 47 enquiry" is <enquiry>

      Examples:
        | count | outcome | enquiry                 |
        | 0     | not met | not recommended         |
        | 2     | not met | not recommended         |
        | 3     | met     | recommended as consider |
        | 4     | met     | recommended as consider |

    Scenario Outline: Referrals are counted over twelve months
      Given 2 referrals like this
        | date  | concern        | seriousness | incident |
        | today | domestic abuse | minor       | CAD-#    |
      And these referrals
        | date    | concern        | seriousness | incident |
        | <first> | domestic abuse | minor       | CAD-99   |
      When the front door decides
      Then the rule "third-minor-domestic-abuse-referral" is <outcome>

      Examples:
        | first                   | outcome      |
        | 12 months ago           | met          |
        | 12 months and 1 day ago | not met      |
        | not known               | undetermined |

    Scenario Outline: What the third referral is decides whether it counts
      Given 2 referrals like this
        | date         | concern        | seriousness | incident |
        | 2 months ago | domestic abuse | minor       | CAD-#    |
      And these referrals
        | date  | concern   | seriousness   | incident   | status   |
        | today | <concern> | <seriousness> | <incident> | <status> |
      When the front door decides
      Then the rule "third-minor-domestic-abuse-referral" is <outcome>

      Examples: Counted, a withdrawn one too, since a referrer may be put under pressure
        | concern        | seriousness | incident | status    | outcome |
        | domestic abuse | minor       | CAD-3    | active    | met     |
        | domestic abuse | minor       | CAD-3    |           | met     |
        | domestic abuse | minor       | CAD-3    | withdrawn | met     |

      Examples: Not counted
        | concern                | seriousness | incident | status            | outcome |
        | domestic abuse         | minor       | CAD-3    | recorded in error | not met |
        | domestic abuse         | minor       | CAD-2    | active            | not met |
        | domestic abuse         | moderate    | CAD-3    | active            | not met |
        | domestic abuse         | serious     | CAD-3    | active            | not met |
        | parental mental health | minor       | CAD-3    | active            | not met |
        | neglect                | minor       | CAD-3    | active            | not met |
        | physical abuse         | minor       | CAD-3    | active            | not met |
        | sexual abuse           | minor       | CAD-3    | active            | not met |
        | emotional abuse        | minor       | CAD-3    | active            | not met |
        | another concern        | minor       | CAD-3    | active            | not met |

      Examples: Not known
        | concern        | seriousness | incident  | status    | outcome      |
        | not known      | minor       | CAD-3     | active    | undetermined |
        | domestic abuse | not known   | CAD-3     | active    | undetermined |
        | domestic abuse | minor       | not known | active    | undetermined |
        | domestic abuse | minor       | CAD-3     | not known | undetermined |

    Scenario: Nobody has looked for earlier referrals
      Given it is not known whether there are referrals
      When the front door decides
      Then the rule "third-minor-domestic-abuse-referral" is undetermined
      And the question "referrals" could meet "third-minor-domestic-abuse-referral"

  Rule: Anything above minor is a more serious event

    Scenario: One referral judged moderate
      Given these referrals
        | date        | concern        | seriousness | incident |
        | 2 weeks ago | domestic abuse | moderate    | CAD-4    |
      When the front door decides
      Then the only rule met is "more-serious-domestic-abuse-event"
      And exactly these steps are recommended
        | step               | strength |
        | Section 47 enquiry | consider |

    Scenario Outline: One is enough
      Given <count> referrals like this
        | date        | concern        | seriousness | incident |
        | 2 weeks ago | domestic abuse | serious     | CAD-#    |
      And nobody was injured by the domestic abuse
      And the victim was not strangled or choked
      And no weapon was used or threatened
      And there were no threats to kill
      And there was no sexual violence by the abuser
      And the DASH score is 9
      When the front door decides
      Then the rule "more-serious-domestic-abuse-event" is <outcome>

      Examples:
        | count | outcome |
        | 0     | not met |
        | 1     | met     |
        | 2     | met     |

    Scenario Outline: What makes a referral more serious
      Given these referrals
        | date   | concern   | seriousness   | status   |
        | <date> | <concern> | <seriousness> | <status> |
      And nobody was injured by the domestic abuse
      And the victim was not strangled or choked
      And no weapon was used or threatened
      And there were no threats to kill
      And there was no sexual violence by the abuser
      And the DASH score is 9
      When the front door decides
      Then the rule "more-serious-domestic-abuse-event" is <outcome>

      Examples: Counted
        | date          | concern        | seriousness | status    | outcome |
        | today         | domestic abuse | moderate    | active    | met     |
        | today         | domestic abuse | serious     |           | met     |
        | 12 months ago | domestic abuse | serious     | withdrawn | met     |

      Examples: Not counted
        | date                    | concern                | seriousness | status            | outcome |
        | 12 months and 1 day ago | domestic abuse         | serious     | active            | not met |
        | today                   | domestic abuse         | minor       | active            | not met |
        | today                   | domestic abuse         | serious     | recorded in error | not met |
        | today                   | parental mental health | serious     | active            | not met |
        | today                   | neglect                | serious     | active            | not met |
        | today                   | physical abuse         | serious     | active            | not met |
        | today                   | sexual abuse           | serious     | active            | not met |
        | today                   | emotional abuse        | serious     | active            | not met |
        | today                   | another concern        | serious     | active            | not met |

      Examples: Not known
        | date      | concern        | seriousness | status    | outcome      |
        | not known | domestic abuse | serious     | active    | undetermined |
        | today     | not known      | serious     | active    | undetermined |
        | today     | domestic abuse | not known   | active    | undetermined |
        | today     | domestic abuse | serious     | not known | undetermined |

  Rule: Repeated reports by the police may show that abuse is escalating

    Scenario: A third police report in a year
      Given 3 referrals like this
        | date         | concern        | seriousness | incident | source     |
        | 2 months ago | domestic abuse | minor       | CAD-#    | the police |
      When the front door decides
      Then the rules met are "repeated-police-reports-of-domestic-abuse", "third-minor-domestic-abuse-referral" and "repeated-referrals"
      And exactly these steps are recommended
        | step                        | strength |
        | Section 47 enquiry          | consider |
        | Child and family assessment | consider |
        | MARAC referral              | consider |

    Scenario Outline: Two reports, three and four
      Given <count> referrals like this
        | date         | concern        | incident | source     |
        | 2 months ago | domestic abuse | CAD-#    | the police |
      When the front door decides
      Then the rule "repeated-police-reports-of-domestic-abuse" is <outcome>
      And "MARAC referral" is <marac>

      Examples:
        | count | outcome | marac                   |
        | 2     | not met | not recommended         |
        | 3     | met     | recommended as consider |
        | 4     | met     | recommended as consider |

    Scenario Outline: Which reports count
      Given 2 referrals like this
        | date         | concern        | incident | source     |
        | 2 months ago | domestic abuse | CAD-#    | the police |
      And these referrals
        | date   | concern   | incident   | source   | status   |
        | <date> | <concern> | <incident> | <source> | <status> |
      When the front door decides
      Then the rule "repeated-police-reports-of-domestic-abuse" is <outcome>

      Examples: Counted
        | date          | concern        | incident | source     | status    | outcome |
        | 12 months ago | domestic abuse | CAD-3    | the police | active    | met     |
        | today         | domestic abuse | CAD-3    | police     | withdrawn | met     |

      Examples: Not counted
        | date                    | concern                | incident | source     | status            | outcome |
        | 12 months and 1 day ago | domestic abuse         | CAD-3    | the police | active            | not met |
        | today                   | domestic abuse         | CAD-2    | the police | active            | not met |
        | today                   | domestic abuse         | CAD-3    | the police | recorded in error | not met |
        | today                   | parental mental health | CAD-3    | the police | active            | not met |
        | today                   | neglect                | CAD-3    | the police | active            | not met |
        | today                   | physical abuse         | CAD-3    | the police | active            | not met |
        | today                   | sexual abuse           | CAD-3    | the police | active            | not met |
        | today                   | emotional abuse        | CAD-3    | the police | active            | not met |
        | today                   | another concern        | CAD-3    | the police | active            | not met |

      Examples: From anybody else
        | date  | concern        | incident | source                                    | status | outcome |
        | today | domestic abuse | CAD-3    | a family member, relative or carer        | active | not met |
        | today | domestic abuse | CAD-3    | a neighbour, friend or other acquaintance | active | not met |
        | today | domestic abuse | CAD-3    | the child or parent concerned             | active | not met |
        | today | domestic abuse | CAD-3    | another individual                        | active | not met |
        | today | domestic abuse | CAD-3    | a school                                  | active | not met |
        | today | domestic abuse | CAD-3    | an education service                      | active | not met |
        | today | domestic abuse | CAD-3    | a GP                                      | active | not met |
        | today | domestic abuse | CAD-3    | a health visitor                          | active | not met |
        | today | domestic abuse | CAD-3    | a school nurse                            | active | not met |
        | today | domestic abuse | CAD-3    | another primary health service            | active | not met |
        | today | domestic abuse | CAD-3    | an emergency department                   | active | not met |
        | today | domestic abuse | CAD-3    | another health service                    | active | not met |
        | today | domestic abuse | CAD-3    | a housing service                         | active | not met |
        | today | domestic abuse | CAD-3    | this authority's social care              | active | not met |
        | today | domestic abuse | CAD-3    | another department of this authority      | active | not met |
        | today | domestic abuse | CAD-3    | this authority's early help service       | active | not met |
        | today | domestic abuse | CAD-3    | another local authority                   | active | not met |
        | today | domestic abuse | CAD-3    | another legal agency                      | active | not met |
        | today | domestic abuse | CAD-3    | another agency                            | active | not met |
        | today | domestic abuse | CAD-3    | someone who did not give a name           | active | not met |
        | today | domestic abuse | CAD-3    | a source that was not recorded            | active | not met |

      Examples: Not known
        | date      | concern        | incident  | source     | status    | outcome      |
        | not known | domestic abuse | CAD-3     | the police | active    | undetermined |
        | today     | not known      | CAD-3     | the police | active    | undetermined |
        | today     | domestic abuse | not known | the police | active    | undetermined |
        | today     | domestic abuse | CAD-3     | not known  | active    | undetermined |
        | today     | domestic abuse | CAD-3     | the police | not known | undetermined |

  Rule: Referrals of any kind that keep coming

    Scenario: A GP, a school and a neighbour each write once
      Given these referrals
        | date         | concern                | incident | source       |
        | 9 months ago | neglect                | first    | a GP         |
        | 5 months ago | emotional abuse        | second   | a school     |
        | today        | parental mental health | third    | acquaintance |
      When the front door decides
      Then the only rule met is "repeated-referrals"
      And exactly these steps are recommended
        | step                        | strength |
        | Child and family assessment | consider |

    Scenario Outline: Two, three and four referrals in twelve months
      Given <count> referrals like this
        | date         | concern | incident |
        | 3 months ago | neglect | #        |
      When the front door decides
      Then the rule "repeated-referrals" is <outcome>

      Examples:
        | count | outcome |
        | 2     | not met |
        | 3     | met     |
        | 4     | met     |

    Scenario Outline: Which referrals count, each by itself even when two are about one incident
      Given 2 referrals like this
        | date         | concern | incident |
        | 3 months ago | neglect | #        |
      And these referrals
        | date   | concern | incident   | status   |
        | <date> | neglect | <incident> | <status> |
      When the front door decides
      Then the rule "repeated-referrals" is <outcome>

      Examples:
        | date                    | incident  | status            | outcome      |
        | 12 months ago           | 3         | active            | met          |
        | 12 months and 1 day ago | 3         | active            | not met      |
        | today                   | 2         | active            | met          |
        | today                   | not known | withdrawn         | met          |
        | today                   | 3         | recorded in error | not met      |
        | not known               | 3         | active            | undetermined |
        | today                   | 3         | not known         | undetermined |

  Rule: A serious referral about anything else

    Scenario: A school reports serious neglect
      Given these referrals
        | date  | concern | seriousness | source |
        | today | neglect | serious     | school |
      When the front door decides
      Then the only rule met is "serious-referral-of-another-kind"
      And exactly these steps are recommended
        | step                        | strength |
        | Strategy discussion         | consider |
        | Child and family assessment | should   |

    Scenario Outline: None, one or two
      Given <count> referrals like this
        | date        | concern | seriousness |
        | 3 weeks ago | neglect | serious     |
      When the front door decides
      Then the rule "serious-referral-of-another-kind" is <outcome>

      Examples:
        | count | outcome |
        | 0     | not met |
        | 1     | met     |
        | 2     | met     |

    Scenario Outline: Which referrals are serious ones of another kind
      Given these referrals
        | date   | concern   | seriousness   | status   |
        | <date> | <concern> | <seriousness> | <status> |
      When the front door decides
      Then the rule "serious-referral-of-another-kind" is <outcome>

      Examples: Counted
        | date          | concern                | seriousness | status    | outcome |
        | today         | parental mental health | serious     | active    | met     |
        | today         | neglect                | serious     |           | met     |
        | today         | physical abuse         | serious     | withdrawn | met     |
        | today         | sexual abuse           | serious     | active    | met     |
        | today         | emotional abuse        | serious     | active    | met     |
        | 12 months ago | another concern        | serious     | active    | met     |

      Examples: Not counted
        | date                    | concern        | seriousness | status            | outcome |
        | today                   | domestic abuse | serious     | active            | not met |
        | today                   | neglect        | moderate    | active            | not met |
        | today                   | neglect        | minor       | active            | not met |
        | today                   | neglect        | serious     | recorded in error | not met |
        | 12 months and 1 day ago | neglect        | serious     | active            | not met |

      Examples: Not known
        | date      | concern   | seriousness | status    | outcome      |
        | not known | neglect   | serious     | active    | undetermined |
        | today     | not known | serious     | active    | undetermined |
        | today     | neglect   | not known   | active    | undetermined |
        | today     | neglect   | serious     | not known | undetermined |
