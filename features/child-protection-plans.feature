Feature: Child protection plans, conferences and core groups
  A plan is only as good as what is done about it. A conference gives each piece of work a date and a person; core
  groups are held; and somebody notices when they stop.

  Background:
    Given the ruleset front-door
    And today is 23 November 2026
    And the contact was received today
    And a child "A" aged 10 years

  Rule: A conference sets timescales

    Scenario: The conference agreed what to do but not by when
      Given the plan the child is on is a child protection plan
      And the conference did not set a date for each piece of work
      When the front door decides
      Then the only rule met is "conference-set-no-timescales"
      And exactly these steps are recommended
        | step           | strength |
        | Set timescales | must     |
      And "Set timescales" has no due date

    Scenario Outline: On a child protection plan, with dates or without
      Given the plan the child is on is <plan>
      And <timescales>
      When the front door decides
      Then the rule "conference-set-no-timescales" is <outcome>

      Examples:
        | plan                                 | timescales                                                               | outcome      |
        | a child protection plan              | the conference did not set a date for each piece of work                 | met          |
        | a child protection plan              | the conference set a date for each piece of work                         | not met      |
        | a child protection plan              | it is not known whether the conference set a date for each piece of work | undetermined |
        | no plan                              | the conference did not set a date for each piece of work                 | not met      |
        | a Child in Need plan                 | the conference did not set a date for each piece of work                 | not met      |
        | a care plan, as a looked after child | the conference did not set a date for each piece of work                 | not met      |
        | not known                            | the conference did not set a date for each piece of work                 | undetermined |

  Rule: Core groups that stop are noticed

    Scenario: Core groups stopped after two meetings
      Given the plan the child is on is a child protection plan
      And the child has a named lead social worker
      And these core groups
        | due on       | held |
        | 8 months ago | yes  |
        | 7 months ago | yes  |
        | 5 months ago | no   |
        | 3 months ago | no   |
      When the front door decides
      Then the only rule met is "core-groups-missed"
      And exactly these steps are recommended
        | step                              | strength |
        | Escalation to the service manager | should   |

    Scenario Outline: Two in a row, counted back from the latest
      Given the plan the child is on is a child protection plan
      And these core groups
        | due on       | held     |
        | 5 months ago | <first>  |
        | 3 months ago | <second> |
        | 1 month ago  | <third>  |
      When the front door decides
      Then the rule "core-groups-missed" is <outcome>
      And "Escalation to the service manager" is <advice>

      Examples: Under, at and over the limit
        | first | second | third | outcome | advice                |
        | yes   | yes    | no    | not met | not recommended       |
        | yes   | no     | no    | met     | recommended as should |
        | no    | no     | no    | met     | recommended as should |

      Examples: Not in a row, or held again since
        | first | second | third | outcome | advice          |
        | no    | yes    | no    | not met | not recommended |
        | no    | no     | yes   | not met | not recommended |

      Examples: Not known
        | first | second    | third     | outcome      | advice          |
        | yes   | not known | no        | undetermined | not recommended |
        | yes   | no        | not known | undetermined | not recommended |
        | yes   | yes       | not known | not met      | not recommended |

    Scenario: A core group due tomorrow has not been missed
      Given the plan the child is on is a child protection plan
      And these core groups
        | due on      | held |
        | 1 month ago | no   |
        | tomorrow    | no   |
      When the front door decides
      Then the rule "core-groups-missed" is not met

    Scenario Outline: Only a child on a child protection plan has core groups to miss
      Given the plan the child is on is <plan>
      And 2 core groups like this
        | due on       | held |
        | 3 months ago | no   |
      When the front door decides
      Then the rule "core-groups-missed" is <outcome>

      Examples:
        | plan                                 | outcome      |
        | no plan                              | not met      |
        | a Child in Need plan                 | not met      |
        | a care plan, as a looked after child | not met      |
        | not known                            | undetermined |

    Scenario: It is not known which core groups were due
      Given the plan the child is on is a child protection plan
      And it is not known whether there are core groups
      When the front door decides
      Then the rule "core-groups-missed" is undetermined
      And the question "core_groups" could meet "core-groups-missed"

  Rule: The first core group is held within ten working days of the conference

    Scenario: Eleven working days since the conference, and no core group
      Given the plan the child is on is a child protection plan
      And the latest child protection conference was 11 working days ago
      And there are no core groups
      When the front door decides
      Then the only rule met is "first-core-group-late"
      And exactly these steps are recommended
        | step                              | strength |
        | Escalation to the service manager | should   |

    Scenario Outline: Under, at and over ten working days
      Given the plan the child is on is a child protection plan
      And the latest child protection conference was <conference>
      And there are no core groups
      When the front door decides
      Then the rule "first-core-group-late" is <outcome>

      Examples:
        | conference          | outcome |
        | 9 working days ago  | not met |
        | 10 working days ago | not met |
        | 11 working days ago | met     |
        | 12 working days ago | met     |

    Scenario: Bank holidays are not working days
      Given today is 7 January 2027
      And the plan the child is on is a child protection plan
      And the latest child protection conference was on 21 December 2026
      And there are no core groups
      When the front door decides
      Then the rule "first-core-group-late" is not met

    Scenario Outline: A core group that was held, or may have been
      Given the plan the child is on is a child protection plan
      And the latest child protection conference was 30 working days ago
      And these core groups
        | due on      | held   |
        | 3 weeks ago | <held> |
      When the front door decides
      Then the rule "first-core-group-late" is <outcome>

      Examples:
        | held      | outcome      |
        | yes       | not met      |
        | no        | met          |
        | not known | undetermined |

    Scenario Outline: The plan, the date or the core groups are not as the rule asks, or not known
      Given the plan the child is on is <plan>
      And the date of the latest child protection conference is <conference>
      And <groups>
      When the front door decides
      Then the rule "first-core-group-late" is <outcome>

      Examples:
        | plan                                 | conference          | groups                                        | outcome      |
        | no plan                              | 30 working days ago | there are no core groups                      | not met      |
        | a Child in Need plan                 | 30 working days ago | there are no core groups                      | not met      |
        | a care plan, as a looked after child | 30 working days ago | there are no core groups                      | not met      |
        | not known                            | 30 working days ago | there are no core groups                      | undetermined |
        | a child protection plan              | not known           | there are no core groups                      | undetermined |
        | a child protection plan              | 30 working days ago | it is not known whether there are core groups | undetermined |

  Rule: Somebody holds the plan

    Scenario: The social worker left in August and nobody has been named
      Given the plan the child is on is a Child in Need plan
      And the child has no named lead social worker
      When the front door decides
      Then the only rule met is "no-lead-social-worker"
      And exactly these steps are recommended
        | step                      | strength |
        | Agree case responsibility | must     |
      And "Agree case responsibility" has no due date

    Scenario Outline: Plans that need a named lead social worker
      Given the plan the child is on is <plan>
      And <lead>
      When the front door decides
      Then the rule "no-lead-social-worker" is <outcome>

      Examples:
        | plan                                 | lead                                                             | outcome      |
        | a Child in Need plan                 | the child has no named lead social worker                        | met          |
        | a child protection plan              | the child has no named lead social worker                        | met          |
        | a child protection plan              | the child has a named lead social worker                         | not met      |
        | a child protection plan              | it is not known whether the child has a named lead social worker | undetermined |
        | no plan                              | the child has no named lead social worker                        | not met      |
        | a care plan, as a looked after child | the child has no named lead social worker                        | not met      |
        | not known                            | the child has no named lead social worker                        | undetermined |
