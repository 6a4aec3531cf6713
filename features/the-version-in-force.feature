Feature: The version in force
  A case is decided by the version in force on its day, unless another is named. A proposal is used only when it is named.

  Scenario Outline: The first day of a version, and the day before
    Given the ruleset <ruleset>
    And today is <day>
    And a child "A" aged 5 years
    And the child is in immediate danger
    When the front door decides
    Then "Section 47 enquiry" is recommended as <strength>

    Examples:
      | ruleset       | day           | strength |
      | front-door    | 18 March 2026 | should   |
      | front-door    | 19 March 2026 | should   |
      | lcpc          | 1 April 2004  | must     |
      | lcpc          | 18 March 2026 | must     |
      | lcpc:proposed | 31 March 2004 | must     |

  Scenario Outline: Before its first day a version decides nothing
    Given the ruleset <ruleset>
    And today is <day>
    And a child "A" aged 5 years
    When the front door decides
    Then it is not decided, because "has no version in force on <day>"

    Examples:
      | ruleset    | day           |
      | front-door | 17 March 2026 |
      | lcpc       | 31 March 2004 |

  Scenario: A case that cannot be right is refused, with what is wrong
    Given the ruleset front-door
    And today is 23 November 2026
    And a child "A" born tomorrow
    When the front door decides
    Then it is not decided, because "`child.date_of_birth` is after `as_of`, the day this is decided for"
