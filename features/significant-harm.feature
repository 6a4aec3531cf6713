Feature: Significant harm and immediate danger
  Where there is reasonable cause to suspect significant harm the authority must make enquiries, beginning with a
  strategy discussion. Where a child is in immediate danger somebody acts at once.

  Background:
    Given the ruleset front-door
    And today is 23 November 2026
    And the contact was received today
    And a child "A" aged 10 years

  Rule: Reasonable cause to suspect significant harm

    Scenario Outline: Harm is suspected, is not, or nobody has said
      Given <harm>
      When the front door decides
      Then the rule "reasonable-cause-to-suspect-significant-harm" is <outcome>
      And "Section 47 enquiry" is <enquiry>

      Examples:
        | harm                                                                          | outcome      | enquiry             |
        | there is reasonable cause to suspect significant harm                         | met          | recommended as must |
        | there is no reasonable cause to suspect significant harm                      | not met      | not recommended     |
        | it is not known whether there is reasonable cause to suspect significant harm | undetermined | not recommended     |

    Scenario: A teacher hears from a child that she is afraid to go home
      Given the source of the contact is a school
      And there is reasonable cause to suspect significant harm
      When the front door decides
      Then the only rule met is "Reasonable cause to suspect significant harm"
      And exactly these steps are recommended
        | step                | strength |
        | Strategy discussion | must     |
        | Section 47 enquiry  | must     |
      And the highest step is "Strategy discussion"
      And "Strategy discussion" is due today
      And "Section 47 enquiry" has no due date

    Scenario: The time to a first conference runs from the strategy discussion
      Given there is reasonable cause to suspect significant harm
      And the strategy discussion was on 23 December 2026
      When the front door decides
      Then "Section 47 enquiry" is due on 18 January 2027

    Scenario: Until somebody says, the worker is asked, and an answer could lead to an enquiry
      Given the child is not in immediate danger
      When the front door decides
      Then the first question is "harm.suspected"
      And the question "harm.suspected" could meet "Reasonable cause to suspect significant harm"

  Rule: Immediate danger

    Scenario Outline: A child in danger now, out of danger, or nobody has said
      Given <danger>
      When the front door decides
      Then the rule "immediate-danger" is <outcome>
      And "Emergency protection" is <protection>

      Examples:
        | danger                                                   | outcome      | protection          |
        | the child is in immediate danger                         | met          | recommended as must |
        | the child is not in immediate danger                     | not met      | not recommended     |
        | it is not known whether the child is in immediate danger | undetermined | not recommended     |

    Scenario: Police find a child alone in a flat where a fire has been set
      Given the source of the contact is the police
      And the child is in immediate danger
      When the front door decides
      Then the only rule met is "Immediate danger"
      And exactly these steps are recommended
        | step                 | strength |
        | Emergency protection | must     |
        | Strategy discussion  | should   |
        | Section 47 enquiry   | should   |
      And the highest step is "Emergency protection"
      And "Emergency protection" is due today
