Feature: Adults in the household, and the child's other needs
  Who lives in the home now, and what they have done elsewhere, matters for the child. Caring for somebody, or being
  disabled, is not a concern in itself; it opens the way to help.

  Background:
    Given the ruleset front-door
    And today is 23 November 2026
    And the contact was received today
    And a child "A" aged 10 years

  Rule: A new adult, and violence

    Scenario: The mother's new partner is on bail for an assault in a bar
      Given a new partner or another adult has joined the household
      And an adult in the household is charged with or on bail for violence
      When the front door decides
      Then the rules met are "new-adult-and-violence" and "adult-charged-with-violence"
      And exactly these steps are recommended
        | step                        | strength |
        | Section 47 enquiry          | consider |
        | Child and family assessment | should   |

    Scenario Outline: A new adult and a charge
      Given <partner>
      And <charge>
      When the front door decides
      Then the rule "new-adult-and-violence" is <outcome>

      Examples:
        | partner                                                                         | charge                                                                                    | outcome      |
        | a new partner or another adult has joined the household                         | no adult in the household is charged with or on bail for violence                         | not met      |
        | no new partner or other adult has joined the household                          | an adult in the household is charged with or on bail for violence                         | not met      |
        | it is not known whether a new partner or another adult has joined the household | an adult in the household is charged with or on bail for violence                         | undetermined |
        | a new partner or another adult has joined the household                         | it is not known whether an adult in the household is charged with or on bail for violence | undetermined |

    Scenario: An uncle who lives there has been charged
      Given an adult in the household is charged with or on bail for violence
      When the front door decides
      Then the only rule met is "adult-charged-with-violence"
      And exactly these steps are recommended
        | step                        | strength |
        | Child and family assessment | consider |

    Scenario Outline: Charged, not charged, not known
      Given <charge>
      When the front door decides
      Then the rule "adult-charged-with-violence" is <outcome>

      Examples:
        | charge                                                                                    | outcome      |
        | an adult in the household is charged with or on bail for violence                         | met          |
        | no adult in the household is charged with or on bail for violence                         | not met      |
        | it is not known whether an adult in the household is charged with or on bail for violence | undetermined |

  Rule: Earlier children

    Scenario Outline: Removed, or hurt on purpose
      Given <removed>
      And <injured>
      When the front door decides
      Then the rule "earlier-child-removed-or-injured" is <outcome>

      Examples:
        | removed                                                                        | injured                                                                                     | outcome      |
        | a child has been removed from a parent or carer before                         | no child was injured on purpose in a parent's or carer's care before                        | met          |
        | no child has been removed from a parent or carer before                        | a child was injured on purpose in a parent's or carer's care before                         | met          |
        | no child has been removed from a parent or carer before                        | no child was injured on purpose in a parent's or carer's care before                        | not met      |
        | no child has been removed from a parent or carer before                        | it is not known whether a child was injured on purpose in a parent's or carer's care before | undetermined |
        | it is not known whether a child has been removed from a parent or carer before | no child was injured on purpose in a parent's or carer's care before                        | undetermined |

    Scenario: An older brother was taken into care nine years ago
      Given a child has been removed from a parent or carer before
      When the front door decides
      Then the only rule met is "earlier-child-removed-or-injured"
      And exactly these steps are recommended
        | step                        | strength |
        | Child and family assessment | consider |

  Rule: Young carers and disabled children

    Scenario: A boy of eleven gets his mother up each morning
      Given a child "A" aged 11 years
      And the child is a young carer
      When the front door decides
      Then the only rule met is "young-carer"
      And exactly these steps are recommended
        | step                           | strength |
        | Young carer's needs assessment | must     |
      And "Young carer's needs assessment" has no due date

    Scenario: A disabled child, and nothing else
      Given the child is disabled
      When the front door decides
      Then the only rule met is "disabled-child"
      And exactly these steps are recommended
        | step                        | strength |
        | Child and family assessment | consider |

    Scenario Outline: So, not so, not known
      Given <said>
      When the front door decides
      Then the rule "<rule>" is <outcome>

      Examples:
        | said                                               | rule           | outcome      |
        | the child is a young carer                         | young-carer    | met          |
        | the child is not a young carer                     | young-carer    | not met      |
        | it is not known whether the child is a young carer | young-carer    | undetermined |
        | the child is disabled                              | disabled-child | met          |
        | the child is not disabled                          | disabled-child | not met      |
        | it is not known whether the child is disabled      | disabled-child | undetermined |
