Feature: Domestic abuse
  The danger to a child is not measured by the injury of the day. Age, strangulation, weapons, a score, signs that the
  abuse is getting worse and what the child sees and hears each count, and none of them waits for a third referral.

  Background:
    Given the ruleset front-door
    And today is 23 November 2026
    And the contact was received today
    And a child "A" aged 10 years

  Rule: An infant or unborn child is never left to a third referral

    Scenario: Neighbours call the police to a flat with a baby of four months
      Given the source of the contact is the police
      And a child "A" aged 4 months
      And domestic abuse is present
      And no weapon was used or threatened
      When the front door decides
      Then the only rule met is "infant-domestic-abuse"
      And exactly these steps are recommended
        | step                | strength |
        | Strategy discussion | should   |
        | Section 47 enquiry  | consider |
      And "Strategy discussion" is due on 23 November 2026

    Scenario Outline: Under six months by the calendar
      Given <child>
      And domestic abuse is present
      When the front door decides
      Then the rule "infant-domestic-abuse" is <outcome>
      And "Strategy discussion" is <advice>

      Examples:
        | child                                   | outcome      | advice                |
        | a child "A" aged 5 months and 30 days   | met          | recommended as should |
        | a child "A" aged 6 months               | not met      | not recommended       |
        | a child "A" aged 6 months and 1 day     | not met      | not recommended       |
        | a child "A" born today                  | met          | recommended as should |
        | an unborn child "A" due on 1 March 2027 | met          | recommended as should |
        | an unborn child "A"                     | met          | recommended as should |
        | a child "A"                             | undetermined | not recommended       |

    Scenario Outline: A child born on the last day of August is six months old on the last day of February
      Given today is <today>
      And a child "A" born on 31 August 2026
      And domestic abuse is present
      When the front door decides
      Then the rule "infant-domestic-abuse" is <outcome>

      Examples:
        | today            | outcome |
        | 27 February 2027 | met     |
        | 28 February 2027 | not met |

    Scenario Outline: Without domestic abuse a young age is no threshold
      Given a child "A" aged <age>
      And <abuse>
      When the front door decides
      Then the rule "infant-domestic-abuse" is <outcome>

      Examples:
        | age      | abuse                                             | outcome      |
        | 4 months | domestic abuse is not present                     | not met      |
        | 4 months | it is not known whether domestic abuse is present | undetermined |
        | 7 months | it is not known whether domestic abuse is present | not met      |

    Scenario Outline: A pregnant victim
      Given <pregnant>
      When the front door decides
      Then the rule "pregnant-victim-of-domestic-abuse" is <outcome>

      Examples:
        | pregnant                                                             | outcome      |
        | the victim of the domestic abuse is pregnant                         | met          |
        | the victim of the domestic abuse is not pregnant                     | not met      |
        | it is not known whether the victim of the domestic abuse is pregnant | undetermined |

    Scenario: A midwife reports that a pregnant woman has been hurt by her partner
      Given the victim of the domestic abuse is pregnant
      When the front door decides
      Then the only rule met is "pregnant-victim-of-domestic-abuse"
      And exactly these steps are recommended
        | step                        | strength |
        | Section 47 enquiry          | consider |
        | Child and family assessment | should   |

  Rule: A more serious event is enough by itself

    Scenario Outline: What this ruleset counts as a serious incident
      Given <incident>
      When the front door decides
      Then the rule "more-serious-domestic-abuse-event" is <outcome>
      And "Section 47 enquiry" is recommended as consider

      Examples:
        | incident                                  | outcome |
        | someone was injured by the domestic abuse | met     |
        | the victim was strangled or choked        | met     |
        | a weapon was used or threatened           | met     |
        | there were threats to kill                | met     |
        | there was sexual violence by the abuser   | met     |
        | the DASH score is 14                      | met     |
        | the DASH score is 15                      | met     |

    Scenario Outline: An argument with none of these is not a more serious event, while one thing not known leaves it open
      Given nobody was injured by the domestic abuse
      And the victim was not strangled or choked
      And no weapon was used or threatened
      And there were no threats to kill
      And there was no sexual violence by the abuser
      And the DASH score is 13
      And there are no referrals
      And <said>
      When the front door decides
      Then the rule "more-serious-domestic-abuse-event" is <outcome>
      And "Section 47 enquiry" is not recommended

      Examples:
        | said                                                              | outcome      |
        | domestic abuse is present                                         | not met      |
        | it is not known whether someone was injured by the domestic abuse | undetermined |
        | it is not known whether the victim was strangled or choked        | undetermined |
        | it is not known whether a weapon was used or threatened           | undetermined |
        | it is not known whether there were threats to kill                | undetermined |
        | it is not known whether there was sexual violence by the abuser   | undetermined |
        | the DASH score is not known                                       | undetermined |
        | it is not known whether there are referrals                       | undetermined |

  Rule: Signs of high risk go to MARAC, and the child is thought of as well

    Scenario: She says he put his hands round her throat
      Given the victim was strangled or choked
      When the front door decides
      Then the rules met are "strangulation" and "more-serious-domestic-abuse-event"
      And exactly these steps are recommended
        | step                | strength |
        | Strategy discussion | consider |
        | Section 47 enquiry  | consider |
        | MARAC referral      | should   |

    Scenario Outline: Strangulation
      Given <said>
      When the front door decides
      Then the rule "strangulation" is <outcome>

      Examples:
        | said                                                       | outcome      |
        | the victim was strangled or choked                         | met          |
        | the victim was not strangled or choked                     | not met      |
        | it is not known whether the victim was strangled or choked | undetermined |

    Scenario Outline: The DASH score
      Given the DASH score is <score>
      When the front door decides
      Then the rule "high-dash-score" is <outcome>
      And "MARAC referral" is <marac>

      Examples:
        | score     | outcome      | marac                 |
        | 0         | not met      | not recommended       |
        | 13        | not met      | not recommended       |
        | 14        | met          | recommended as should |
        | 15        | met          | recommended as should |
        | not known | undetermined | not recommended       |

    Scenario: A score of 14
      Given the DASH score is 14
      When the front door decides
      Then the rules met are "high-dash-score" and "more-serious-domestic-abuse-event"
      And exactly these steps are recommended
        | step                        | strength |
        | Section 47 enquiry          | consider |
        | Child and family assessment | should   |
        | MARAC referral              | should   |

    Scenario Outline: Professional judgement does not wait for a score
      Given <sign>
      When the front door decides
      Then the rule "high-risk-by-professional-judgement" is met
      And "MARAC referral" is recommended as consider

      Examples:
        | sign                                     |
        | there were threats to kill               |
        | there is stalking or constant harassment |
        | the domestic abuse is getting worse      |

    Scenario Outline: No sign of high risk, or one not known
      Given <threats>
      And there is no stalking or constant harassment
      And the domestic abuse is not getting worse
      When the front door decides
      Then the rule "high-risk-by-professional-judgement" is <outcome>

      Examples:
        | threats                                            | outcome      |
        | there were no threats to kill                      | not met      |
        | it is not known whether there were threats to kill | undetermined |

    Scenario: He follows her to work and messages all day
      Given there is stalking or constant harassment
      When the front door decides
      Then the only rule met is "high-risk-by-professional-judgement"
      And exactly these steps are recommended
        | step           | strength |
        | MARAC referral | consider |
      And "MARAC referral" has no due date

    Scenario Outline: Two signs that the danger goes on weigh more than one
      Given <separated>
      And <stalking>
      And <worse>
      And <order>
      And <access>
      When the front door decides
      Then the rule "several-signs-of-continuing-danger" is <outcome>
      And "Child and family assessment" is <assessment>

      Examples: One sign
        | separated                                          | stalking                                    | worse                                   | order                                                      | access                                            | outcome | assessment      |
        | the couple have separated recently or tried to     | there is no stalking or constant harassment | the domestic abuse is not getting worse | the abuser has not broken a court order or bail conditions | the abuser has no access to the child or the home | not met | not recommended |
        | the couple have not separated recently or tried to | there is no stalking or constant harassment | the domestic abuse is not getting worse | the abuser has not broken a court order or bail conditions | the abuser has no access to the child or the home | not met | not recommended |
        | the couple have not separated recently or tried to | there is no stalking or constant harassment | the domestic abuse is not getting worse | the abuser has not broken a court order or bail conditions | the abuser has access to the child or the home    | not met | not recommended |

      Examples: Two signs
        | separated                                          | stalking                                    | worse                                   | order                                                      | access                                            | outcome | assessment            |
        | the couple have separated recently or tried to     | there is stalking or constant harassment    | the domestic abuse is not getting worse | the abuser has not broken a court order or bail conditions | the abuser has no access to the child or the home | met     | recommended as should |
        | the couple have not separated recently or tried to | there is no stalking or constant harassment | the domestic abuse is getting worse     | the abuser has broken a court order or bail conditions     | the abuser has no access to the child or the home | met     | recommended as should |
        | the couple have separated recently or tried to     | there is no stalking or constant harassment | the domestic abuse is not getting worse | the abuser has not broken a court order or bail conditions | the abuser has access to the child or the home    | met     | recommended as should |

      Examples: Three signs
        | separated                                      | stalking                                    | worse                                   | order                                                  | access                                         | outcome | assessment            |
        | the couple have separated recently or tried to | there is no stalking or constant harassment | the domestic abuse is not getting worse | the abuser has broken a court order or bail conditions | the abuser has access to the child or the home | met     | recommended as should |

      Examples: Not known
        | separated                                                              | stalking                                    | worse                                   | order                                                      | access                                            | outcome      | assessment      |
        | it is not known whether the couple have separated recently or tried to | there is stalking or constant harassment    | the domestic abuse is not getting worse | the abuser has not broken a court order or bail conditions | the abuser has no access to the child or the home | undetermined | not recommended |
        | it is not known whether the couple have separated recently or tried to | there is no stalking or constant harassment | the domestic abuse is not getting worse | the abuser has not broken a court order or bail conditions | the abuser has no access to the child or the home | not met      | not recommended |

    Scenario: She has left him, and he breaks his bail to see the children
      Given the couple have separated recently or tried to
      And the abuser has broken a court order or bail conditions
      When the front door decides
      Then the only rule met is "several-signs-of-continuing-danger"
      And exactly these steps are recommended
        | step                        | strength |
        | Child and family assessment | should   |
        | MARAC referral              | consider |

  Rule: The younger the child, the higher the risk

    Scenario Outline: Abuse that is getting worse, with a child under seven or disabled
      Given <child>
      And the domestic abuse is getting worse
      And <disabled>
      When the front door decides
      Then the rule "worsening-abuse-with-a-young-or-disabled-child" is <outcome>

      Examples:
        | child                                              | disabled                                      | outcome      |
        | a child "A" aged 6 years and 11 months and 29 days | the child is not disabled                     | met          |
        | a child "A" aged 7 years                           | the child is not disabled                     | not met      |
        | a child "A" aged 7 years and 1 day                 | the child is not disabled                     | not met      |
        | a child "A" aged 10 years                          | the child is disabled                         | met          |
        | a child "A" aged 10 years                          | it is not known whether the child is disabled | undetermined |
        | an unborn child "A" due in 20 weeks                | the child is not disabled                     | met          |
        | a child "A"                                        | the child is not disabled                     | undetermined |

    Scenario Outline: A young child, and abuse that is not getting worse
      Given a child "A" aged 3 years
      And <worse>
      When the front door decides
      Then the rule "worsening-abuse-with-a-young-or-disabled-child" is <outcome>

      Examples:
        | worse                                                       | outcome      |
        | the domestic abuse is not getting worse                     | not met      |
        | it is not known whether the domestic abuse is getting worse | undetermined |

    Scenario: Police come more and more often to a home with a child of three
      Given a child "A" aged 3 years
      And the domestic abuse is getting worse
      When the front door decides
      Then the rules met are "worsening-abuse-with-a-young-or-disabled-child" and "high-risk-by-professional-judgement"
      And exactly these steps are recommended
        | step                        | strength |
        | Section 47 enquiry          | consider |
        | Child and family assessment | should   |
        | MARAC referral              | consider |

  Rule: A child who sees, hears or feels the effects is a victim too

    Scenario Outline: Where the child was
      Given <said>
      When the front door decides
      Then the rule "child-sees-hears-or-feels-domestic-abuse" is <outcome>

      Examples:
        | said                                                                                 | outcome      |
        | a child saw, heard or felt the effects of the domestic abuse                         | met          |
        | no child saw, heard or felt the effects of the domestic abuse                        | not met      |
        | it is not known whether a child saw, heard or felt the effects of the domestic abuse | undetermined |

    Scenario: A child listens from the stairs
      Given a child saw, heard or felt the effects of the domestic abuse
      When the front door decides
      Then the only rule met is "child-sees-hears-or-feels-domestic-abuse"
      And exactly these steps are recommended
        | step                        | strength |
        | Child and family assessment | consider |
      And "Child and family assessment" is due on 28 January 2027

  Rule: Abuse linked to so-called honour

    Scenario Outline: Whether honour is said to be at stake
      Given <said>
      When the front door decides
      Then the rule "honour-based-abuse" is <outcome>

      Examples:
        | said                                                            | outcome      |
        | the abuse is linked to so-called honour                         | met          |
        | the abuse is not linked to so-called honour                     | not met      |
        | it is not known whether the abuse is linked to so-called honour | undetermined |

    Scenario: A girl of fifteen fears being taken abroad to marry
      Given a child "A" aged 15 years
      And the abuse is linked to so-called honour
      When the front door decides
      Then the only rule met is "honour-based-abuse"
      And exactly these steps are recommended
        | step                | strength |
        | Strategy discussion | consider |

  Rule: Domestic abuse, mental illness and substance misuse together

    Scenario: All three in one home
      Given domestic abuse is present
      And there is concern about a parent's mental health
      And an adult in the household misuses alcohol or drugs
      When the front door decides
      Then the rules met are "domestic-abuse-mental-illness-and-substance-misuse" and "domestic-abuse-and-parental-mental-illness"
      And exactly these steps are recommended
        | step                        | strength |
        | Section 47 enquiry          | consider |
        | Child and family assessment | should   |
        | Supervision review          | must     |
      And the rule "domestic-abuse-mental-illness-and-substance-misuse" recommends "Child and family assessment" as should
      And "Supervision review" has no due date

    Scenario Outline: Two of the three, with the last one absent or not known
      Given <abuse>
      And <illness>
      And <misuse>
      When the front door decides
      Then the rule "domestic-abuse-mental-illness-and-substance-misuse" is <outcome>
      And "Supervision review" is not recommended

      Examples:
        | abuse                         | illness                                            | misuse                                                                     | outcome      |
        | domestic abuse is not present | there is concern about a parent's mental health    | an adult in the household misuses alcohol or drugs                         | not met      |
        | domestic abuse is present     | there is no concern about a parent's mental health | an adult in the household misuses alcohol or drugs                         | not met      |
        | domestic abuse is present     | there is concern about a parent's mental health    | no adult in the household misuses alcohol or drugs                         | not met      |
        | domestic abuse is present     | there is concern about a parent's mental health    | it is not known whether an adult in the household misuses alcohol or drugs | undetermined |
