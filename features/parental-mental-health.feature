Feature: A parent's mental health
  Most parents who are unwell look after their children well. What counts is how serious the illness is, what it does to
  the child and what stands with it; a diagnosis alone is no threshold.

  Background:
    Given the ruleset front-door
    And today is 23 November 2026
    And the contact was received today
    And a child "A" aged 10 years

  Rule: Domestic abuse and mental illness together

    Scenario: A GP writes about a mother's depression in a home the police know
      Given the source of the contact is a GP
      And domestic abuse is present
      And there is concern about a parent's mental health
      And no adult in the household misuses alcohol or drugs
      When the front door decides
      Then the only rule met is "domestic-abuse-and-parental-mental-illness"
      And exactly these steps are recommended
        | step                        | strength |
        | Section 47 enquiry          | consider |
        | Child and family assessment | should   |

    Scenario Outline: One without the other, or not known
      Given <abuse>
      And <illness>
      When the front door decides
      Then the rule "domestic-abuse-and-parental-mental-illness" is <outcome>

      Examples:
        | abuse                                             | illness                                                                 | outcome      |
        | domestic abuse is present                         | there is no concern about a parent's mental health                      | not met      |
        | domestic abuse is not present                     | there is concern about a parent's mental health                         | not met      |
        | domestic abuse is present                         | it is not known whether there is concern about a parent's mental health | undetermined |
        | it is not known whether domestic abuse is present | there is concern about a parent's mental health                         | undetermined |

  Rule: Serious acute or chronic illness

    Scenario Outline: Serious, and acute or chronic
      Given <serious>
      And <acute>
      And <chronic>
      When the front door decides
      Then the rule "serious-parental-mental-illness" is <outcome>
      And "Section 47 enquiry" is <enquiry>

      Examples:
        | serious                                                               | acute                                                               | chronic                                        | outcome      | enquiry                 |
        | a parent's mental health condition is serious                         | a parent's mental health condition is acute                         | no parent's mental health condition is chronic | met          | recommended as consider |
        | a parent's mental health condition is serious                         | no parent's mental health condition is acute                        | a parent's mental health condition is chronic  | met          | recommended as consider |
        | a parent's mental health condition is serious                         | it is not known whether a parent's mental health condition is acute | a parent's mental health condition is chronic  | met          | recommended as consider |
        | a parent's mental health condition is serious                         | no parent's mental health condition is acute                        | no parent's mental health condition is chronic | not met      | not recommended         |
        | no parent's mental health condition is serious                        | a parent's mental health condition is acute                         | a parent's mental health condition is chronic  | not met      | not recommended         |
        | a parent's mental health condition is serious                         | it is not known whether a parent's mental health condition is acute | no parent's mental health condition is chronic | undetermined | not recommended         |
        | it is not known whether a parent's mental health condition is serious | a parent's mental health condition is acute                         | no parent's mental health condition is chronic | undetermined | not recommended         |

    Scenario: A father with a long illness that a psychiatrist calls serious
      Given a parent's mental health condition is serious
      And a parent's mental health condition is chronic
      When the front door decides
      Then the only rule met is "serious-parental-mental-illness"
      And exactly these steps are recommended
        | step                        | strength |
        | Section 47 enquiry          | consider |
        | Child and family assessment | consider |

    Scenario: A diagnosis alone is no threshold
      Given there is concern about a parent's mental health
      And a parent's mental health condition has been diagnosed
      When the front door decides
      Then no threshold is met

  Rule: Illness that reaches the child

    Scenario Outline: One sign is enough, its absence is not
      Given <said>
      When the front door decides
      Then the rule "<rule>" is <outcome>

      Examples: Delusional beliefs
        | said                                                                         | rule                           | outcome      |
        | a parent has delusional beliefs that involve a child                         | delusions-that-involve-a-child | met          |
        | no parent has delusional beliefs that involve a child                        | delusions-that-involve-a-child | not met      |
        | it is not known whether a parent has delusional beliefs that involve a child | delusions-that-involve-a-child | undetermined |

      Examples: A suicide plan
        | said                                                                      | rule                               | outcome      |
        | a parent has a suicide plan that involves a child                         | suicide-plan-that-involves-a-child | met          |
        | no parent has a suicide plan that involves a child                        | suicide-plan-that-involves-a-child | not met      |
        | it is not known whether a parent has a suicide plan that involves a child | suicide-plan-that-involves-a-child | undetermined |

      Examples: Postpartum psychosis
        | said                                                                            | rule                 | outcome      |
        | a parent has or is thought to have postpartum psychosis                         | postpartum-psychosis | met          |
        | no parent has or is thought to have postpartum psychosis                        | postpartum-psychosis | not met      |
        | it is not known whether a parent has or is thought to have postpartum psychosis | postpartum-psychosis | undetermined |

      Examples: The care of a child
        | said                                                                              | rule                                | outcome      |
        | a parent's mental health is affecting the care of a child                         | parental-mental-health-affects-care | met          |
        | a parent's mental health is not affecting the care of a child                     | parental-mental-health-affects-care | not met      |
        | it is not known whether a parent's mental health is affecting the care of a child | parental-mental-health-affects-care | undetermined |

    Scenario: A mother believes that her son is possessed
      Given a parent has delusional beliefs that involve a child
      When the front door decides
      Then the only rule met is "delusions-that-involve-a-child"
      And exactly these steps are recommended
        | step                | strength |
        | Strategy discussion | should   |
        | Section 47 enquiry  | consider |

    Scenario: A father tells a nurse that he would take his children with him
      Given a parent has a suicide plan that involves a child
      When the front door decides
      Then the only rule met is "suicide-plan-that-involves-a-child"
      And exactly these steps are recommended
        | step                | strength |
        | Strategy discussion | should   |
        | Section 47 enquiry  | consider |

    Scenario: A health visitor fears postpartum psychosis
      Given a child "A" born 2 weeks ago
      And a parent has or is thought to have postpartum psychosis
      When the front door decides
      Then the only rule met is "postpartum-psychosis"
      And exactly these steps are recommended
        | step                        | strength |
        | Strategy discussion         | consider |
        | Child and family assessment | should   |

    Scenario: There is no food in the house and the child is keeping watch
      Given a parent's mental health is affecting the care of a child
      When the front door decides
      Then the only rule met is "parental-mental-health-affects-care"
      And exactly these steps are recommended
        | step                        | strength |
        | Child and family assessment | should   |

  Rule: The only carer in crisis

    Scenario Outline: Who is looking after the child
      Given <carer>
      And <hospital>
      And <acute>
      When the front door decides
      Then the rule "only-carer-in-crisis" is <outcome>
      And "Child and family assessment" is <assessment>

      Examples:
        | carer                                                              | hospital                                                | acute                                                               | outcome      | assessment            |
        | the parent who is unwell is the only carer                         | a parent is in hospital because of their mental health  | no parent's mental health condition is acute                        | met          | recommended as should |
        | the parent who is unwell is the only carer                         | no parent is in hospital because of their mental health | a parent's mental health condition is acute                         | met          | recommended as should |
        | the parent who is unwell is the only carer                         | no parent is in hospital because of their mental health | no parent's mental health condition is acute                        | not met      | not recommended       |
        | the parent who is unwell is not the only carer                     | a parent is in hospital because of their mental health  | a parent's mental health condition is acute                         | not met      | not recommended       |
        | the parent who is unwell is the only carer                         | no parent is in hospital because of their mental health | it is not known whether a parent's mental health condition is acute | undetermined | not recommended       |
        | it is not known whether the parent who is unwell is the only carer | a parent is in hospital because of their mental health  | a parent's mental health condition is acute                         | undetermined | not recommended       |

  Rule: A parent who refuses treatment

    Scenario Outline: Concern, and treatment refused
      Given <concern>
      And <refused>
      When the front door decides
      Then the rule "treatment-refused" is <outcome>

      Examples:
        | concern                                            | refused                                                                    | outcome      |
        | there is concern about a parent's mental health    | a parent refuses treatment for their mental health                         | met          |
        | there is concern about a parent's mental health    | no parent refuses treatment for their mental health                        | not met      |
        | there is no concern about a parent's mental health | a parent refuses treatment for their mental health                         | not met      |
        | there is concern about a parent's mental health    | it is not known whether a parent refuses treatment for their mental health | undetermined |

    Scenario: A mother has stopped her medicine
      Given there is concern about a parent's mental health
      And a parent refuses treatment for their mental health
      When the front door decides
      Then the only rule met is "treatment-refused"
      And exactly these steps are recommended
        | step                        | strength |
        | Child and family assessment | consider |
