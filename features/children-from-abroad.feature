Feature: Children from abroad, and children who live with somebody else
  A child who arrives alone, or with relatives not thought to be parents, is seen and assessed. The records of one family
  are linked. Immigration status is asked about only for support: it never raises or lowers what a child needs.

  Background:
    Given the ruleset front-door
    And today is 23 November 2026
    And the contact was received today
    And a child "A" aged 10 years

  Rule: A child who arrived alone

    Scenario: A girl of twelve is left at a flat by a man she calls uncle
      Given a child "A" aged 12 years
      And the child has come from abroad to live or stay
      And the child arrived with no adult responsible for them
      When the front door decides
      Then the only rule met is "child-from-abroad-alone"
      And exactly these steps are recommended
        | step                        | strength |
        | Child and family assessment | should   |

    Scenario Outline: From abroad, and alone
      Given <abroad>
      And <alone>
      When the front door decides
      Then the rule "child-from-abroad-alone" is <outcome>

      Examples:
        | abroad                                                                 | alone                                                                        | outcome      |
        | the child has come from abroad to live or stay                         | the child arrived with no adult responsible for them                         | met          |
        | the child has come from abroad to live or stay                         | the child arrived with an adult responsible for them                         | not met      |
        | the child has come from abroad to live or stay                         | it is not known whether the child arrived with no adult responsible for them | undetermined |
        | the child has not come from abroad to live or stay                     | the child arrived with no adult responsible for them                         | not met      |
        | it is not known whether the child has come from abroad to live or stay | the child arrived with no adult responsible for them                         | undetermined |

  Rule: Relatives not thought to be parents

    Scenario: A boy arrives with a man said to be his father's cousin
      Given the child has come from abroad to live or stay
      And the adult caring for the child is another relative
      And the carer's relationship to the child has been checked
      And the expected length of stay with this carer is 14 days
      When the front door decides
      Then the only rule met is "relatives-not-thought-to-be-parents"
      And exactly these steps are recommended
        | step                        | strength |
        | Child and family assessment | should   |

    Scenario Outline: Who cares for the child
      Given <abroad>
      And the adult caring for the child is <carer>
      When the front door decides
      Then the rule "relatives-not-thought-to-be-parents" is <outcome>

      Examples:
        | abroad                                                                 | carer                          | outcome      |
        | the child has come from abroad to live or stay                         | a close relative               | met          |
        | the child has come from abroad to live or stay                         | another relative               | met          |
        | the child has come from abroad to live or stay                         | an adult who is not a relative | met          |
        | the child has come from abroad to live or stay                         | a parent                       | not met      |
        | the child has come from abroad to live or stay                         | not known                      | undetermined |
        | the child has not come from abroad to live or stay                     | another relative               | not met      |
        | it is not known whether the child has come from abroad to live or stay | another relative               | undetermined |

    Scenario: Nobody has checked that she is the aunt
      Given the child has come from abroad to live or stay
      And the carer's relationship to the child has not been checked
      When the front door decides
      Then the only rule met is "carer-relationship-not-checked"
      And exactly these steps are recommended
        | step                        | strength |
        | Child and family assessment | should   |

    Scenario Outline: Whether the relationship has been checked
      Given <abroad>
      And <checked>
      When the front door decides
      Then the rule "carer-relationship-not-checked" is <outcome>

      Examples:
        | abroad                                                                 | checked                                                                        | outcome      |
        | the child has come from abroad to live or stay                         | the carer's relationship to the child has not been checked                     | met          |
        | the child has come from abroad to live or stay                         | the carer's relationship to the child has been checked                         | not met      |
        | the child has come from abroad to live or stay                         | it is not known whether the carer's relationship to the child has been checked | undetermined |
        | the child has not come from abroad to live or stay                     | the carer's relationship to the child has not been checked                     | not met      |
        | it is not known whether the child has come from abroad to live or stay | the carer's relationship to the child has not been checked                     | undetermined |

  Rule: Private fostering

    Scenario: A boy of nine will live with his mother's friend for the school year
      Given a child "A" aged 9 years
      And the contact was received on 23 December 2026
      And today is 23 December 2026
      And the adult caring for the child is an adult who is not a relative
      And the expected length of stay with this carer is 200 days
      When the front door decides
      Then the only rule met is "private-fostering"
      And exactly these steps are recommended
        | step                    | strength |
        | Private fostering visit | must     |
      And "Private fostering visit" is due on 6 January 2027

    Scenario Outline: Who cares for the child, and for how long
      Given the adult caring for the child is <carer>
      And the expected length of stay with this carer is <days>
      When the front door decides
      Then the rule "private-fostering" is <outcome>

      Examples:
        | carer                          | days      | outcome      |
        | another relative               | 28        | met          |
        | an adult who is not a relative | 27 days   | not met      |
        | an adult who is not a relative | 28 days   | met          |
        | an adult who is not a relative | 29 days   | met          |
        | an adult who is not a relative | not known | undetermined |
        | a close relative               | 100 days  | not met      |
        | a parent                       | 100 days  | not met      |
        | not known                      | 28 days   | undetermined |

    Scenario Outline: Under sixteen, or under eighteen if disabled
      Given <child>
      And <disabled>
      And the adult caring for the child is another relative
      And the expected length of stay with this carer is 100 days
      When the front door decides
      Then the rule "private-fostering" is <outcome>

      Examples:
        | child                                               | disabled                                      | outcome      |
        | a child "A" aged 15 years and 11 months and 29 days | the child is not disabled                     | met          |
        | a child "A" aged 16 years                           | the child is not disabled                     | not met      |
        | a child "A" aged 16 years and 1 day                 | the child is not disabled                     | not met      |
        | a child "A" aged 16 years                           | it is not known whether the child is disabled | undetermined |
        | a child "A" aged 16 years                           | the child is disabled                         | met          |
        | a child "A" aged 17 years and 11 months and 29 days | the child is disabled                         | met          |
        | a child "A" aged 18 years                           | the child is disabled                         | not met      |
        | a child "A" aged 18 years and 1 day                 | the child is disabled                         | not met      |
        | a child "A"                                         | the child is disabled                         | undetermined |
        | an unborn child "A"                                 | the child is disabled                         | not met      |

  Rule: Signs of exploitation or trafficking

    Scenario: A rehearsed story and somebody else's telephone
      Given there are signs that the child is being exploited or trafficked
      When the front door decides
      Then the only rule met is "exploitation-or-trafficking"
      And exactly these steps are recommended
        | step                                 | strength |
        | Strategy discussion                  | should   |
        | National Referral Mechanism referral | must     |
      And "National Referral Mechanism referral" has no due date

    Scenario Outline: Signs, none, or nobody has looked
      Given <signs>
      When the front door decides
      Then the rule "exploitation-or-trafficking" is <outcome>

      Examples:
        | signs                                                                                   | outcome      |
        | there are signs that the child is being exploited or trafficked                         | met          |
        | there are no signs that the child is being exploited or trafficked                      | not met      |
        | it is not known whether there are signs that the child is being exploited or trafficked | undetermined |

  Rule: The records of one family are linked

    Scenario: Four of one family over two and a half years, each on a six-month visa
      Given these arrivals of family members
        | date          | visa             | relation |
        | 29 months ago | a temporary visa | an adult |
        | 20 months ago | a temporary visa | a child  |
        | 11 months ago | a temporary visa | a child  |
        | 2 months ago  | a temporary visa | a child  |
      When the front door decides
      Then the only rule met is "family-arrivals-not-linked"
      And exactly these steps are recommended
        | step                | strength |
        | Link family records | should   |
      And "Link family records" has no due date

    Scenario Outline: One, two and three
      Given <count> arrivals of family members like this
        | date         | visa             |
        | 3 months ago | a temporary visa |
      When the front door decides
      Then the rule "family-arrivals-not-linked" is <outcome>

      Examples:
        | count | outcome |
        | 1     | not met |
        | 2     | met     |
        | 3     | met     |

    Scenario Outline: Which arrivals count
      Given these arrivals of family members
        | date         | visa             |
        | 3 months ago | a temporary visa |
        | <date>       | <visa>           |
      When the front door decides
      Then the rule "family-arrivals-not-linked" is <outcome>

      Examples:
        | date                    | visa             | outcome      |
        | 30 months ago           | a temporary visa | met          |
        | 30 months and 1 day ago | a temporary visa | not met      |
        | 1 month ago             | settled status   | not met      |
        | 1 month ago             | no visa          | not met      |
        | 1 month ago             | not known        | undetermined |
        | not known               | a temporary visa | undetermined |

    Scenario: Nobody has asked who else in the family has come
      Given it is not known whether there are arrivals of family members
      When the front door decides
      Then the rule "family-arrivals-not-linked" is undetermined
      And the question "family_arrivals" could meet "family-arrivals-not-linked"

    Scenario Outline: A temporary visa, or permission that has run out, is a reason to look for links and support
      Given <abroad>
      And the child's visa is <visa>
      And <overstayed>
      When the front door decides
      Then the rule "temporary-visa-or-overstayed" is <outcome>

      Examples:
        | abroad                                                                 | visa             | overstayed                                                         | outcome      |
        | the child has come from abroad to live or stay                         | a temporary visa | the child's permission to stay has not run out                     | met          |
        | the child has come from abroad to live or stay                         | settled status   | the child's permission to stay has run out                         | met          |
        | the child has come from abroad to live or stay                         | settled status   | the child's permission to stay has not run out                     | not met      |
        | the child has come from abroad to live or stay                         | no visa          | the child's permission to stay has not run out                     | not met      |
        | the child has come from abroad to live or stay                         | not known        | the child's permission to stay has not run out                     | undetermined |
        | the child has come from abroad to live or stay                         | settled status   | it is not known whether the child's permission to stay has run out | undetermined |
        | the child has not come from abroad to live or stay                     | a temporary visa | the child's permission to stay has run out                         | not met      |
        | it is not known whether the child has come from abroad to live or stay | a temporary visa | the child's permission to stay has run out                         | undetermined |

    Scenario: A visa that ran out in spring calls for support, and nothing more
      Given the child has come from abroad to live or stay
      And the child's permission to stay has run out
      When the front door decides
      Then the only rule met is "temporary-visa-or-overstayed"
      And exactly these steps are recommended
        | step                | strength |
        | Link family records | consider |
        | Early help          | consider |

  Rule: Status is asked about for support, and never changes how serious a concern is

    Scenario: Nobody has asked what support the family may need
      Given the child has come from abroad to live or stay
      And the family has not been asked what support its immigration status calls for
      When the front door decides
      Then the only rule met is "support-with-status-not-asked-about"
      And exactly these steps are recommended
        | step       | strength |
        | Early help | consider |

    Scenario Outline: Whether anyone has asked
      Given <abroad>
      And <asked>
      When the front door decides
      Then the rule "support-with-status-not-asked-about" is <outcome>

      Examples:
        | abroad                                                                 | asked                                                                                           | outcome      |
        | the child has come from abroad to live or stay                         | the family has not been asked what support its immigration status calls for                     | met          |
        | the child has come from abroad to live or stay                         | the family has been asked what support its immigration status calls for                         | not met      |
        | the child has come from abroad to live or stay                         | it is not known whether the family has been asked what support its immigration status calls for | undetermined |
        | the child has not come from abroad to live or stay                     | the family has not been asked what support its immigration status calls for                     | not met      |
        | it is not known whether the child has come from abroad to live or stay | the family has not been asked what support its immigration status calls for                     | undetermined |

    Scenario Outline: The same danger has the same answer, whatever the visa
      Given domestic abuse is present
      And a child "A" aged 4 months
      And the child's visa is <visa>
      And <overstayed>
      When the front door decides
      Then exactly these steps are recommended
        | step                | strength |
        | Strategy discussion | should   |
        | Section 47 enquiry  | consider |

      Examples:
        | visa             | overstayed                                                         |
        | a temporary visa | the child's permission to stay has not run out                     |
        | settled status   | the child's permission to stay has not run out                     |
        | no visa          | the child's permission to stay has run out                         |
        | not known        | it is not known whether the child's permission to stay has run out |
