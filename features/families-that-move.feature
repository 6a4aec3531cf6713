Feature: Families that move
  Risk travels with a family, and grows each time it moves from one place to another. A plan does not end at a boundary:
  the new area assesses before it decides, and until somebody accepts the case the one who has it keeps it.

  Background:
    Given the ruleset front-door
    And today is 23 November 2026
    And the contact was received today
    And a child "A" aged 10 years

  Rule: A Child in Need plan that moves in is assessed before it is decided on

    Scenario: A boy of one on a Child in Need plan moves from London
      Given a child "A" aged 12 months
      And the plan the child was on in the area they came from is a Child in Need plan
      And the child has not been assessed since moving in
      When the front door decides
      Then the only rule met is "child-in-need-plan-moves-in"
      And exactly these steps are recommended
        | step                    | strength |
        | Assessment on moving in | should   |
      And "Assessment on moving in" has no due date

    Scenario Outline: The plan there, and an assessment here
      Given the plan the child was on in the area they came from is <plan>
      And <assessed>
      When the front door decides
      Then the rule "child-in-need-plan-moves-in" is <outcome>

      Examples:
        | plan                    | assessed                                                            | outcome      |
        | a Child in Need plan    | the child has not been assessed since moving in                     | met          |
        | a Child in Need plan    | the child has been assessed since moving in                         | not met      |
        | a Child in Need plan    | it is not known whether the child has been assessed since moving in | undetermined |
        | a child protection plan | the child has not been assessed since moving in                     | not met      |
        | no plan                 | the child has not been assessed since moving in                     | not met      |
        | not known               | the child has not been assessed since moving in                     | undetermined |

  Rule: A child protection plan that moves in has a transfer-in conference

    Scenario: Three children on plans move across the river
      Given the plan the child was on in the area they came from is a child protection plan
      And a transfer-in conference has not been held
      And the contact was received on 20 November 2026
      When the front door decides
      Then the only rule met is "child-protection-plan-moves-in"
      And exactly these steps are recommended
        | step                                    | strength |
        | Transfer-in child protection conference | must     |
      And "Transfer-in child protection conference" is due on 11 December 2026

    Scenario Outline: The plan there, and a conference here
      Given the plan the child was on in the area they came from is <plan>
      And <conference>
      When the front door decides
      Then the rule "child-protection-plan-moves-in" is <outcome>

      Examples:
        | plan                    | conference                                                     | outcome      |
        | a child protection plan | a transfer-in conference has not been held                     | met          |
        | a child protection plan | a transfer-in conference has been held                         | not met      |
        | a child protection plan | it is not known whether a transfer-in conference has been held | undetermined |
        | a Child in Need plan    | a transfer-in conference has not been held                     | not met      |
        | no plan                 | a transfer-in conference has not been held                     | not met      |
        | not known               | a transfer-in conference has not been held                     | undetermined |

    Scenario Outline: A stay of less than fifteen days
      Given the plan the child was on in the area they came from is <plan>
      And the length of the stay in this area is <days>
      When the front door decides
      Then the rule "short-stay-on-a-child-protection-plan" is <outcome>

      Examples:
        | plan                    | days      | outcome      |
        | a child protection plan | 13 days   | met          |
        | a child protection plan | 14 days   | met          |
        | a child protection plan | 15 days   | not met      |
        | a child protection plan | 16 days   | not met      |
        | a child protection plan | not known | undetermined |
        | a Child in Need plan    | 14 days   | not met      |
        | no plan                 | 14 days   | not met      |
        | not known               | 14 days   | undetermined |

    Scenario: A week with an aunt does not take the conference away
      Given the plan the child was on in the area they came from is a child protection plan
      And the length of the stay in this area is 7 days
      And a transfer-in conference has not been held
      When the front door decides
      Then the rules met are "short-stay-on-a-child-protection-plan" and "child-protection-plan-moves-in"
      And exactly these steps are recommended
        | step                                    | strength |
        | Transfer-in child protection conference | must     |
        | Agree case responsibility               | should   |

    Scenario Outline: Fifteen working days from the move, or from the papers if they came first
      Given the plan the child was on in the area they came from is a child protection plan
      And a transfer-in conference has not been held
      And the date the child moved into this area is <moved>
      And the date the other authority's papers arrived is <papers>
      When the front door decides
      Then the rule "transfer-in-conference-late" is <outcome>
      And "Escalation to the service manager" is <advice>

      Examples:
        | moved               | papers              | outcome      | advice                |
        | 14 working days ago | 14 working days ago | not met      | not recommended       |
        | 15 working days ago | 15 working days ago | not met      | not recommended       |
        | 16 working days ago | 15 working days ago | met          | recommended as should |
        | 15 working days ago | 16 working days ago | met          | recommended as should |
        | 17 working days ago | 17 working days ago | met          | recommended as should |
        | 16 working days ago | not known           | met          | recommended as should |
        | 15 working days ago | not known           | undetermined | not recommended       |
        | not known           | 15 working days ago | undetermined | not recommended       |

    Scenario Outline: Late only for a child protection plan with no conference yet
      Given the plan the child was on in the area they came from is <plan>
      And <conference>
      And the child moved into this area 3 months ago
      When the front door decides
      Then the rule "transfer-in-conference-late" is <outcome>

      Examples:
        | plan                    | conference                                                     | outcome      |
        | a child protection plan | a transfer-in conference has been held                         | not met      |
        | a child protection plan | it is not known whether a transfer-in conference has been held | undetermined |
        | a Child in Need plan    | a transfer-in conference has not been held                     | not met      |
        | no plan                 | a transfer-in conference has not been held                     | not met      |
        | not known               | a transfer-in conference has not been held                     | undetermined |

    Scenario: A month on, and no conference
      Given the plan the child was on in the area they came from is a child protection plan
      And a transfer-in conference has not been held
      And the child moved into this area 1 month ago
      When the front door decides
      Then the rules met are "transfer-in-conference-late" and "child-protection-plan-moves-in"
      And exactly these steps are recommended
        | step                                    | strength |
        | Transfer-in child protection conference | must     |
        | Escalation to the service manager       | should   |

  Rule: Until responsibility is agreed, whoever has the case keeps it

    Scenario Outline: A plan moves and nobody has accepted it
      Given the plan the child was on in the area they came from is <plan>
      And <agreed>
      When the front door decides
      Then the rule "responsibility-unclear-on-transfer" is <outcome>

      Examples:
        | plan                    | agreed                                                               | outcome      |
        | a Child in Need plan    | it is not agreed who is responsible for the case                     | met          |
        | a child protection plan | it is not agreed who is responsible for the case                     | met          |
        | a child protection plan | it is agreed who is responsible for the case                         | not met      |
        | a child protection plan | it is not known whether it is agreed who is responsible for the case | undetermined |
        | no plan                 | it is not agreed who is responsible for the case                     | not met      |
        | not known               | it is not agreed who is responsible for the case                     | undetermined |

    Scenario: The old area has closed the case and the new one has not opened it
      Given the plan the child was on in the area they came from is a Child in Need plan
      And the child has been assessed since moving in
      And it is not agreed who is responsible for the case
      When the front door decides
      Then the rules met are "responsibility-unclear-on-transfer" and "responsibility-not-agreed"
      And exactly these steps are recommended
        | step                      | strength |
        | Agree case responsibility | must     |

  Rule: A family that avoids contact

    Scenario Outline: Avoiding contact, by what people say or by visits missed
      Given <avoiding>
      And the number of visits missed in a row is <missed>
      When the front door decides
      Then the rule "family-avoiding-contact" is <outcome>
      And "Child and family assessment" is <assessment>

      Examples:
        | avoiding                                                             | missed    | outcome      | assessment            |
        | the family is not avoiding contact with services                     | 2         | not met      | not recommended       |
        | the family is not avoiding contact with services                     | 3         | met          | recommended as should |
        | the family is not avoiding contact with services                     | 4         | met          | recommended as should |
        | the family is avoiding contact with services                         | 0         | met          | recommended as should |
        | the family is avoiding contact with services                         | not known | met          | recommended as should |
        | it is not known whether the family is avoiding contact with services | 2         | undetermined | not recommended       |
        | the family is not avoiding contact with services                     | not known | undetermined | not recommended       |

    Scenario: Nobody answers the door
      Given the family is avoiding contact with services
      When the front door decides
      Then the only rule met is "family-avoiding-contact"
      And exactly these steps are recommended
        | step                        | strength |
        | Child and family assessment | should   |

    Scenario Outline: Each move makes it more serious
      Given the family is avoiding contact with services
      And <moves> moves like this
        | date         |
        | 2 months ago |
      When the front door decides
      Then the rule "avoiding-contact-and-moved" is <once>
      And the rule "avoiding-contact-and-moved-again" is <again>
      And "Strategy discussion" is <advice>

      Examples:
        | moves | once    | again   | advice                  |
        | 0     | not met | not met | not recommended         |
        | 1     | met     | not met | recommended as consider |
        | 2     | met     | met     | recommended as should   |
        | 3     | met     | met     | recommended as should   |

    Scenario Outline: Moves are counted over twelve months
      Given the family is avoiding contact with services
      And these moves
        | date    |
        | <first> |
      When the front door decides
      Then the rule "avoiding-contact-and-moved" is <outcome>

      Examples:
        | first                   | outcome      |
        | 12 months ago           | met          |
        | 12 months and 1 day ago | not met      |
        | not known               | undetermined |

    Scenario Outline: Moving is no sign by itself
      Given <avoiding>
      And the number of visits missed in a row is 0
      And 2 moves like this
        | date         |
        | 2 months ago |
      When the front door decides
      Then the rule "avoiding-contact-and-moved" is <outcome>
      And the rule "avoiding-contact-and-moved-again" is <outcome>

      Examples:
        | avoiding                                                             | outcome      |
        | the family is not avoiding contact with services                     | not met      |
        | it is not known whether the family is avoiding contact with services | undetermined |

    Scenario: It is not known whether the family has moved
      Given the family is avoiding contact with services
      And it is not known whether there are moves
      When the front door decides
      Then the rule "avoiding-contact-and-moved" is undetermined
      And the rule "avoiding-contact-and-moved-again" is undetermined

    Scenario: A family that has moved twice this year cancels again
      Given the family is avoiding contact with services
      And these moves
        | date         | from area              | to area |
        | 9 months ago | Ealing                 | Luton   |
        | 2 months ago | Hammersmith and Fulham | Ealing  |
      When the front door decides
      Then exactly these steps are recommended
        | step                        | strength |
        | Strategy discussion         | should   |
        | Child and family assessment | should   |
      And "Child and family assessment" is recommended because of "family-avoiding-contact", "avoiding-contact-and-moved" and "avoiding-contact-and-moved-again"
      And the rule "avoiding-contact-and-moved-again" recommends "Child and family assessment" as should

    Scenario: A family that has moved once this year cancels again
      Given the family is avoiding contact with services
      And these moves
        | date         | from area | to area |
        | 2 months ago | Ealing    | Luton   |
      When the front door decides
      Then exactly these steps are recommended
        | step                        | strength |
        | Strategy discussion         | consider |
        | Child and family assessment | should   |
      And the rule "avoiding-contact-and-moved" recommends "Child and family assessment" as should

  Rule: A family that cannot be found

    Scenario Outline: Missing, with any one of these concerns
      Given it is not known where the family is
      And <concern>
      When the front door decides
      Then the rule "family-missing" is met
      And "Missing family alert" is recommended as must

      Examples:
        | concern                                                             |
        | there is reasonable cause to suspect significant harm               |
        | the plan the child is on is a Child in Need plan                    |
        | the plan the child is on is a child protection plan                 |
        | the plan the child is on is a care plan, as a looked after child    |
        | domestic abuse is present                                           |
        | an adult in the household is charged with or on bail for violence   |
        | a child was injured on purpose in a parent's or carer's care before |
        | the family is avoiding contact with services                        |
        | the number of visits missed in a row is 3                           |

    Scenario: Missing, and expecting a child about whom there is concern
      Given an unborn child "A" due in 20 weeks
      And an adult in the household misuses alcohol or drugs
      And it is not known where the family is
      When the front door decides
      Then the rule "family-missing" is met

    Scenario Outline: Missing, with no concern or one not known
      Given it is not known where the family is
      And there is no reasonable cause to suspect significant harm
      And the plan the child is on is <plan>
      And domestic abuse is not present
      And no adult in the household is charged with or on bail for violence
      And no child was injured on purpose in a parent's or carer's care before
      And the family is not avoiding contact with services
      And the number of visits missed in a row is 0
      And <said>
      When the front door decides
      Then the rule "family-missing" is <outcome>

      Examples:
        | plan      | said                                              | outcome      |
        | no plan   | the child is not disabled                         | not met      |
        | not known | the child is not disabled                         | undetermined |
        | no plan   | it is not known whether domestic abuse is present | undetermined |

    Scenario Outline: The family is found, or nobody has said
      Given <found>
      And domestic abuse is present
      When the front door decides
      Then the rule "family-missing" is <outcome>

      Examples:
        | found                                                   | outcome      |
        | it is known where the family is                         | not met      |
        | it is not known whether it is known where the family is | undetermined |

    Scenario: A mother and her children have gone from the flat, and he is looking for them too
      Given the contact was received on 23 November 2026
      And it is not known where the family is
      And domestic abuse is present
      When the front door decides
      Then the only rule met is "family-missing"
      And exactly these steps are recommended
        | step                 | strength |
        | Strategy discussion  | consider |
        | Missing family alert | must     |
      And "Missing family alert" is due today
