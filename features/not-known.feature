Feature: What is not known
  Not known is not no. A rule that hangs on something not known is undetermined, and what is not known becomes a question:
  the one that could lead to the most protective step comes first, and nothing is asked that could change nothing.

  Background:
    Given the ruleset front-door
    And today is 23 November 2026
    And the contact was received today
    And a child "A" aged 4 months

  Scenario: Domestic abuse with a baby, and nobody has asked about strangulation
    Given domestic abuse is present
    And it is not known whether the victim was strangled or choked
    When the front door decides
    Then the rule "strangulation" is undetermined
    And the question "Has the abuser ever strangled, choked or tried to suffocate the victim?" could meet "strangulation"
    And the question "domestic_abuse.strangulation" could meet "more-serious-domestic-abuse-event"

  Scenario: Whether the child is in danger now is asked before anything else
    When the front door decides
    Then the first question is "Is there a risk to the child's life, or is serious harm likely straight away?"

  Scenario: Once danger is ruled out, harm is asked about next
    Given the child is not in immediate danger
    When the front door decides
    Then the first question is "harm.suspected"
    And the worker is not asked "harm.immediate_danger"

  Scenario: What is answered is not asked again
    Given the victim was not strangled or choked
    When the front door decides
    Then the worker is not asked "domestic_abuse.strangulation"

  Scenario: What could change nothing is not asked
    Given a child "A" aged 10 years
    And the child has a school place
    When the front door decides
    Then the worker is not asked "education.sibling_has_place"
    And the worker is not asked "monitoring.ethnicity"

  Scenario: Learning what was not known settles the rule, and never turns an answer round
    Given domestic abuse is present
    And it is not known whether the victim was strangled or choked
    When the front door decides
    Then the rule "strangulation" is undetermined
    And the rule "infant-domestic-abuse" is met
    Given the victim was strangled or choked
    When the front door decides
    Then the rule "strangulation" is met
    And the rule "infant-domestic-abuse" is met
    And "MARAC referral" is recommended as should

  Scenario: A child whose age is not known is asked about, not passed over
    Given a child "A"
    And domestic abuse is present
    When the front door decides
    Then the rule "infant-domestic-abuse" is undetermined
    And the question "What is the child's date of birth?" could meet "infant-domestic-abuse"

  Scenario: A list that nobody has looked up is not an empty list
    Given it is not known whether there are referrals
    When the front door decides
    Then the rule "third-minor-domestic-abuse-referral" is undetermined
    And the question "Which referrals have there been about this household, including this one?" could meet "third-minor-domestic-abuse-referral"

  Scenario: Of three referrals, one with its seriousness not known
    Given 2 referrals like this
      | date         | concern        | seriousness | incident |
      | 2 months ago | domestic abuse | minor       | CAD-#    |
    And these referrals
      | date        | concern        | seriousness | incident |
      | 3 weeks ago | domestic abuse | not known   | CAD-9    |
    When the front door decides
    Then the rule "third-minor-domestic-abuse-referral" is undetermined
    And the question "How serious was the referral judged to be?" could meet "third-minor-domestic-abuse-referral"
