Feature: Below threshold
  No threshold met is said as exactly that, never as "no further action". Something is offered, and what is still open is
  asked.

  Background:
    Given the ruleset front-door
    And today is 23 November 2026
    And the contact was received today
    And a child "A" aged 10 years

  Scenario: A school passes on a worry, and nothing it knows meets a threshold
    Given the source of the contact is a school
    And the kind of contact is a notification
    And domestic abuse is not present
    And there are no referrals
    When the front door decides
    Then no threshold is met
    And there is no highest step
    And "Early help" is offered below threshold as consider
    And exactly these steps are recommended
      | step | strength |

  Scenario: Nothing is known yet
    When the front door decides
    Then no threshold is met
    And "Early help" is offered below threshold as consider
    And the worker is asked "Is there a risk to the child's life, or is serious harm likely straight away?"

  Scenario: Once a rule is met the offer below threshold is not made
    Given the child is a young carer
    When the front door decides
    Then "Early help" is not offered below threshold
    And the highest step is "Young carer's needs assessment"

  Scenario: One more minor referral would meet the threshold, and that is said
    Given 2 referrals like this
      | date         | concern        | seriousness | incident |
      | 2 months ago | domestic abuse | minor       | CAD-#    |
    When the front door decides
    Then the rule "third-minor-domestic-abuse-referral" is not met
    And a near miss says "1 more minor domestic abuse referral would meet this"

  Scenario: No referral at all is not a near miss
    Given there are no referrals
    When the front door decides
    Then the rule "third-minor-domestic-abuse-referral" is not a near miss
