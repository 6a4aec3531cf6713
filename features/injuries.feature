Feature: Injuries
  Those who do not cruise rarely bruise. A mark on a child who cannot move about leads to a strategy discussion whatever
  the explanation; and an injury is referred on the day it is first seen.

  Background:
    Given the ruleset front-door
    And today is 23 November 2026
    And the contact was received today
    And a child "A" aged 10 years

  Rule: A bruise in a child who is not mobile

    Scenario: A small bruise on the cheek of a baby of ten weeks
      Given the source of the contact is a health visitor
      And a child "A" aged 10 weeks
      And the child has a bruise, or a mark that might be one
      When the front door decides
      Then the only rule met is "bruise-in-a-child-who-is-not-mobile"
      And exactly these steps are recommended
        | step                | strength |
        | Strategy discussion | should   |
        | Section 47 enquiry  | consider |

    Scenario Outline: Not mobile by what is said, or by age when nothing is said
      Given <child>
      And <bruise>
      And <mobile>
      When the front door decides
      Then the rule "bruise-in-a-child-who-is-not-mobile" is <outcome>
      And "Strategy discussion" is <advice>

      Examples: Said
        | child                     | bruise                                                 | mobile                                | outcome | advice                |
        | a child "A" aged 9 months | the child has a bruise, or a mark that might be one    | the child is not independently mobile | met     | recommended as should |
        | a child "A" aged 9 months | the child has a bruise, or a mark that might be one    | the child is independently mobile     | not met | not recommended       |
        | a child "A" aged 9 months | the child has no bruise, and no mark that might be one | the child is not independently mobile | not met | not recommended       |
        | a child "A" aged 12 years | the child has a bruise, or a mark that might be one    | the child is not independently mobile | met     | recommended as should |

      Examples: By age
        | child                                 | bruise                                              | mobile                                                    | outcome      | advice                |
        | a child "A" aged 5 months and 30 days | the child has a bruise, or a mark that might be one | it is not known whether the child is independently mobile | met          | recommended as should |
        | a child "A" aged 5 months and 30 days | the child has a bruise, or a mark that might be one | the child is independently mobile                         | met          | recommended as should |
        | a child "A" aged 6 months             | the child has a bruise, or a mark that might be one | it is not known whether the child is independently mobile | undetermined | not recommended       |
        | a child "A" aged 6 months             | the child has a bruise, or a mark that might be one | the child is independently mobile                         | not met      | not recommended       |
        | a child "A" aged 7 months             | the child has a bruise, or a mark that might be one | the child is independently mobile                         | not met      | not recommended       |

      Examples: Not known
        | child                     | bruise                                                                      | mobile                                | outcome      | advice          |
        | a child "A"               | the child has a bruise, or a mark that might be one                         | the child is independently mobile     | undetermined | not recommended |
        | a child "A" aged 9 months | it is not known whether the child has a bruise, or a mark that might be one | the child is not independently mobile | undetermined | not recommended |
        | a child "A" aged 9 months | it is not known whether the child has a bruise, or a mark that might be one | the child is independently mobile     | not met      | not recommended |

  Rule: An injury that may not have been an accident

    Scenario Outline: What the doctor thinks
      Given <said>
      When the front door decides
      Then the rule "suspected-non-accidental-injury" is <outcome>

      Examples:
        | said                                                                         | outcome      |
        | an injury to the child may not have been an accident                         | met          |
        | no injury to the child is thought to be other than an accident               | not met      |
        | it is not known whether an injury to the child may not have been an accident | undetermined |

    Scenario: The explanation has changed twice
      Given an injury to the child may not have been an accident
      When the front door decides
      Then the only rule met is "suspected-non-accidental-injury"
      And exactly these steps are recommended
        | step                | strength |
        | Strategy discussion | should   |
        | Section 47 enquiry  | should   |

  Rule: An injury is referred on the day it is seen

    Scenario Outline: From the first professional who saw it to the referral
      Given today is <today>
      And a professional first saw the injury <seen>
      And the contact was received <received>
      When the front door decides
      Then the rule "late-medical-referral" is <outcome>
      And "Late referral review" is <review>

      Examples:
        | today            | seen                | received            | outcome | review                |
        | 23 November 2026 | today               | today               | not met | not recommended       |
        | 23 November 2026 | yesterday           | yesterday           | not met | not recommended       |
        | 23 November 2026 | yesterday           | today               | met     | recommended as should |
        | 23 November 2026 | 2 days ago          | today               | met     | recommended as should |
        | 23 November 2026 | on 21 November 2026 | on 22 November 2026 | met     | recommended as should |

    Scenario Outline: One of the days is not known
      Given <seen>
      And <received>
      When the front door decides
      Then the rule "late-medical-referral" is undetermined

      Examples:
        | seen                                                      | received                                       |
        | the date a professional first saw the injury is not known | the contact was received today                 |
        | a professional first saw the injury yesterday             | the date the contact was received is not known |

    Scenario: A scan on Saturday shows an old fracture, and nobody rings until Monday
      Given a professional first saw the injury on 21 November 2026
      And the contact was received on 23 November 2026
      When the front door decides
      Then the only rule met is "late-medical-referral"
      And exactly these steps are recommended
        | step                 | strength |
        | Late referral review | should   |
      And "Late referral review" has no due date
