Feature: Children without a school place
  A child of school age without a place is found and referred. When brothers and sisters have places and one child does
  not, or somebody else teaches the child, that needs an explanation.

  Background:
    Given the ruleset front-door
    And today is 23 November 2026
    And the contact was received today
    And a child "A" aged 10 years

  Rule: A child without a school place

    Scenario: A girl of ten has been on a waiting list since June
      Given the child has no school place
      And the child has not come from abroad to live or stay
      When the front door decides
      Then the only rule met is "child-without-a-school-place"
      And exactly these steps are recommended
        | step                                | strength |
        | Children missing education referral | should   |
      And "Children missing education referral" has no due date

    Scenario Outline: Of compulsory school age
      Given <child>
      And the child has no school place
      When the front door decides
      Then the rule "child-without-a-school-place" is <outcome>

      Examples:
        | child                                               | outcome      |
        | a child "A" aged 4 years and 11 months and 29 days  | not met      |
        | a child "A" aged 5 years                            | met          |
        | a child "A" aged 5 years and 1 day                  | met          |
        | a child "A" aged 15 years and 11 months and 29 days | met          |
        | a child "A" aged 16 years                           | met          |
        | a child "A" aged 16 years and 1 day                 | not met      |
        | a child "A"                                         | undetermined |
        | an unborn child "A"                                 | not met      |

    Scenario Outline: With a place, or nobody has said
      Given <place>
      When the front door decides
      Then the rule "child-without-a-school-place" is <outcome>

      Examples:
        | place                                                | outcome      |
        | the child has a school place                         | not met      |
        | it is not known whether the child has a school place | undetermined |

  Rule: A child from abroad left out when others are placed

    Scenario: His sisters were found schools, he is taught by a voluntary project
      Given the child has come from abroad to live or stay
      And the child has no school place
      And a brother or sister of the child has a school place
      And the child gets other teaching outside school
      When the front door decides
      Then the rules met are "child-from-abroad-without-a-school-place" and "child-without-a-school-place"
      And exactly these steps are recommended
        | step                                | strength |
        | Child and family assessment         | consider |
        | Children missing education referral | should   |
      And the rule "child-from-abroad-without-a-school-place" recommends "Children missing education referral" as should

    Scenario Outline: Siblings placed, or taught elsewhere
      Given the child has come from abroad to live or stay
      And the child has no school place
      And <sibling>
      And <teaching>
      When the front door decides
      Then the rule "child-from-abroad-without-a-school-place" is <outcome>

      Examples:
        | sibling                                                                     | teaching                                                             | outcome      |
        | a brother or sister of the child has a school place                         | the child gets no other teaching outside school                      | met          |
        | no brother or sister of the child has a school place                        | the child gets other teaching outside school                         | met          |
        | no brother or sister of the child has a school place                        | the child gets no other teaching outside school                      | not met      |
        | it is not known whether a brother or sister of the child has a school place | the child gets no other teaching outside school                      | undetermined |
        | no brother or sister of the child has a school place                        | it is not known whether the child gets other teaching outside school | undetermined |

    Scenario Outline: From abroad, of school age, without a place
      Given <child>
      And <abroad>
      And <place>
      And a brother or sister of the child has a school place
      When the front door decides
      Then the rule "child-from-abroad-without-a-school-place" is <outcome>

      Examples:
        | child                    | abroad                                                                 | place                                                | outcome      |
        | a child "A" aged 4 years | the child has come from abroad to live or stay                         | the child has no school place                        | not met      |
        | a child "A"              | the child has come from abroad to live or stay                         | the child has no school place                        | undetermined |
        | a child "A" aged 9 years | the child has not come from abroad to live or stay                     | the child has no school place                        | not met      |
        | a child "A" aged 9 years | it is not known whether the child has come from abroad to live or stay | the child has no school place                        | undetermined |
        | a child "A" aged 9 years | the child has come from abroad to live or stay                         | the child has a school place                         | not met      |
        | a child "A" aged 9 years | the child has come from abroad to live or stay                         | it is not known whether the child has a school place | undetermined |
