-- The thirty rules of bench/thirty.yaml as an analyst would write them by hand for DuckDB: met is TRUE, not met FALSE,
-- and what hangs on something not known NULL. `cases`, `referrals`, `moves`, `family_arrivals` and `core_groups` are laid
-- out as docs/impact.md says; `calendar` numbers the working days. bench/bulk.py puts the three parts together: `{v}` is
-- the version, and the other values in braces are what differs between the two.

-- facts: what the rules ask about, counted and reckoned once for both versions

WITH of_referrals AS (
    SELECT
        row,
        count(*) FILTER (minor AND lately) AS minor_least,
        count(*) FILTER (coalesce(minor AND lately, TRUE)) AS minor_most,
        count(DISTINCT incident) FILTER (minor AND lately) AS incidents_sure,
        count(DISTINCT incident) FILTER (coalesce(minor AND lately, TRUE)) AS incidents_named,
        count(*) FILTER (coalesce(minor AND lately, TRUE) AND incident IS NULL) AS incidents_unnamed,
        count(*) FILTER (of_police) AS police_least,
        count(*) FILTER (coalesce(of_police, TRUE)) AS police_most,
        count(*) FILTER (serious AND lately) AS serious_least,
        count(*) FILTER (coalesce(serious AND lately, TRUE)) AS serious_most,
        count(*) FILTER (stands AND past) AS ever_least,
        count(*) FILTER (coalesce(stands AND past, TRUE)) AS ever_most
    FROM (
        SELECT
            row,
            incident,
            date <= as_of AS past,
            status IN ('active', 'withdrawn') AS stands,
            concern = 'domestic_abuse' AND seriousness = 'minor' AND status IN ('active', 'withdrawn') AS minor,
            seriousness = 'serious' AND status IN ('active', 'withdrawn') AS serious,
            date <= as_of AND date >= as_of - INTERVAL 12 MONTH AS lately,
            source = 'police' AND status IN ('active', 'withdrawn')
                AND date <= as_of AND date >= as_of - INTERVAL 6 MONTH AS of_police
        FROM referrals
    )
    GROUP BY row
),
of_core_groups AS (
    SELECT
        row,
        CASE
            WHEN bool_or(due_on IS NULL AND coalesce(held, TRUE)) THEN 0
            ELSE count(*) FILTER (NOT held AND due_on <= as_of AND due_on >= coalesce(maybe_broken, DATE '1000-01-01'))
        END AS missed_least,
        count(*) FILTER (
            coalesce(NOT held, TRUE)
            AND (due_on IS NULL OR (due_on <= as_of AND due_on >= coalesce(surely_broken, DATE '1000-01-01')))
        ) AS missed_most,
        count(*) FILTER (held AND due_on <= as_of) AS held_least,
        count(*) FILTER (coalesce(held AND due_on <= as_of, TRUE)) AS held_most
    FROM (
        SELECT
            *,
            max(due_on) FILTER (due_on <= as_of AND coalesce(held, TRUE)) OVER (PARTITION BY row) AS maybe_broken,
            max(due_on) FILTER (due_on <= as_of AND held) OVER (PARTITION BY row) AS surely_broken
        FROM core_groups
    )
    GROUP BY row
),
of_moves AS (
    SELECT
        row,
        count(*) FILTER (date <= as_of AND date >= as_of - INTERVAL 12 MONTH) AS moves_least,
        count(*) FILTER (coalesce(date <= as_of AND date >= as_of - INTERVAL 12 MONTH, TRUE)) AS moves_most
    FROM moves
    GROUP BY row
),
of_arrivals AS (
    SELECT
        row,
        count(*) FILTER (visa = 'temporary' AND lately) AS arrivals_least,
        count(*) FILTER (coalesce(visa = 'temporary' AND lately, TRUE)) AS arrivals_most
    FROM (SELECT *, date <= as_of AND date >= as_of - INTERVAL 30 MONTH AS lately FROM family_arrivals)
    GROUP BY row
),
facts AS (
    SELECT
        c.*,
        CASE
            WHEN child__date_of_birth IS NOT NULL THEN FALSE
            WHEN child__expected_delivery_on IS NOT NULL THEN TRUE
            ELSE child__unborn
        END AS unborn,
        CASE WHEN referrals__listed THEN coalesce(minor_least, 0) ELSE 0 END AS minor_least,
        CASE WHEN referrals__listed THEN coalesce(minor_most, 0) ELSE 1000000 END AS minor_most,
        CASE WHEN referrals__listed THEN greatest(coalesce(incidents_sure, 0), least(coalesce(minor_least, 0), 1)) ELSE 0 END
            AS incidents_least,
        CASE WHEN referrals__listed THEN coalesce(incidents_named + incidents_unnamed, 0) ELSE 1000000 END
            AS incidents_most,
        CASE WHEN referrals__listed THEN coalesce(police_least, 0) ELSE 0 END AS police_least,
        CASE WHEN referrals__listed THEN coalesce(police_most, 0) ELSE 1000000 END AS police_most,
        CASE WHEN referrals__listed THEN coalesce(serious_least, 0) ELSE 0 END AS serious_least,
        CASE WHEN referrals__listed THEN coalesce(serious_most, 0) ELSE 1000000 END AS serious_most,
        CASE WHEN referrals__listed THEN coalesce(ever_least, 0) ELSE 0 END AS ever_least,
        CASE WHEN referrals__listed THEN coalesce(ever_most, 0) ELSE 1000000 END AS ever_most,
        CASE WHEN core_groups__listed THEN coalesce(missed_least, 0) ELSE 0 END AS missed_least,
        CASE WHEN core_groups__listed THEN coalesce(missed_most, 0) ELSE 1000000 END AS missed_most,
        CASE WHEN core_groups__listed THEN coalesce(held_least, 0) ELSE 0 END AS held_least,
        CASE WHEN core_groups__listed THEN coalesce(held_most, 0) ELSE 1000000 END AS held_most,
        CASE WHEN moves__listed THEN coalesce(moves_least, 0) ELSE 0 END AS moves_least,
        CASE WHEN moves__listed THEN coalesce(moves_most, 0) ELSE 1000000 END AS moves_most,
        CASE WHEN family_arrivals__listed THEN coalesce(arrivals_least, 0) ELSE 0 END AS arrivals_least,
        CASE WHEN family_arrivals__listed THEN coalesce(arrivals_most, 0) ELSE 1000000 END AS arrivals_most,
        confirmed.number - received.number AS days_to_confirm,
        today.number - moved.number AS days_since_move,
        parental_mental_health__serious AND (parental_mental_health__acute OR parental_mental_health__chronic)
            AS seriously_ill,
        engagement__avoiding_contact OR engagement__missed_visits >= 3 AS avoiding
    FROM cases c
    LEFT JOIN of_referrals r ON r.row = c.row
    LEFT JOIN of_core_groups g ON g.row = c.row
    LEFT JOIN of_moves m ON m.row = c.row
    LEFT JOIN of_arrivals a ON a.row = c.row
    LEFT JOIN calendar today ON today.day = c.as_of
    LEFT JOIN calendar received ON received.day = c.contact__received_on
    LEFT JOIN calendar confirmed ON confirmed.day = c.contact__confirmed_in_writing_on
    LEFT JOIN calendar moved ON moved.day = c.transfer__moved_in_on
)

