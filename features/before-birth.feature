Feature: Before birth
  Children are most at risk of severe assault in their first year, and time before a birth is short. An assessment is
  made before the birth, not after it; core groups for an unborn child are kept up.

  Background:
    Given the ruleset front-door
    And today is 23 November 2026
    And the contact was received today
    And an unborn child "A" due on 1 June 2027

  Rule: An unborn child with no assessment started

    Scenario Outline: Started, not started, not known
      Given <assessment>
      When the front door decides
      Then the rule "unborn-child-not-assessed" is <outcome>
      And "Pre-birth assessment" is <advice>

      Examples:
        | assessment                                                 | outcome      | advice                  |
        | a pre-birth assessment has not started                     | met          | recommended as consider |
        | a pre-birth assessment has started                         | not met      | not recommended         |
        | it is not known whether a pre-birth assessment has started | undetermined | not recommended         |

    Scenario Outline: Born, or nobody has said
      Given <child>
      And a pre-birth assessment has not started
      When the front door decides
      Then the rule "unborn-child-not-assessed" is <outcome>

      Examples:
        | child                      | outcome      |
        | a child "A" born yesterday | not met      |
        | a child "A"                | undetermined |
        | an unborn child "A"        | met          |

    Scenario: A first baby, with nothing else known
      Given a pre-birth assessment has not started
      When the front door decides
      Then the only rule met is "unborn-child-not-assessed"
      And exactly these steps are recommended
        | step                 | strength |
        | Pre-birth assessment | consider |
      And "Pre-birth assessment" is due on 23 March 2027

  Rule: A concern for an unborn child

    Scenario Outline: Any one of these is a concern
      Given <concern>
      And a pre-birth assessment has not started
      When the front door decides
      Then the rule "pre-birth-assessment" is met
      And "Pre-birth assessment" is recommended as should

      Examples:
        | concern                                                             |
        | there is reasonable cause to suspect significant harm               |
        | domestic abuse is present                                           |
        | there is concern about a parent's mental health                     |
        | an adult in the household misuses alcohol or drugs                  |
        | an adult in the household is charged with or on bail for violence   |
        | a child has been removed from a parent or carer before              |
        | a child was injured on purpose in a parent's or carer's care before |
        | the plan the child is on is a child protection plan                 |

    Scenario Outline: No concern, or one thing not known
      Given there is no reasonable cause to suspect significant harm
      And domestic abuse is not present
      And there is no concern about a parent's mental health
      And no adult in the household misuses alcohol or drugs
      And no adult in the household is charged with or on bail for violence
      And no child has been removed from a parent or carer before
      And no child was injured on purpose in a parent's or carer's care before
      And the plan the child is on is <plan>
      And <said>
      And a pre-birth assessment has not started
      When the front door decides
      Then the rule "pre-birth-assessment" is <outcome>
      And "Pre-birth assessment" is recommended as consider

      Examples:
        | plan                                 | said                                                                           | outcome      |
        | no plan                              | the child is not disabled                                                      | not met      |
        | a Child in Need plan                 | the child is not disabled                                                      | not met      |
        | a care plan, as a looked after child | the child is not disabled                                                      | not met      |
        | not known                            | the child is not disabled                                                      | undetermined |
        | no plan                              | it is not known whether domestic abuse is present                              | undetermined |
        | no plan                              | it is not known whether a child has been removed from a parent or carer before | undetermined |

    Scenario Outline: A concern, and the assessment has started or nobody knows
      Given domestic abuse is not present
      And an adult in the household misuses alcohol or drugs
      And <assessment>
      When the front door decides
      Then the rule "pre-birth-assessment" is <outcome>

      Examples:
        | assessment                                                 | outcome      |
        | a pre-birth assessment has started                         | not met      |
        | it is not known whether a pre-birth assessment has started | undetermined |

    Scenario: A concern about a child already born is not for this rule
      Given a child "A" born yesterday
      And an adult in the household misuses alcohol or drugs
      And a pre-birth assessment has not started
      When the front door decides
      Then the rule "pre-birth-assessment" is not met

    Scenario: An earlier child was taken into care in another country
      Given a child has been removed from a parent or carer before
      And a pre-birth assessment has not started
      When the front door decides
      Then the rules met are "pre-birth-assessment", "unborn-child-not-assessed" and "earlier-child-removed-or-injured"
      And exactly these steps are recommended
        | step                        | strength |
        | Pre-birth assessment        | should   |
        | Child and family assessment | consider |

  Rule: Late in the pregnancy

    Scenario Outline: Ten weeks before the expected date
      Given an unborn child "A" due <due>
      And an adult in the household misuses alcohol or drugs
      And a pre-birth assessment has not started
      When the front door decides
      Then the rule "late-pre-birth-assessment" is <outcome>
      And "Escalation to the service manager" is <advice>

      Examples:
        | due         | outcome | advice                |
        | in 11 weeks | not met | not recommended       |
        | in 10 weeks | met     | recommended as should |
        | in 9 weeks  | met     | recommended as should |

    Scenario Outline: What else must hold
      Given <child>
      And <misuse>
      And <assessment>
      And domestic abuse is not present
      And there is no reasonable cause to suspect significant harm
      And there is no concern about a parent's mental health
      And no adult in the household is charged with or on bail for violence
      And no child has been removed from a parent or carer before
      And no child was injured on purpose in a parent's or carer's care before
      And the plan the child is on is no plan
      When the front door decides
      Then the rule "late-pre-birth-assessment" is <outcome>

      Examples:
        | child                              | misuse                                             | assessment                                                 | outcome      |
        | an unborn child "A" due in 9 weeks | an adult in the household misuses alcohol or drugs | a pre-birth assessment has not started                     | met          |
        | an unborn child "A" due in 9 weeks | no adult in the household misuses alcohol or drugs | a pre-birth assessment has not started                     | not met      |
        | an unborn child "A" due in 9 weeks | an adult in the household misuses alcohol or drugs | a pre-birth assessment has started                         | not met      |
        | an unborn child "A" due in 9 weeks | an adult in the household misuses alcohol or drugs | it is not known whether a pre-birth assessment has started | undetermined |
        | an unborn child "A"                | an adult in the household misuses alcohol or drugs | a pre-birth assessment has not started                     | undetermined |
        | a child "A" born yesterday         | an adult in the household misuses alcohol or drugs | a pre-birth assessment has not started                     | not met      |

    Scenario: Thirty-one weeks, a new partner on bail, and the assessment is to begin after the birth
      Given an unborn child "A" due in 9 weeks
      And an adult in the household is charged with or on bail for violence
      And a pre-birth assessment has not started
      When the front door decides
      Then the rules met are "late-pre-birth-assessment", "pre-birth-assessment", "unborn-child-not-assessed" and "adult-charged-with-violence"
      And exactly these steps are recommended
        | step                              | strength |
        | Child and family assessment       | consider |
        | Pre-birth assessment              | should   |
        | Escalation to the service manager | should   |
      And the rule "late-pre-birth-assessment" recommends "Pre-birth assessment" as should
      And "Escalation to the service manager" has no due date

  Rule: Core groups for an unborn child on a plan are kept up

    Scenario Outline: One missed meeting is enough
      Given the plan the child is on is a child protection plan
      And these core groups
        | due on       | held     |
        | 4 months ago | <first>  |
        | 6 weeks ago  | <second> |
      When the front door decides
      Then the rule "unborn-child-core-group-missed" is <outcome>
      And "Escalation to the service manager" is <advice>

      Examples:
        | first | second    | outcome      | advice                |
        | yes   | yes       | not met      | not recommended       |
        | no    | yes       | not met      | not recommended       |
        | yes   | no        | met          | recommended as should |
        | no    | no        | met          | recommended as should |
        | yes   | not known | undetermined | not recommended       |

    Scenario Outline: For an unborn child, on a child protection plan
      Given <child>
      And the plan the child is on is <plan>
      And these core groups
        | due on      | held |
        | 6 weeks ago | no   |
      When the front door decides
      Then the rule "unborn-child-core-group-missed" is <outcome>

      Examples:
        | child                               | plan                                 | outcome      |
        | an unborn child "A" due in 20 weeks | a child protection plan              | met          |
        | a child "A" born yesterday          | a child protection plan              | not met      |
        | a child "A"                         | a child protection plan              | undetermined |
        | an unborn child "A" due in 20 weeks | a Child in Need plan                 | not met      |
        | an unborn child "A" due in 20 weeks | no plan                              | not met      |
        | an unborn child "A" due in 20 weeks | a care plan, as a looked after child | not met      |
        | an unborn child "A" due in 20 weeks | not known                            | undetermined |

    Scenario: It is not known which core groups were due
      Given the plan the child is on is a child protection plan
      And it is not known whether there are core groups
      When the front door decides
      Then the rule "unborn-child-core-group-missed" is undetermined

    Scenario: Core groups stopped for an unborn child on a plan
      Given the plan the child is on is a child protection plan
      And a pre-birth assessment has started
      And these core groups
        | due on       | held |
        | 4 months ago | yes  |
        | 6 weeks ago  | no   |
      When the front door decides
      Then the only rule met is "unborn-child-core-group-missed"
      And exactly these steps are recommended
        | step                              | strength |
        | Escalation to the service manager | should   |
