Feature: The proposals of 2004
  The two changes that the report of 2004 proposed: domestic abuse with a child under six months, and serious acute or
  chronic mental illness of a parent. Everything else stays as it was: every scenario of the procedure of 2004 holds for
  the proposals too, and is run against them.

  Background:
    Given the ruleset lcpc:proposed
    And today is 23 November 2004
    And a child "A" aged 5 years

  Rule: Domestic abuse with a child under six months leads to an enquiry

    Scenario Outline: Under six months by the calendar
      Given <child>
      And domestic abuse is present
      When the front door decides
      Then the rule "Domestic abuse with a child under six months" is <outcome>
      And "Section 47 enquiry" is <enquiry>

      Examples:
        | child                                 | outcome      | enquiry               |
        | a child "A" aged 5 months and 30 days | met          | recommended as should |
        | a child "A" aged 6 months             | not met      | not recommended       |
        | a child "A" aged 6 months and 1 day   | not met      | not recommended       |
        | a child "A"                           | undetermined | not recommended       |

    Scenario: The report does not speak of a child not yet born
      Given an unborn child "A" due on 1 March 2005
      And domestic abuse is present
      When the front door decides
      Then the rule "Domestic abuse with a child under six months" is not met

    Scenario Outline: An infant, and domestic abuse absent or not known
      Given a child "A" aged 4 months
      And <abuse>
      When the front door decides
      Then the rule "Domestic abuse with a child under six months" is <outcome>

      Examples:
        | abuse                                             | outcome      |
        | domestic abuse is not present                     | not met      |
        | it is not known whether domestic abuse is present | undetermined |

    Scenario: A baby of four months, and a first minor referral
      Given a child "A" aged 4 months
      And domestic abuse is present
      And these referrals
        | date  | concern        | seriousness |
        | today | domestic abuse | minor       |
      When the front door decides
      Then the only rule met is "Domestic abuse with a child under six months"
      And exactly these steps are recommended
        | step               | strength |
        | Section 47 enquiry | should   |

  Rule: Serious acute or chronic mental illness leads to considering enquiries, a core assessment, or both

    Scenario Outline: Serious, and acute or chronic
      Given <serious>
      And <acute>
      And <chronic>
      When the front door decides
      Then the rule "Serious acute or chronic parental mental illness" is <outcome>
      And "Core assessment" is <assessment>

      Examples:
        | serious                                        | acute                                        | chronic                                        | outcome | assessment              |
        | a parent's mental health condition is serious  | a parent's mental health condition is acute  | no parent's mental health condition is chronic | met     | recommended as consider |
        | a parent's mental health condition is serious  | no parent's mental health condition is acute | a parent's mental health condition is chronic  | met     | recommended as consider |
        | a parent's mental health condition is serious  | no parent's mental health condition is acute | no parent's mental health condition is chronic | not met | not recommended         |
        | no parent's mental health condition is serious | a parent's mental health condition is acute  | a parent's mental health condition is chronic  | not met | not recommended         |

      Examples: Not known
        | serious                                                               | acute                                                               | chronic                                        | outcome      | assessment      |
        | it is not known whether a parent's mental health condition is serious | a parent's mental health condition is acute                         | no parent's mental health condition is chronic | undetermined | not recommended |
        | a parent's mental health condition is serious                         | it is not known whether a parent's mental health condition is acute | no parent's mental health condition is chronic | undetermined | not recommended |

    Scenario: Thirty-five working days to a core assessment
      Given a parent's mental health condition is serious
      And a parent's mental health condition is chronic
      And the contact was received on 22 November 2004
      When the front door decides
      Then the only rule met is "Serious acute or chronic parental mental illness"
      And exactly these steps are recommended
        | step               | strength |
        | Section 47 enquiry | consider |
        | Core assessment    | consider |
      And "Core assessment" is due on 13 January 2005