-- rules: the columns of one version

    domestic_abuse__present AND (domestic_abuse__weapon OR domestic_abuse__strangulation) AS {v}1,
    domestic_abuse__dash_score >= {score} AS {v}2,
    CASE WHEN minor_least >= {minor} THEN TRUE WHEN minor_most < {minor} THEN FALSE END AS {v}3,
    CASE WHEN incidents_least >= {minor} THEN TRUE WHEN incidents_most < {minor} THEN FALSE END AS {v}4,
    CASE WHEN police_least >= 2 THEN TRUE WHEN police_most < 2 THEN FALSE END
        AND plan__status NOT IN ('child_protection', 'looked_after') AS {v}5,
    CASE WHEN serious_least >= 1 THEN TRUE WHEN serious_most < 1 THEN FALSE END
        AND contact__kind IN ('notification', 'referral') AS {v}6,
    CASE WHEN ever_least >= 4 THEN TRUE WHEN ever_most < 4 THEN FALSE END AS {v}7,
    CASE WHEN missed_least >= {missed} THEN TRUE WHEN missed_most < {missed} THEN FALSE END AS {v}8,
    plan__status = 'child_protection'
        AND CASE WHEN held_most = 0 THEN TRUE WHEN held_least > 0 THEN FALSE END AS {v}9,
    contact__received_on - injury__seen_on > 0 AS {v}10,
    days_to_confirm > 1 AS {v}11,
    days_since_move >= 15 AND transfer__plan_at_origin = 'child_protection' AS {v}12,
    domestic_abuse__present AND (
        CASE WHEN coalesce(unborn, FALSE) THEN FALSE ELSE as_of < child__date_of_birth + INTERVAL {infant} MONTH END
        OR unborn
    ) AS {v}13,
    injury__bruise_or_mark
        AND CASE WHEN coalesce(unborn, FALSE) THEN FALSE ELSE as_of < child__date_of_birth + INTERVAL {infant} MONTH END
        AS {v}14,
    injury__bruise_or_mark AND NOT child__independently_mobile AS {v}15,
    CASE
        WHEN NOT unborn THEN FALSE
        ELSE (280 - (child__expected_delivery_on - as_of)) // 7 >= 30
    END AND NOT pre_birth__assessment_started AS {v}16,
    CASE
        WHEN NOT unborn THEN FALSE
        ELSE child__expected_delivery_on >= as_of AND child__expected_delivery_on <= as_of + INTERVAL 70 DAY
    END AND (harm__suspected OR domestic_abuse__present) AS {v}17,
    transfer__moved_in_on >= as_of - INTERVAL 6 MONTH AND transfer__moved_in_on <= as_of
        AND NOT transfer__assessed_since_move AS {v}18,
    CASE WHEN moves_least >= {moves} THEN TRUE WHEN moves_most < {moves} THEN FALSE END AND avoiding AS {v}19,
    CASE WHEN arrivals_least >= 2 THEN TRUE WHEN arrivals_most < 2 THEN FALSE END AS {v}20,
    seriously_ill AS {v}21,
    (domestic_abuse__present AND parental_mental_health__concern)
        OR (domestic_abuse__present AND substance_misuse__present)
        OR (parental_mental_health__concern AND substance_misuse__present) AS {v}22,
    avoiding AND agencies__involved >= 2 AS {v}23,
    adults__new_partner AND (injury__bruise_or_mark OR harm__suspected) AND contact__source NOT IN ('gp', 'school')
        AS {v}24,
    CASE
        WHEN coalesce(unborn, FALSE) THEN FALSE
        ELSE as_of >= child__date_of_birth + INTERVAL 5 YEAR AND as_of <= child__date_of_birth + INTERVAL 16 YEAR
    END AND NOT education__school_place AS {v}25,
    CASE WHEN coalesce(unborn, FALSE) THEN FALSE ELSE as_of < child__date_of_birth + INTERVAL 16 YEAR END
        AND arrival__carer IN ('other_relative', 'unrelated_adult') AND arrival__expected_stay_days >= 28 AS {v}26,
    domestic_abuse__present AND domestic_abuse__dash_score IS NULL AS {v}27,
    child__young_carer
        AND CASE WHEN coalesce(unborn, FALSE) THEN FALSE ELSE as_of > child__date_of_birth + INTERVAL 5 YEAR END AS {v}28,
    contact__received_on > DATE '2025-11-30' AND contact__source = 'police' AS {v}29,
    (
        domestic_abuse__strangulation OR domestic_abuse__weapon OR domestic_abuse__threats_to_kill
        OR domestic_abuse__dash_score >= {score}
    ) AND domestic_abuse__escalating AND plan__status <> 'looked_after' AS {v}30

