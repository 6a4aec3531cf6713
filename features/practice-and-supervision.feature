Feature: Practice and supervision
  A high caseload and a request for oversight are shown to the manager. They are context: neither ever takes away or
  weakens anything a child is recommended, and nothing about any worker is held.

  Background:
    Given the ruleset front-door
    And today is 23 November 2026
    And the contact was received today
    And a child "A" aged 10 years

  Scenario: The worker has more cases than the local limit
    Given the allocated worker's caseload is over the local limit
    When the front door decides
    Then the only rule met is "caseload-over-limit"
    And exactly these steps are recommended
      | step               | strength |
      | Supervision review | consider |

  Scenario: A manager has asked for extra oversight
    Given extra management oversight has been asked for on this case
    When the front door decides
    Then the only rule met is "management-oversight-asked-for"
    And exactly these steps are recommended
      | step               | strength |
      | Supervision review | should   |

  Scenario Outline: So, not so, not known
    Given <said>
    When the front door decides
    Then the rule "<rule>" is <outcome>

    Examples:
      | said                                                                               | rule                           | outcome      |
      | the allocated worker's caseload is over the local limit                            | caseload-over-limit            | met          |
      | the allocated worker's caseload is not over the local limit                        | caseload-over-limit            | not met      |
      | it is not known whether the allocated worker's caseload is over the local limit    | caseload-over-limit            | undetermined |
      | extra management oversight has been asked for on this case                         | management-oversight-asked-for | met          |
      | extra management oversight has not been asked for on this case                     | management-oversight-asked-for | not met      |
      | it is not known whether extra management oversight has been asked for on this case | management-oversight-asked-for | undetermined |

  Scenario Outline: A high caseload never lowers what an infant is recommended
    Given a child "A" aged 4 months
    And domestic abuse is present
    And <caseload>
    When the front door decides
    Then the highest step is "Strategy discussion"
    And "Strategy discussion" is recommended as should
    And "Section 47 enquiry" is recommended as consider

    Examples:
      | caseload                                                                        |
      | the allocated worker's caseload is over the local limit                         |
      | the allocated worker's caseload is not over the local limit                     |
      | it is not known whether the allocated worker's caseload is over the local limit |
