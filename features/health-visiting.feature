Feature: From the family nurse back to a health visitor
  A family nurse takes the place of the health visitor. When the nurse stops, the family should go back to the health
  visiting service. This handover does not always happen, least of all across a boundary.

  Background:
    Given the ruleset front-door
    And today is 23 November 2026
    And the contact was received today
    And a child "A" aged 1 year

  Scenario: A mother of nineteen moves to Luton and her family nurse does not follow
    Given the family nurse stopped visiting 2 months ago
    And the child moved into this area 3 months ago
    And no named health visitor has confirmed that they now visit
    When the front door decides
    Then the rules met are "family-nurse-has-ended" and "family-nurse-handover-across-a-boundary"
    And exactly these steps are recommended
      | step                              | strength |
      | Escalation to the service manager | should   |
      | Health visitor handover           | should   |
    And the rule "family-nurse-handover-across-a-boundary" recommends "Health visitor handover" as should
    And "Health visitor handover" has no due date

  Scenario: The family nurse programme has ended and the family has not moved
    Given the family nurse stopped visiting 2 months ago
    And no named health visitor has confirmed that they now visit
    When the front door decides
    Then the only rule met is "family-nurse-has-ended"
    And exactly these steps are recommended
      | step                    | strength |
      | Health visitor handover | should   |

  Scenario Outline: When the family nurse stopped, or will stop
    Given the date the family nurse stopped visiting is <ended>
    And the child moved into this area 1 month ago
    And no named health visitor has confirmed that they now visit
    When the front door decides
    Then the rule "family-nurse-has-ended" is <outcome>
    And the rule "family-nurse-handover-across-a-boundary" is <outcome>

    Examples:
      | ended                 | outcome      |
      | 3 years ago           | met          |
      | 3 years and 1 day ago | not met      |
      | today                 | met          |
      | in 6 months           | met          |
      | in 6 months and 1 day | not met      |
      | not known             | undetermined |

  Scenario Outline: How old the child is
    Given <child>
    And the family nurse stopped visiting 2 months ago
    And the child moved into this area 1 month ago
    And no named health visitor has confirmed that they now visit
    When the front door decides
    Then the rule "family-nurse-has-ended" is <outcome>
    And the rule "family-nurse-handover-across-a-boundary" is <outcome>

    Examples:
      | child                                              | outcome      |
      | a child "A" aged 2 years and 11 months and 29 days | met          |
      | a child "A" aged 3 years                           | not met      |
      | a child "A" aged 4 years                           | not met      |
      | an unborn child "A" due in 8 weeks                 | met          |
      | a child "A"                                        | undetermined |

  Scenario Outline: Whether a named health visitor has the child
    Given the family nurse stopped visiting 2 months ago
    And the child moved into this area 1 month ago
    And <visitor>
    When the front door decides
    Then the rule "family-nurse-has-ended" is <outcome>
    And the rule "family-nurse-handover-across-a-boundary" is <outcome>

    Examples:
      | visitor                                                                          | outcome      |
      | no named health visitor has confirmed that they now visit                        | met          |
      | a named health visitor has confirmed that they now visit                         | not met      |
      | it is not known whether a named health visitor has confirmed that they now visit | undetermined |

  Scenario Outline: Whether, and when, the family moved area
    Given the family nurse stopped visiting 2 months ago
    And the date the child moved into this area is <moved>
    And no named health visitor has confirmed that they now visit
    When the front door decides
    Then the rule "family-nurse-handover-across-a-boundary" is <outcome>

    Examples:
      | moved                 | outcome      |
      | today                 | met          |
      | 3 years ago           | met          |
      | 3 years and 1 day ago | not met      |
      | not known             | undetermined |