-- steps: how strongly each step is recommended, and could yet be

    greatest(CASE WHEN {v}1 THEN 2 ELSE 0 END, CASE WHEN {v}6 THEN 1 ELSE 0 END, CASE WHEN {v}14 THEN 3 ELSE 0
        END, CASE WHEN {v}15 THEN 2 ELSE 0 END) AS {v}_strategy_discussion,
    greatest(CASE WHEN {v}1 IS NULL THEN 2 ELSE 0 END, CASE WHEN {v}6 IS NULL THEN 1 ELSE 0 END, CASE WHEN {v}14
        IS NULL THEN 3 ELSE 0 END, CASE WHEN {v}15 IS NULL THEN 2 ELSE 0 END) AS {v}_maybe_strategy_discussion,
    greatest(CASE WHEN {v}2 THEN 2 ELSE 0 END, CASE WHEN {v}30 THEN 1 ELSE 0 END) AS {v}_marac_referral,
    greatest(CASE WHEN {v}2 IS NULL THEN 2 ELSE 0 END, CASE WHEN {v}30 IS NULL THEN 1 ELSE 0 END)
        AS {v}_maybe_marac_referral,
    greatest(CASE WHEN {v}3 THEN 1 ELSE 0 END, CASE WHEN {v}4 THEN 2 ELSE 0 END, CASE WHEN {v}13 THEN 2 ELSE 0
        END, CASE WHEN {v}21 THEN 1 ELSE 0 END, CASE WHEN {v}24 THEN 1 ELSE 0 END) AS {v}_section_47_enquiry,
    greatest(CASE WHEN {v}3 IS NULL THEN 1 ELSE 0 END, CASE WHEN {v}4 IS NULL THEN 2 ELSE 0 END, CASE WHEN {v}13
        IS NULL THEN 2 ELSE 0 END, CASE WHEN {v}21 IS NULL THEN 1 ELSE 0 END, CASE WHEN {v}24 IS NULL THEN 1 ELSE 0
        END) AS {v}_maybe_section_47_enquiry,
    greatest(CASE WHEN {v}5 THEN 2 ELSE 0 END, CASE WHEN {v}7 THEN 1 ELSE 0 END, CASE WHEN {v}22 THEN 2 ELSE 0
        END) AS {v}_child_and_family_assessment,
    greatest(CASE WHEN {v}5 IS NULL THEN 2 ELSE 0 END, CASE WHEN {v}7 IS NULL THEN 1 ELSE 0 END, CASE WHEN {v}22
        IS NULL THEN 2 ELSE 0 END) AS {v}_maybe_child_and_family_assessment,
    greatest(CASE WHEN {v}8 THEN 3 ELSE 0 END, CASE WHEN {v}9 THEN 1 ELSE 0 END) AS {v}_escalate_to_service_manager,
    greatest(CASE WHEN {v}8 IS NULL THEN 3 ELSE 0 END, CASE WHEN {v}9 IS NULL THEN 1 ELSE 0 END)
        AS {v}_maybe_escalate_to_service_manager,
    CASE WHEN {v}10 THEN 2 ELSE 0 END AS {v}_late_referral_review,
    CASE WHEN {v}10 IS NULL THEN 2 ELSE 0 END AS {v}_maybe_late_referral_review,
    greatest(CASE WHEN {v}11 THEN 1 ELSE 0 END, CASE WHEN {v}27 THEN 2 ELSE 0 END) AS {v}_supervision_review,
    greatest(CASE WHEN {v}11 IS NULL THEN 1 ELSE 0 END, CASE WHEN {v}27 IS NULL THEN 2 ELSE 0 END)
        AS {v}_maybe_supervision_review,
    CASE WHEN {v}12 THEN 2 ELSE 0 END AS {v}_transfer_in_conference,
    CASE WHEN {v}12 IS NULL THEN 2 ELSE 0 END AS {v}_maybe_transfer_in_conference,
    greatest(CASE WHEN {v}16 THEN 2 ELSE 0 END, CASE WHEN {v}17 THEN 1 ELSE 0 END) AS {v}_pre_birth_assessment,
    greatest(CASE WHEN {v}16 IS NULL THEN 2 ELSE 0 END, CASE WHEN {v}17 IS NULL THEN 1 ELSE 0 END)
        AS {v}_maybe_pre_birth_assessment,
    CASE WHEN {v}18 THEN 3 ELSE 0 END AS {v}_transfer_in_assessment,
    CASE WHEN {v}18 IS NULL THEN 3 ELSE 0 END AS {v}_maybe_transfer_in_assessment,
    greatest(CASE WHEN {v}19 THEN 1 ELSE 0 END, CASE WHEN {v}23 THEN 2 ELSE 0 END) AS {v}_missing_family_alert,
    greatest(CASE WHEN {v}19 IS NULL THEN 1 ELSE 0 END, CASE WHEN {v}23 IS NULL THEN 2 ELSE 0 END)
        AS {v}_maybe_missing_family_alert,
    CASE WHEN {v}20 THEN 2 ELSE 0 END AS {v}_link_family_records,
    CASE WHEN {v}20 IS NULL THEN 2 ELSE 0 END AS {v}_maybe_link_family_records,
    CASE WHEN {v}25 THEN 2 ELSE 0 END AS {v}_children_missing_education_referral,
    CASE WHEN {v}25 IS NULL THEN 2 ELSE 0 END AS {v}_maybe_children_missing_education_referral,
    CASE WHEN {v}26 THEN 3 ELSE 0 END AS {v}_private_fostering_visit,
    CASE WHEN {v}26 IS NULL THEN 3 ELSE 0 END AS {v}_maybe_private_fostering_visit,
    CASE WHEN {v}28 THEN 1 ELSE 0 END AS {v}_young_carer_assessment,
    CASE WHEN {v}28 IS NULL THEN 1 ELSE 0 END AS {v}_maybe_young_carer_assessment,
    greatest(CASE WHEN {v}29 THEN 1 ELSE 0 END, CASE WHEN coalesce({v}1, FALSE) OR coalesce({v}2, FALSE) OR
        coalesce({v}3, FALSE) OR coalesce({v}4, FALSE) OR coalesce({v}5, FALSE) OR coalesce({v}6, FALSE) OR
        coalesce({v}7, FALSE) OR coalesce({v}8, FALSE) OR coalesce({v}9, FALSE) OR coalesce({v}10, FALSE) OR
        coalesce({v}11, FALSE) OR coalesce({v}12, FALSE) OR coalesce({v}13, FALSE) OR coalesce({v}14, FALSE) OR
        coalesce({v}15, FALSE) OR coalesce({v}16, FALSE) OR coalesce({v}17, FALSE) OR coalesce({v}18, FALSE) OR
        coalesce({v}19, FALSE) OR coalesce({v}20, FALSE) OR coalesce({v}21, FALSE) OR coalesce({v}22, FALSE) OR
        coalesce({v}23, FALSE) OR coalesce({v}24, FALSE) OR coalesce({v}25, FALSE) OR coalesce({v}26, FALSE) OR
        coalesce({v}27, FALSE) OR coalesce({v}28, FALSE) OR coalesce({v}29, FALSE) OR coalesce({v}30, FALSE) THEN 0
        ELSE 1 END) AS {v}_early_help,
    CASE WHEN {v}29 IS NULL THEN 1 ELSE 0 END AS {v}_maybe_early_help
