Feature: Each child is decided on their own facts
  Brothers and sisters share a household and not an age, an injury or a plan. What is said of one child is said of that
  child alone.

  Background:
    Given the ruleset front-door
    And today is 23 November 2026
    And the contact was received today

  Scenario: A baby, a girl of nine and a child not yet born, in one home with domestic abuse
    Given a child "A" aged 4 months
    And a child "B" aged 9 years
    And an unborn child "C" due on 1 March 2027
    And domestic abuse is present
    When the front door decides
    Then the rule "infant-domestic-abuse" is met for child "A"
    And the rule "infant-domestic-abuse" is not met for child "B"
    And the rule "infant-domestic-abuse" is met for child "C"
    And for child "B", no threshold is met
    And "Early help" is offered below threshold as consider for child "B"

  Scenario: A bruise on one child says nothing of the other
    Given a child "A" aged 4 months
    And the child has a bruise, or a mark that might be one
    And a child "B" aged 4 months
    When the front door decides
    Then for child "A", the rule "bruise-in-a-child-who-is-not-mobile" is met
    And for child "B", the rule "bruise-in-a-child-who-is-not-mobile" is undetermined

  Scenario: A fact about the household holds for every child
    Given a child "A" aged 6 years
    And a child "B" aged 9 years
    And the DASH score is 16
    When the front door decides
    Then for every child, "MARAC referral" is recommended as should

  Scenario: What is known of one child wins over what is said of the household
    Given a child "A" aged 4 months
    And a child "B" aged 4 months
    And domestic abuse is present
    And for child "B", domestic abuse is not present
    When the front door decides
    Then for child "A", the rule "infant-domestic-abuse" is met
    And for child "B", the rule "infant-domestic-abuse" is not met

  Scenario: Plans are a child's own
    Given a child "A" aged 6 years
    And a child "B" aged 9 years
    And for child "B", the plan the child was on in the area they came from is a Child in Need plan
    And for child "B", the child has not been assessed since moving in
    When the front door decides
    Then for child "A", "Assessment on moving in" is not recommended
    And for child "B", "Assessment on moving in" is recommended as should
