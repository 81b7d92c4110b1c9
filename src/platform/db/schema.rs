//! The tables as Diesel sees them. Kept equal to the migrations by `tests/api/database/schema.rs`.

#![expect(missing_docs, reason = "the migrations say what each table and column is")]

diesel::table! {
    absence_cover (org_id, id) {
        org_id -> Uuid,
        id -> Uuid,
        site_id -> Uuid,
        absent_id -> Uuid,
        cover_id -> Uuid,
        from_on -> Date,
        until_on -> Date,
        starts_at -> Timestamptz,
        ends_at -> Timestamptz,
        ended_at -> Nullable<Timestamptz>,
        created_mac -> Nullable<Binary>,
        row_version -> Integer,
        recorded_at -> Timestamptz,
        recorded_by -> Uuid,
        voided_at -> Nullable<Timestamptz>,
        void_reason -> Nullable<Text>,
    }
}

diesel::table! {
    alert (org_id, id) {
        org_id -> Uuid,
        id -> Uuid,
        site_id -> Uuid,
        kind -> Text,
        incident_id -> Nullable<Uuid>,
        acknowledged_by -> Nullable<Uuid>,
        acknowledged_at -> Nullable<Timestamptz>,
        exhausted_at -> Nullable<Timestamptz>,
        row_version -> Integer,
        recorded_at -> Timestamptz,
        voided_at -> Nullable<Timestamptz>,
        void_reason -> Nullable<Text>,
        outing_id -> Nullable<Uuid>,
    }
}

diesel::table! {
    alert_call (org_id, id) {
        org_id -> Uuid,
        id -> Uuid,
        alert_id -> Uuid,
        staff_id -> Uuid,
        step -> Integer,
        recorded_at -> Timestamptz,
    }
}

diesel::table! {
    assignment (org_id, id) {
        org_id -> Uuid,
        id -> Uuid,
        enrolment_id -> Uuid,
        person_id -> Uuid,
        site_id -> Uuid,
        programme_id -> Uuid,
        staff_id -> Uuid,
        role -> Text,
        weight -> Numeric,
        started_at -> Timestamptz,
        ended_at -> Nullable<Timestamptz>,
        over_cap_by -> Nullable<Uuid>,
        created_mac -> Nullable<Binary>,
        row_version -> Integer,
        recorded_at -> Timestamptz,
        recorded_by -> Nullable<Uuid>,
        voided_at -> Nullable<Timestamptz>,
        void_reason -> Nullable<Text>,
        ended_with -> Nullable<Uuid>,
    }
}

diesel::table! {
    audit_checkpoint (org_id, seq) {
        org_id -> Uuid,
        seq -> BigInt,
        hash -> Binary,
        at -> Timestamptz,
        public_key -> Binary,
        signature -> Binary,
    }
}

diesel::table! {
    audit_event (org_id, at, id) {
        org_id -> Uuid,
        id -> Uuid,
        at -> Timestamptz,
        staff_id -> Nullable<Uuid>,
        sign_in_id -> Nullable<Uuid>,
        request_id -> Text,
        action -> Text,
        object_type -> Text,
        object_id -> Nullable<Uuid>,
        shown_ids -> Array<Uuid>,
        fields -> Array<Text>,
        tier -> Text,
        xid -> BigInt,
        break_glass_id -> Nullable<Uuid>,
    }
}

diesel::table! {
    audit_horizon (one) {
        one -> Bool,
        xid -> BigInt,
        cluster -> BigInt,
    }
}

diesel::table! {
    audit_seal (org_id, seq) {
        org_id -> Uuid,
        seq -> BigInt,
        audit_at -> Timestamptz,
        audit_id -> Uuid,
        form -> SmallInt,
        row_mac -> Binary,
        marks -> Binary,
        hash -> Binary,
    }
}

diesel::table! {
    break_glass (org_id, id) {
        org_id -> Uuid,
        id -> Uuid,
        person_id -> Uuid,
        site_id -> Uuid,
        staff_id -> Uuid,
        purpose -> Text,
        reason_enc -> Binary,
        needs_second -> Bool,
        second_by -> Nullable<Uuid>,
        second_at -> Nullable<Timestamptz>,
        starts_at -> Nullable<Timestamptz>,
        ends_at -> Nullable<Timestamptz>,
        reviewed_by -> Nullable<Uuid>,
        reviewed_at -> Nullable<Timestamptz>,
        outcome -> Nullable<Text>,
        created_mac -> Binary,
        row_version -> Integer,
        recorded_at -> Timestamptz,
    }
}

diesel::table! {
    break_glass_notice (org_id, id) {
        org_id -> Uuid,
        id -> Uuid,
        break_glass_id -> Uuid,
        staff_id -> Uuid,
        recorded_at -> Timestamptz,
        seen_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    capacity_assessment (org_id, id) {
        org_id -> Uuid,
        id -> Uuid,
        person_id -> Uuid,
        site_id -> Uuid,
        result -> Text,
        assessed_at -> Timestamptz,
        narrative_enc -> Nullable<Binary>,
        created_mac -> Nullable<Binary>,
        recorded_at -> Timestamptz,
        recorded_by -> Uuid,
    }
}

diesel::table! {
    case_plan (org_id, id) {
        org_id -> Uuid,
        id -> Uuid,
        enrolment_id -> Uuid,
        person_id -> Uuid,
        site_id -> Uuid,
        programme_id -> Uuid,
        version -> Integer,
        state -> Text,
        submitted_by -> Nullable<Uuid>,
        submitted_at -> Nullable<Timestamptz>,
        returned_by -> Nullable<Uuid>,
        returned_at -> Nullable<Timestamptz>,
        return_reason -> Nullable<Text>,
        approved_by -> Nullable<Uuid>,
        active_from -> Nullable<Date>,
        started_at -> Nullable<Timestamptz>,
        next_review_on -> Nullable<Date>,
        closed_on -> Nullable<Date>,
        closed_at -> Nullable<Timestamptz>,
        close_reason -> Nullable<Text>,
        created_mac -> Nullable<Binary>,
        row_version -> Integer,
        recorded_at -> Timestamptz,
        recorded_by -> Uuid,
        voided_at -> Nullable<Timestamptz>,
        void_reason -> Nullable<Text>,
    }
}

diesel::table! {
    case_plan_approval (org_id, plan_id) {
        org_id -> Uuid,
        plan_id -> Uuid,
        enrolment_id -> Uuid,
        person_id -> Uuid,
        site_id -> Uuid,
        programme_id -> Uuid,
        written_by -> Uuid,
        submitted_by -> Uuid,
        approved_by -> Uuid,
        recorded_at -> Timestamptz,
    }
}

diesel::table! {
    case_plan_review (org_id, id) {
        org_id -> Uuid,
        id -> Uuid,
        plan_id -> Uuid,
        enrolment_id -> Uuid,
        person_id -> Uuid,
        site_id -> Uuid,
        programme_id -> Uuid,
        due_on -> Nullable<Date>,
        reviewed_on -> Date,
        next_review_on -> Nullable<Date>,
        created_mac -> Nullable<Binary>,
        recorded_at -> Timestamptz,
        recorded_by -> Uuid,
    }
}

diesel::table! {
    caseload_exception (org_id, id) {
        org_id -> Uuid,
        id -> Uuid,
        staff_id -> Uuid,
        site_id -> Uuid,
        cap -> Numeric,
        reason -> Text,
        until_on -> Date,
        ends_at -> Timestamptz,
        approved -> Nullable<Bool>,
        decided_by -> Nullable<Uuid>,
        decided_at -> Nullable<Timestamptz>,
        created_mac -> Nullable<Binary>,
        row_version -> Integer,
        recorded_at -> Timestamptz,
        recorded_by -> Uuid,
        voided_at -> Nullable<Timestamptz>,
        void_reason -> Nullable<Text>,
    }
}

diesel::table! {
    caseload_limit (org_id, id) {
        org_id -> Uuid,
        id -> Uuid,
        role -> Nullable<Text>,
        site_id -> Nullable<Uuid>,
        cap -> Numeric,
        started_at -> Timestamptz,
        ended_at -> Nullable<Timestamptz>,
        created_mac -> Nullable<Binary>,
        row_version -> Integer,
        recorded_at -> Timestamptz,
        recorded_by -> Uuid,
        voided_at -> Nullable<Timestamptz>,
        void_reason -> Nullable<Text>,
    }
}

diesel::table! {
    cohort (org_id, id) {
        org_id -> Uuid,
        id -> Uuid,
        programme_id -> Uuid,
        site_id -> Uuid,
        name -> Text,
        capacity -> Integer,
        starts_on -> Date,
        ends_on -> Nullable<Date>,
        created_mac -> Nullable<Binary>,
        row_version -> Integer,
        recorded_at -> Timestamptz,
        recorded_by -> Nullable<Uuid>,
        voided_at -> Nullable<Timestamptz>,
        void_reason -> Nullable<Text>,
    }
}

diesel::table! {
    cohort_member (org_id, id) {
        org_id -> Uuid,
        id -> Uuid,
        cohort_id -> Uuid,
        enrolment_id -> Uuid,
        person_id -> Uuid,
        site_id -> Uuid,
        programme_id -> Uuid,
        joined_on -> Date,
        left_on -> Nullable<Date>,
        created_mac -> Nullable<Binary>,
        row_version -> Integer,
        recorded_at -> Timestamptz,
        recorded_by -> Nullable<Uuid>,
        voided_at -> Nullable<Timestamptz>,
        void_reason -> Nullable<Text>,
    }
}

diesel::table! {
    concern_entry (org_id, id) {
        org_id -> Uuid,
        id -> Uuid,
        concern_id -> Uuid,
        step -> Text,
        body_enc -> Binary,
        recorded_at -> Timestamptz,
        recorded_by -> Uuid,
    }
}

diesel::table! {
    conflict_declaration (org_id, id) {
        org_id -> Uuid,
        id -> Uuid,
        staff_id -> Uuid,
        person_id -> Uuid,
        site_id -> Uuid,
        has_conflict -> Bool,
        declared_at -> Timestamptz,
        created_mac -> Nullable<Binary>,
        recorded_at -> Timestamptz,
        voided_at -> Nullable<Timestamptz>,
        void_reason -> Nullable<Text>,
    }
}

diesel::table! {
    consent (org_id, id) {
        org_id -> Uuid,
        id -> Uuid,
        person_id -> Uuid,
        site_id -> Uuid,
        kind -> Text,
        status -> Text,
        giver -> Text,
        legal_basis -> Text,
        text_version -> Text,
        language -> Text,
        method -> Text,
        limits_explained -> Bool,
        occurred_at -> Timestamptz,
        expires_on -> Nullable<Date>,
        created_mac -> Nullable<Binary>,
        row_version -> Integer,
        recorded_at -> Timestamptz,
        recorded_by -> Nullable<Uuid>,
        recorded_via -> Text,
        voided_at -> Nullable<Timestamptz>,
        void_reason -> Nullable<Text>,
        text_id -> Nullable<Uuid>,
        read_aloud -> Bool,
        witness -> Nullable<Text>,
        witness_staff_id -> Nullable<Uuid>,
        capacity_id -> Nullable<Uuid>,
        best_interests_reason -> Nullable<Text>,
        provider_id -> Nullable<Uuid>,
        recipient_class -> Nullable<Text>,
        categories -> Nullable<Array<Text>>,
    }
}

diesel::table! {
    consent_text (org_id, id) {
        org_id -> Uuid,
        id -> Uuid,
        kind -> Text,
        language -> Text,
        version -> Text,
        body -> Text,
        written_by -> Uuid,
        approved_by -> Nullable<Uuid>,
        approved_at -> Nullable<Timestamptz>,
        created_mac -> Nullable<Binary>,
        row_version -> Integer,
        recorded_at -> Timestamptz,
        voided_at -> Nullable<Timestamptz>,
        void_reason -> Nullable<Text>,
    }
}

diesel::table! {
    contact_attempt (org_id, id) {
        org_id -> Uuid,
        id -> Uuid,
        enrolment_id -> Uuid,
        person_id -> Uuid,
        site_id -> Uuid,
        programme_id -> Uuid,
        strand -> Text,
        attempted_at -> Timestamptz,
        attempted_on -> Date,
        mode -> Text,
        result -> Text,
        collateral -> Bool,
        created_mac -> Nullable<Binary>,
        row_version -> Integer,
        recorded_at -> Timestamptz,
        recorded_by -> Uuid,
        voided_at -> Nullable<Timestamptz>,
        void_reason -> Nullable<Text>,
    }
}

diesel::table! {
    contact_method (org_id, id) {
        org_id -> Uuid,
        id -> Uuid,
        person_id -> Uuid,
        site_id -> Uuid,
        kind -> Text,
        value_enc -> Binary,
        value_index -> Nullable<Binary>,
        safe_to_call -> Bool,
        safe_to_text -> Bool,
        safe_to_leave_message -> Bool,
        only_when_enc -> Nullable<Binary>,
        who_may_answer_enc -> Nullable<Binary>,
        valid_from -> Date,
        valid_to -> Nullable<Date>,
        created_mac -> Nullable<Binary>,
        row_version -> Integer,
        recorded_at -> Timestamptz,
        recorded_by -> Uuid,
        voided_at -> Nullable<Timestamptz>,
        void_reason -> Nullable<Text>,
    }
}

diesel::table! {
    device_view (org_id, device_id, slot) {
        org_id -> Uuid,
        device_id -> Uuid,
        slot -> SmallInt,
        staff_id -> Uuid,
        view_no -> BigInt,
        scopes -> Array<Uuid>,
        base -> Array<Uuid>,
        recorded_at -> Timestamptz,
    }
}

diesel::table! {
    disclosure (org_id, id) {
        org_id -> Uuid,
        id -> Uuid,
        person_id -> Uuid,
        site_id -> Uuid,
        recipient_class -> Text,
        provider_id -> Nullable<Uuid>,
        recipient_enc -> Nullable<Binary>,
        basis -> Text,
        consent_id -> Nullable<Uuid>,
        categories -> Array<Text>,
        purpose -> Text,
        channel -> Text,
        disclosed_at -> Timestamptz,
        review -> Nullable<Text>,
        reviewed_by -> Nullable<Uuid>,
        reviewed_at -> Nullable<Timestamptz>,
        created_mac -> Nullable<Binary>,
        row_version -> Integer,
        recorded_at -> Timestamptz,
        recorded_by -> Uuid,
        voided_at -> Nullable<Timestamptz>,
        void_reason -> Nullable<Text>,
    }
}

diesel::table! {
    dosage_rule (org_id, id) {
        org_id -> Uuid,
        id -> Uuid,
        programme_id -> Uuid,
        measure -> Text,
        amount -> Integer,
        over_days -> Nullable<Integer>,
        valid_from -> Date,
        created_mac -> Nullable<Binary>,
        recorded_at -> Timestamptz,
        recorded_by -> Nullable<Uuid>,
    }
}

diesel::table! {
    eligibility_evaluation (org_id, id) {
        org_id -> Uuid,
        id -> Uuid,
        referral_id -> Uuid,
        site_id -> Uuid,
        evaluated_on -> Date,
        created_mac -> Nullable<Binary>,
        recorded_at -> Timestamptz,
        recorded_by -> Uuid,
    }
}

diesel::table! {
    eligibility_finding (org_id, evaluation_id, rule_id) {
        org_id -> Uuid,
        evaluation_id -> Uuid,
        rule_id -> Uuid,
        enrolment_id -> Uuid,
        site_id -> Uuid,
        programme_id -> Uuid,
        recorded_at -> Timestamptz,
        recorded_by -> Uuid,
    }
}

diesel::table! {
    eligibility_override (org_id, id) {
        org_id -> Uuid,
        id -> Uuid,
        referral_id -> Uuid,
        site_id -> Uuid,
        evaluation_id -> Uuid,
        reason -> Text,
        state -> Text,
        asked_by -> Uuid,
        asked_at -> Timestamptz,
        decided_by -> Nullable<Uuid>,
        decided_at -> Nullable<Timestamptz>,
        created_mac -> Nullable<Binary>,
        row_version -> Integer,
        recorded_at -> Timestamptz,
        voided_at -> Nullable<Timestamptz>,
        void_reason -> Nullable<Text>,
    }
}

diesel::table! {
    eligibility_result (org_id, evaluation_id, rule_id) {
        org_id -> Uuid,
        evaluation_id -> Uuid,
        rule_id -> Uuid,
        rule_version -> Integer,
        referral_id -> Uuid,
        site_id -> Uuid,
        result -> Text,
        basis -> Text,
        age_youngest -> Nullable<Integer>,
        age_oldest -> Nullable<Integer>,
        recorded_at -> Timestamptz,
        recorded_by -> Uuid,
    }
}

diesel::table! {
    eligibility_rule (org_id, id, version) {
        org_id -> Uuid,
        id -> Uuid,
        version -> Integer,
        programme_id -> Uuid,
        kind -> Text,
        expr -> Text,
        age_from -> Nullable<Integer>,
        age_to -> Nullable<Integer>,
        consent_kind -> Nullable<Text>,
        message -> Text,
        in_force -> Bool,
        created_mac -> Nullable<Binary>,
        recorded_at -> Timestamptz,
        recorded_by -> Uuid,
        areas -> Array<Text>,
    }
}

diesel::table! {
    enrolment (org_id, id) {
        org_id -> Uuid,
        id -> Uuid,
        person_id -> Uuid,
        programme_id -> Uuid,
        site_id -> Uuid,
        strand -> Text,
        previous_enrolment_id -> Nullable<Uuid>,
        enrolled_on -> Date,
        first_service_on -> Nullable<Date>,
        exited_on -> Nullable<Date>,
        created_mac -> Nullable<Binary>,
        row_version -> Integer,
        recorded_at -> Timestamptz,
        recorded_by -> Nullable<Uuid>,
        recorded_via -> Text,
        voided_at -> Nullable<Timestamptz>,
        void_reason -> Nullable<Text>,
        paused_on -> Nullable<Date>,
        referral_id -> Nullable<Uuid>,
    }
}

diesel::table! {
    enrolment_event (org_id, id) {
        org_id -> Uuid,
        id -> Uuid,
        enrolment_id -> Uuid,
        site_id -> Uuid,
        programme_id -> Uuid,
        from_status -> Nullable<Text>,
        to_status -> Text,
        reason -> Nullable<Text>,
        interview_on -> Nullable<Date>,
        interview_missing -> Nullable<Text>,
        aftercare -> Nullable<Text>,
        occurred_on -> Date,
        recorded_at -> Timestamptz,
        recorded_by -> Nullable<Uuid>,
        voided_at -> Nullable<Timestamptz>,
        void_reason -> Nullable<Text>,
        review_by -> Nullable<Date>,
        undoes -> Nullable<Uuid>,
        undo_reason -> Nullable<Text>,
    }
}

diesel::table! {
    enrolment_restricted (org_id, event_id) {
        org_id -> Uuid,
        event_id -> Uuid,
        enrolment_id -> Uuid,
        person_id -> Uuid,
        site_id -> Uuid,
        programme_id -> Uuid,
        true_reason_enc -> Binary,
        recorded_at -> Timestamptz,
        recorded_by -> Uuid,
    }
}

diesel::table! {
    erasure (org_id, id) {
        org_id -> Uuid,
        id -> Uuid,
        person_id -> Uuid,
        site_id -> Uuid,
        reason -> Text,
        state -> Text,
        asked_by -> Uuid,
        asked_at -> Timestamptz,
        decided_by -> Nullable<Uuid>,
        decided_at -> Nullable<Timestamptz>,
        refusal -> Nullable<Text>,
        created_mac -> Nullable<Binary>,
        row_version -> Integer,
        recorded_at -> Timestamptz,
        voided_at -> Nullable<Timestamptz>,
        void_reason -> Nullable<Text>,
    }
}

diesel::table! {
    exit_record (org_id, event_id) {
        org_id -> Uuid,
        event_id -> Uuid,
        enrolment_id -> Uuid,
        person_id -> Uuid,
        site_id -> Uuid,
        programme_id -> Uuid,
        initiator -> Nullable<Text>,
        initiator_missing -> Nullable<Text>,
        planned -> Nullable<Bool>,
        planned_missing -> Nullable<Text>,
        living_situation -> Nullable<Text>,
        living_situation_missing -> Nullable<Text>,
        school_status -> Nullable<Text>,
        school_status_missing -> Nullable<Text>,
        employment_status -> Nullable<Text>,
        employment_status_missing -> Nullable<Text>,
        satisfaction -> Nullable<Integer>,
        satisfaction_missing -> Nullable<Text>,
        safe_to_follow_up -> Nullable<Bool>,
        safe_to_follow_up_missing -> Nullable<Text>,
        safe_contact_rule -> Nullable<Text>,
        recorded_at -> Timestamptz,
        recorded_by -> Nullable<Uuid>,
        wellbeing -> Nullable<Integer>,
        wellbeing_missing -> Nullable<Text>,
    }
}

diesel::table! {
    followup_contact (org_id, id) {
        org_id -> Uuid,
        id -> Uuid,
        followup_id -> Uuid,
        enrolment_id -> Uuid,
        person_id -> Uuid,
        site_id -> Uuid,
        programme_id -> Uuid,
        contacted_on -> Date,
        source_kind -> Text,
        result -> Text,
        created_mac -> Nullable<Binary>,
        row_version -> Integer,
        recorded_at -> Timestamptz,
        recorded_by -> Nullable<Uuid>,
        voided_at -> Nullable<Timestamptz>,
        void_reason -> Nullable<Text>,
    }
}

diesel::table! {
    followup_due (org_id, id) {
        org_id -> Uuid,
        id -> Uuid,
        exit_event_id -> Uuid,
        enrolment_id -> Uuid,
        person_id -> Uuid,
        site_id -> Uuid,
        programme_id -> Uuid,
        left_on -> Date,
        months -> Integer,
        due_on -> Date,
        opens_on -> Date,
        closes_on -> Date,
        told -> Nullable<Text>,
        closed -> Nullable<Text>,
        row_version -> Integer,
        recorded_at -> Timestamptz,
        recorded_by -> Nullable<Uuid>,
        voided_at -> Nullable<Timestamptz>,
        void_reason -> Nullable<Text>,
    }
}

diesel::table! {
    followup_safety (org_id, id) {
        org_id -> Uuid,
        id -> Uuid,
        enrolment_id -> Uuid,
        person_id -> Uuid,
        site_id -> Uuid,
        programme_id -> Uuid,
        judged_on -> Date,
        safe -> Bool,
        safe_contact_rule -> Nullable<Text>,
        recorded_at -> Timestamptz,
        recorded_by -> Uuid,
    }
}

diesel::table! {
    funder (org_id, id) {
        org_id -> Uuid,
        id -> Uuid,
        name -> Text,
        row_version -> Integer,
        recorded_at -> Timestamptz,
        voided_at -> Nullable<Timestamptz>,
        void_reason -> Nullable<Text>,
    }
}

diesel::table! {
    goal (org_id, id) {
        org_id -> Uuid,
        id -> Uuid,
        plan_id -> Uuid,
        enrolment_id -> Uuid,
        person_id -> Uuid,
        site_id -> Uuid,
        programme_id -> Uuid,
        domain -> Text,
        priority -> Text,
        due_on -> Date,
        words_enc -> Binary,
        created_mac -> Nullable<Binary>,
        row_version -> Integer,
        recorded_at -> Timestamptz,
        recorded_by -> Uuid,
        changed_by -> Nullable<Uuid>,
        voided_at -> Nullable<Timestamptz>,
        void_reason -> Nullable<Text>,
    }
}

diesel::table! {
    goal_review (org_id, review_id, goal_id) {
        org_id -> Uuid,
        review_id -> Uuid,
        goal_id -> Uuid,
        plan_id -> Uuid,
        enrolment_id -> Uuid,
        person_id -> Uuid,
        site_id -> Uuid,
        programme_id -> Uuid,
        reviewed_on -> Date,
        status -> Text,
        gas -> Nullable<Integer>,
        recorded_at -> Timestamptz,
        recorded_by -> Uuid,
    }
}

diesel::table! {
    guardian_path (org_id, id) {
        org_id -> Uuid,
        id -> Uuid,
        person_id -> Uuid,
        site_id -> Uuid,
        closed -> Bool,
        authority -> Nullable<Text>,
        created_mac -> Nullable<Binary>,
        recorded_at -> Timestamptz,
        recorded_by -> Uuid,
    }
}

diesel::table! {
    hand_over (org_id, id) {
        org_id -> Uuid,
        id -> Uuid,
        site_id -> Uuid,
        from_id -> Uuid,
        to_id -> Uuid,
        state -> Text,
        enrolments -> Integer,
        weight -> Numeric,
        decided_by -> Nullable<Uuid>,
        decided_at -> Nullable<Timestamptz>,
        created_mac -> Nullable<Binary>,
        row_version -> Integer,
        recorded_at -> Timestamptz,
        recorded_by -> Uuid,
        voided_at -> Nullable<Timestamptz>,
        void_reason -> Nullable<Text>,
    }
}

diesel::table! {
    hand_over_line (org_id, id) {
        org_id -> Uuid,
        id -> Uuid,
        hand_over_id -> Uuid,
        assignment_id -> Uuid,
        enrolment_id -> Uuid,
        person_id -> Uuid,
        site_id -> Uuid,
        programme_id -> Uuid,
        note_enc -> Nullable<Binary>,
        new_assignment_id -> Nullable<Uuid>,
        recorded_at -> Timestamptz,
        recorded_by -> Uuid,
    }
}

diesel::table! {
    head_count (org_id, id) {
        org_id -> Uuid,
        id -> Uuid,
        session_id -> Uuid,
        site_id -> Uuid,
        programme_id -> Uuid,
        age_band -> Nullable<Text>,
        gender_group -> Text,
        heads -> Integer,
        row_version -> Integer,
        recorded_at -> Timestamptz,
        recorded_by -> Nullable<Uuid>,
        voided_at -> Nullable<Timestamptz>,
        void_reason -> Nullable<Text>,
    }
}

diesel::table! {
    holiday (org_id, id) {
        org_id -> Uuid,
        id -> Uuid,
        site_id -> Nullable<Uuid>,
        holiday_on -> Date,
        name -> Text,
        created_mac -> Nullable<Binary>,
        row_version -> Integer,
        recorded_at -> Timestamptz,
        recorded_by -> Nullable<Uuid>,
        voided_at -> Nullable<Timestamptz>,
        void_reason -> Nullable<Text>,
    }
}

diesel::table! {
    idempotency_key (org_id, staff_id, key) {
        org_id -> Uuid,
        staff_id -> Uuid,
        key -> Text,
        operation -> Text,
        body_mac -> Binary,
        status -> Integer,
        resource_id -> Nullable<Uuid>,
        etag -> Nullable<Text>,
        recorded_at -> Timestamptz,
    }
}

diesel::table! {
    identifier (org_id, id) {
        org_id -> Uuid,
        id -> Uuid,
        person_id -> Uuid,
        site_id -> Uuid,
        kind -> Text,
        number_enc -> Binary,
        number_index -> Nullable<Binary>,
        created_mac -> Nullable<Binary>,
        row_version -> Integer,
        recorded_at -> Timestamptz,
        recorded_by -> Uuid,
        voided_at -> Nullable<Timestamptz>,
        void_reason -> Nullable<Text>,
    }
}

diesel::table! {
    incident (org_id, id) {
        org_id -> Uuid,
        id -> Uuid,
        site_id -> Uuid,
        kind -> Text,
        severity -> Text,
        verification -> Text,
        state -> Text,
        occurred_at -> Timestamptz,
        moved_at -> Timestamptz,
        triage_by -> Timestamptz,
        triaged_at -> Nullable<Timestamptz>,
        wrapped -> Nullable<Binary>,
        close_asked_by -> Nullable<Uuid>,
        closed_by -> Nullable<Uuid>,
        closed_at -> Nullable<Timestamptz>,
        created_mac -> Nullable<Binary>,
        row_version -> Integer,
        recorded_at -> Timestamptz,
        recorded_by -> Uuid,
        voided_at -> Nullable<Timestamptz>,
        void_reason -> Nullable<Text>,
        voided_by -> Nullable<Uuid>,
    }
}

diesel::table! {
    incident_account (org_id, id) {
        org_id -> Uuid,
        id -> Uuid,
        incident_id -> Uuid,
        version -> Integer,
        kind -> Text,
        severity -> Text,
        verification -> Text,
        occurred_at -> Timestamptz,
        narrative_enc -> Binary,
        recorded_at -> Timestamptz,
        recorded_by -> Uuid,
    }
}

diesel::table! {
    incident_action (org_id, id) {
        org_id -> Uuid,
        id -> Uuid,
        incident_id -> Uuid,
        what_enc -> Binary,
        owner_id -> Uuid,
        due_on -> Date,
        done_at -> Nullable<Timestamptz>,
        done_by -> Nullable<Uuid>,
        created_mac -> Nullable<Binary>,
        row_version -> Integer,
        recorded_at -> Timestamptz,
        recorded_by -> Uuid,
        voided_at -> Nullable<Timestamptz>,
        void_reason -> Nullable<Text>,
    }
}

diesel::table! {
    incident_event (org_id, id) {
        org_id -> Uuid,
        id -> Uuid,
        incident_id -> Uuid,
        step -> Text,
        to_state -> Text,
        notified_to -> Nullable<Array<Text>>,
        mandatory -> Nullable<Bool>,
        note_enc -> Nullable<Binary>,
        occurred_at -> Timestamptz,
        recorded_at -> Timestamptz,
        recorded_by -> Uuid,
    }
}

diesel::table! {
    incident_party (org_id, id) {
        org_id -> Uuid,
        id -> Uuid,
        incident_id -> Uuid,
        person_id -> Nullable<Uuid>,
        person_site_id -> Nullable<Uuid>,
        staff_id -> Nullable<Uuid>,
        role -> Text,
        created_mac -> Nullable<Binary>,
        row_version -> Integer,
        recorded_at -> Timestamptz,
        recorded_by -> Uuid,
        voided_at -> Nullable<Timestamptz>,
        void_reason -> Nullable<Text>,
    }
}

diesel::table! {
    indicator_target (org_id, id) {
        org_id -> Uuid,
        id -> Uuid,
        indicator -> Text,
        variant -> Text,
        strand -> Nullable<Text>,
        site_id -> Nullable<Uuid>,
        from_on -> Date,
        to_on -> Date,
        target -> Nullable<Double>,
        created_mac -> Nullable<Binary>,
        recorded_at -> Timestamptz,
        recorded_by -> Nullable<Uuid>,
    }
}

diesel::table! {
    intake_answer (org_id, id) {
        org_id -> Uuid,
        id -> Uuid,
        enrolment_id -> Uuid,
        person_id -> Uuid,
        site_id -> Uuid,
        programme_id -> Uuid,
        form_id -> Uuid,
        item_key -> Text,
        class -> Text,
        kind -> Text,
        value -> Nullable<Text>,
        value_enc -> Nullable<Binary>,
        missing -> Nullable<Text>,
        asked_on -> Date,
        source_kind -> Text,
        created_mac -> Nullable<Binary>,
        row_version -> Integer,
        recorded_at -> Timestamptz,
        recorded_by -> Uuid,
        voided_at -> Nullable<Timestamptz>,
        void_reason -> Nullable<Text>,
    }
}

diesel::table! {
    intake_form (org_id, id) {
        org_id -> Uuid,
        id -> Uuid,
        programme_id -> Uuid,
        version -> Integer,
        state -> Text,
        items -> Jsonb,
        published_at -> Nullable<Timestamptz>,
        published_by -> Nullable<Uuid>,
        retired_at -> Nullable<Timestamptz>,
        created_mac -> Nullable<Binary>,
        row_version -> Integer,
        recorded_at -> Timestamptz,
        recorded_by -> Uuid,
        voided_at -> Nullable<Timestamptz>,
        void_reason -> Nullable<Text>,
    }
}

diesel::table! {
    invitation (org_id, id) {
        org_id -> Uuid,
        id -> Uuid,
        email -> Text,
        display_name -> Text,
        language -> Text,
        role -> Text,
        site_id -> Nullable<Uuid>,
        programme_id -> Nullable<Uuid>,
        funder_id -> Nullable<Uuid>,
        needs_approval -> Bool,
        approved_by -> Nullable<Uuid>,
        approved_at -> Nullable<Timestamptz>,
        token_sha256 -> Nullable<Binary>,
        sent_at -> Nullable<Timestamptz>,
        expires_at -> Nullable<Timestamptz>,
        accepted_at -> Nullable<Timestamptz>,
        cancelled_at -> Nullable<Timestamptz>,
        created_mac -> Nullable<Binary>,
        row_version -> Integer,
        recorded_at -> Timestamptz,
        recorded_by -> Uuid,
        voided_at -> Nullable<Timestamptz>,
        void_reason -> Nullable<Text>,
    }
}

diesel::table! {
    jurisdiction_policy (org_id, id) {
        org_id -> Uuid,
        id -> Uuid,
        jurisdiction -> Text,
        age_majority -> Integer,
        age_service_consent -> Integer,
        age_data_consent -> Integer,
        valid_from -> Date,
        confirmed_by -> Nullable<Uuid>,
        confirmed_at -> Nullable<Timestamptz>,
        created_mac -> Nullable<Binary>,
        row_version -> Integer,
        recorded_at -> Timestamptz,
        recorded_by -> Nullable<Uuid>,
        voided_at -> Nullable<Timestamptz>,
        void_reason -> Nullable<Text>,
        reconsent_days -> Integer,
    }
}

diesel::table! {
    keep_apart (org_id, id) {
        org_id -> Uuid,
        id -> Uuid,
        person_a -> Uuid,
        person_b -> Uuid,
        site_a -> Uuid,
        site_b -> Uuid,
        created_mac -> Nullable<Binary>,
        row_version -> Integer,
        recorded_at -> Timestamptz,
        recorded_by -> Uuid,
        voided_at -> Nullable<Timestamptz>,
        void_reason -> Nullable<Text>,
    }
}

diesel::table! {
    on_call_shift (org_id, id) {
        org_id -> Uuid,
        id -> Uuid,
        site_id -> Uuid,
        staff_id -> Uuid,
        place -> Integer,
        starts_at -> Timestamptz,
        ends_at -> Timestamptz,
        created_mac -> Nullable<Binary>,
        row_version -> Integer,
        recorded_at -> Timestamptz,
        recorded_by -> Uuid,
        voided_at -> Nullable<Timestamptz>,
        void_reason -> Nullable<Text>,
    }
}

diesel::table! {
    organisation (org_id) {
        org_id -> Uuid,
        name -> Text,
        country -> Text,
        row_version -> Integer,
        recorded_at -> Timestamptz,
        voided_at -> Nullable<Timestamptz>,
        void_reason -> Nullable<Text>,
    }
}

diesel::table! {
    outcome_observation (org_id, id) {
        org_id -> Uuid,
        id -> Uuid,
        enrolment_id -> Uuid,
        person_id -> Uuid,
        site_id -> Uuid,
        programme_id -> Uuid,
        followup_id -> Nullable<Uuid>,
        domain -> Text,
        measure -> Text,
        stage -> Text,
        observed_on -> Date,
        source_kind -> Text,
        value_code -> Nullable<Text>,
        value_number -> Nullable<Double>,
        missing -> Nullable<Text>,
        created_mac -> Nullable<Binary>,
        row_version -> Integer,
        recorded_at -> Timestamptz,
        recorded_by -> Nullable<Uuid>,
        voided_at -> Nullable<Timestamptz>,
        void_reason -> Nullable<Text>,
    }
}

diesel::table! {
    outing (org_id, id) {
        org_id -> Uuid,
        id -> Uuid,
        site_id -> Uuid,
        staff_id -> Uuid,
        with_staff_id -> Nullable<Uuid>,
        went_at -> Timestamptz,
        back_by -> Timestamptz,
        back_at -> Nullable<Timestamptz>,
        missed_at -> Nullable<Timestamptz>,
        created_mac -> Nullable<Binary>,
        row_version -> Integer,
        recorded_at -> Timestamptz,
        recorded_by -> Uuid,
        voided_at -> Nullable<Timestamptz>,
        void_reason -> Nullable<Text>,
    }
}

diesel::table! {
    participation (org_id, id) {
        org_id -> Uuid,
        id -> Uuid,
        session_id -> Uuid,
        person_id -> Uuid,
        enrolment_id -> Uuid,
        programme_id -> Uuid,
        site_id -> Uuid,
        strand -> Text,
        held_on -> Date,
        attendance -> Text,
        minutes -> Integer,
        row_version -> Integer,
        recorded_at -> Timestamptz,
        recorded_by -> Nullable<Uuid>,
        voided_at -> Nullable<Timestamptz>,
        void_reason -> Nullable<Text>,
    }
}

diesel::table! {
    person (org_id, id) {
        org_id -> Uuid,
        id -> Uuid,
        public_code -> Text,
        home_site_id -> Uuid,
        birth_year -> Nullable<Integer>,
        age_on_entry -> Nullable<Integer>,
        is_minor_until -> Nullable<Date>,
        gender_identity -> Nullable<Text>,
        gender_missing -> Nullable<Text>,
        language -> Text,
        identity_tier -> Text,
        display_mode -> Text,
        erased_at -> Nullable<Timestamptz>,
        created_mac -> Nullable<Binary>,
        row_version -> Integer,
        recorded_at -> Timestamptz,
        recorded_by -> Nullable<Uuid>,
        recorded_via -> Text,
        voided_at -> Nullable<Timestamptz>,
        void_reason -> Nullable<Text>,
    }
}

diesel::table! {
    person_identity (org_id, person_id) {
        org_id -> Uuid,
        person_id -> Uuid,
        site_id -> Uuid,
        legal_name_enc -> Nullable<Binary>,
        known_as_enc -> Nullable<Binary>,
        birth_date_enc -> Nullable<Binary>,
        birth_date_quality -> Text,
        row_version -> Integer,
        recorded_at -> Timestamptz,
        recorded_by -> Nullable<Uuid>,
        voided_at -> Nullable<Timestamptz>,
        void_reason -> Nullable<Text>,
    }
}

diesel::table! {
    person_key (org_id, person_id) {
        org_id -> Uuid,
        person_id -> Uuid,
        site_id -> Uuid,
        wrapped -> Nullable<Binary>,
        destroyed_at -> Nullable<Timestamptz>,
        recorded_at -> Timestamptz,
    }
}

diesel::table! {
    person_merge (org_id, id) {
        org_id -> Uuid,
        id -> Uuid,
        kept_id -> Uuid,
        merged_id -> Uuid,
        kept_site_id -> Uuid,
        merged_site_id -> Uuid,
        reason -> Text,
        state -> Text,
        asked_by -> Uuid,
        asked_at -> Timestamptz,
        decided_by -> Nullable<Uuid>,
        decided_at -> Nullable<Timestamptz>,
        undone_by -> Nullable<Uuid>,
        undone_at -> Nullable<Timestamptz>,
        undo_reason -> Nullable<Text>,
        made_restricted -> Bool,
        created_mac -> Nullable<Binary>,
        row_version -> Integer,
        recorded_at -> Timestamptz,
        voided_at -> Nullable<Timestamptz>,
        void_reason -> Nullable<Text>,
    }
}

diesel::table! {
    person_merge_row (org_id, merge_id, source, part, row_id) {
        org_id -> Uuid,
        merge_id -> Uuid,
        source -> Text,
        part -> Text,
        row_id -> Uuid,
        site_before -> Nullable<Uuid>,
        recorded_at -> Timestamptz,
    }
}

diesel::table! {
    person_needs (org_id, person_id) {
        org_id -> Uuid,
        person_id -> Uuid,
        site_id -> Uuid,
        medical_needs_enc -> Nullable<Binary>,
        emergency_contact_enc -> Nullable<Binary>,
        preferred_staff_id -> Nullable<Uuid>,
        row_version -> Integer,
        recorded_at -> Timestamptz,
        recorded_by -> Uuid,
        voided_at -> Nullable<Timestamptz>,
        void_reason -> Nullable<Text>,
    }
}

diesel::table! {
    person_relationship (org_id, id) {
        org_id -> Uuid,
        id -> Uuid,
        person_id -> Uuid,
        site_id -> Uuid,
        kind -> Text,
        other_person_id -> Nullable<Uuid>,
        other_site_id -> Nullable<Uuid>,
        other_label_enc -> Nullable<Binary>,
        legal_guardian -> Bool,
        lives_with -> Bool,
        guardian_unsafe -> Bool,
        partner_unsafe -> Bool,
        valid_from -> Date,
        valid_to -> Nullable<Date>,
        created_mac -> Nullable<Binary>,
        row_version -> Integer,
        recorded_at -> Timestamptz,
        recorded_by -> Uuid,
        voided_at -> Nullable<Timestamptz>,
        void_reason -> Nullable<Text>,
    }
}

diesel::table! {
    place_offer (org_id, id) {
        org_id -> Uuid,
        id -> Uuid,
        referral_id -> Uuid,
        site_id -> Uuid,
        offered_at -> Timestamptz,
        turn_reason -> Nullable<Text>,
        created_mac -> Nullable<Binary>,
        recorded_at -> Timestamptz,
        recorded_by -> Uuid,
    }
}

diesel::table! {
    plan (org_id, id) {
        org_id -> Uuid,
        id -> Uuid,
        enrolment_id -> Uuid,
        person_id -> Uuid,
        site_id -> Uuid,
        programme_id -> Uuid,
        staff_id -> Uuid,
        kind -> Text,
        mode -> Text,
        starts_at -> Timestamptz,
        planned_on -> Date,
        minutes -> Integer,
        settled_at -> Nullable<Timestamptz>,
        created_mac -> Nullable<Binary>,
        row_version -> Integer,
        recorded_at -> Timestamptz,
        recorded_by -> Nullable<Uuid>,
        voided_at -> Nullable<Timestamptz>,
        void_reason -> Nullable<Text>,
    }
}

diesel::table! {
    plan_action (org_id, id) {
        org_id -> Uuid,
        id -> Uuid,
        goal_id -> Uuid,
        plan_id -> Uuid,
        enrolment_id -> Uuid,
        person_id -> Uuid,
        site_id -> Uuid,
        programme_id -> Uuid,
        who -> Text,
        staff_id -> Nullable<Uuid>,
        due_on -> Date,
        what_enc -> Binary,
        done_on -> Nullable<Date>,
        created_mac -> Nullable<Binary>,
        row_version -> Integer,
        recorded_at -> Timestamptz,
        recorded_by -> Uuid,
        voided_at -> Nullable<Timestamptz>,
        void_reason -> Nullable<Text>,
    }
}

diesel::table! {
    possible_duplicate (org_id, id) {
        org_id -> Uuid,
        id -> Uuid,
        person_a -> Uuid,
        person_b -> Uuid,
        site_a -> Uuid,
        site_b -> Uuid,
        found_by -> Text,
        found_at -> Timestamptz,
        outcome -> Nullable<Text>,
        decided_by -> Nullable<Uuid>,
        decided_at -> Nullable<Timestamptz>,
        row_version -> Integer,
        recorded_at -> Timestamptz,
        voided_at -> Nullable<Timestamptz>,
        void_reason -> Nullable<Text>,
    }
}

diesel::table! {
    programme (org_id, id) {
        org_id -> Uuid,
        id -> Uuid,
        name -> Text,
        strand -> Text,
        tier -> Text,
        site_id -> Nullable<Uuid>,
        created_mac -> Nullable<Binary>,
        row_version -> Integer,
        recorded_at -> Timestamptz,
        recorded_by -> Nullable<Uuid>,
        voided_at -> Nullable<Timestamptz>,
        void_reason -> Nullable<Text>,
        follows_two_years -> Bool,
        edit_hours -> Integer,
    }
}

diesel::table! {
    programme_capacity (org_id, programme_id, site_id, version) {
        org_id -> Uuid,
        programme_id -> Uuid,
        site_id -> Uuid,
        version -> Integer,
        places -> Nullable<Integer>,
        recorded_at -> Timestamptz,
        recorded_by -> Uuid,
    }
}

diesel::table! {
    referral_decision (org_id, id) {
        org_id -> Uuid,
        id -> Uuid,
        referral_id -> Uuid,
        site_id -> Uuid,
        evaluation_id -> Nullable<Uuid>,
        decision -> Text,
        reason -> Nullable<Text>,
        override_id -> Nullable<Uuid>,
        requested_by -> Nullable<Uuid>,
        decided_at -> Timestamptz,
        recorded_at -> Timestamptz,
        recorded_by -> Uuid,
    }
}

diesel::table! {
    referral_event (org_id, id) {
        org_id -> Uuid,
        id -> Uuid,
        referral_id -> Uuid,
        site_id -> Uuid,
        step -> Text,
        to_state -> Text,
        reason -> Nullable<Text>,
        occurred_at -> Timestamptz,
        recorded_at -> Timestamptz,
        recorded_by -> Uuid,
    }
}

diesel::table! {
    referral_in (org_id, id) {
        org_id -> Uuid,
        id -> Uuid,
        person_id -> Uuid,
        programme_id -> Uuid,
        site_id -> Uuid,
        mandate -> Text,
        urgency -> Text,
        reasons -> Array<Text>,
        agreed -> Text,
        received_at -> Timestamptz,
        contact_safety -> Text,
        state -> Text,
        moved_at -> Timestamptz,
        triaged_at -> Nullable<Timestamptz>,
        first_attempt_at -> Nullable<Timestamptz>,
        first_contact_at -> Nullable<Timestamptz>,
        ended_at -> Nullable<Timestamptz>,
        due_on -> Date,
        waits_until -> Nullable<Date>,
        row_version -> Integer,
        recorded_at -> Timestamptz,
        recorded_by -> Nullable<Uuid>,
        recorded_via -> Text,
        voided_at -> Nullable<Timestamptz>,
        void_reason -> Nullable<Text>,
    }
}

diesel::table! {
    referral_out (org_id, id) {
        org_id -> Uuid,
        id -> Uuid,
        enrolment_id -> Uuid,
        person_id -> Uuid,
        site_id -> Uuid,
        programme_id -> Uuid,
        provider_id -> Uuid,
        service -> Text,
        warm -> Bool,
        disclosure_id -> Uuid,
        made_at -> Timestamptz,
        state -> Text,
        moved_at -> Timestamptz,
        answer_due_on -> Date,
        created_mac -> Nullable<Binary>,
        row_version -> Integer,
        recorded_at -> Timestamptz,
        recorded_by -> Uuid,
        voided_at -> Nullable<Timestamptz>,
        void_reason -> Nullable<Text>,
    }
}

diesel::table! {
    referral_out_event (org_id, id) {
        org_id -> Uuid,
        id -> Uuid,
        referral_out_id -> Uuid,
        enrolment_id -> Uuid,
        site_id -> Uuid,
        programme_id -> Uuid,
        state -> Text,
        occurred_at -> Timestamptz,
        recorded_at -> Timestamptz,
        recorded_by -> Uuid,
    }
}

diesel::table! {
    referral_source (org_id, id) {
        org_id -> Uuid,
        id -> Uuid,
        referral_id -> Uuid,
        person_id -> Uuid,
        site_id -> Uuid,
        source -> Text,
        organisation -> Nullable<Text>,
        referrer_name_enc -> Nullable<Binary>,
        mandate -> Text,
        urgency -> Text,
        agreed -> Text,
        received_at -> Timestamptz,
        created_mac -> Nullable<Binary>,
        recorded_at -> Timestamptz,
        recorded_by -> Uuid,
    }
}

diesel::table! {
    role_grant (org_id, id) {
        org_id -> Uuid,
        id -> Uuid,
        staff_id -> Uuid,
        role -> Text,
        site_id -> Nullable<Uuid>,
        programme_id -> Nullable<Uuid>,
        granted_at -> Timestamptz,
        ended_at -> Nullable<Timestamptz>,
        created_mac -> Nullable<Binary>,
        row_version -> Integer,
        recorded_at -> Timestamptz,
        recorded_by -> Nullable<Uuid>,
        voided_at -> Nullable<Timestamptz>,
        void_reason -> Nullable<Text>,
    }
}

diesel::table! {
    roll_line (org_id, id) {
        org_id -> Uuid,
        id -> Uuid,
        session_id -> Uuid,
        enrolment_id -> Uuid,
        person_id -> Uuid,
        site_id -> Uuid,
        programme_id -> Uuid,
        marked_at -> Nullable<Timestamptz>,
        marked_by -> Nullable<Uuid>,
        created_mac -> Nullable<Binary>,
        row_version -> Integer,
        recorded_at -> Timestamptz,
        recorded_by -> Nullable<Uuid>,
        voided_at -> Nullable<Timestamptz>,
        void_reason -> Nullable<Text>,
    }
}

diesel::table! {
    safeguarding_concern (org_id, id) {
        org_id -> Uuid,
        id -> Uuid,
        site_id -> Uuid,
        about -> Text,
        person_id -> Nullable<Uuid>,
        accused_id -> Nullable<Uuid>,
        state -> Text,
        due_at -> Timestamptz,
        wrapped -> Binary,
        body_enc -> Binary,
        lead_id -> Nullable<Uuid>,
        taken_up_at -> Nullable<Timestamptz>,
        closed_at -> Nullable<Timestamptz>,
        created_mac -> Nullable<Binary>,
        row_version -> Integer,
        recorded_at -> Timestamptz,
        recorded_by -> Uuid,
        voided_at -> Nullable<Timestamptz>,
        void_reason -> Nullable<Text>,
    }
}

diesel::table! {
    schedule (org_id, id) {
        org_id -> Uuid,
        id -> Uuid,
        cohort_id -> Uuid,
        site_id -> Uuid,
        programme_id -> Uuid,
        kind -> Text,
        mode -> Text,
        title -> Nullable<Text>,
        weekday -> Integer,
        starts_local -> Time,
        minutes -> Integer,
        lead_staff_id -> Uuid,
        from_on -> Date,
        to_on -> Nullable<Date>,
        created_mac -> Nullable<Binary>,
        row_version -> Integer,
        recorded_at -> Timestamptz,
        recorded_by -> Nullable<Uuid>,
        voided_at -> Nullable<Timestamptz>,
        void_reason -> Nullable<Text>,
        every_weeks -> Integer,
        anchor_on -> Nullable<Date>,
    }
}

diesel::table! {
    schedule_turn (org_id, schedule_id, version, turn_on) {
        org_id -> Uuid,
        schedule_id -> Uuid,
        version -> Integer,
        turn_on -> Date,
        cohort_id -> Uuid,
        session_id -> Uuid,
        site_id -> Uuid,
        programme_id -> Uuid,
        recorded_at -> Timestamptz,
    }
}

diesel::table! {
    service_provider (org_id, id) {
        org_id -> Uuid,
        id -> Uuid,
        name -> Text,
        class -> Text,
        services -> Array<Text>,
        answers_within -> Integer,
        in_use -> Bool,
        created_mac -> Nullable<Binary>,
        row_version -> Integer,
        recorded_at -> Timestamptz,
        recorded_by -> Uuid,
        voided_at -> Nullable<Timestamptz>,
        void_reason -> Nullable<Text>,
    }
}

diesel::table! {
    session (org_id, id) {
        org_id -> Uuid,
        id -> Uuid,
        programme_id -> Uuid,
        site_id -> Uuid,
        kind -> Text,
        mode -> Text,
        status -> Text,
        starts_at -> Timestamptz,
        held_on -> Date,
        minutes -> Integer,
        lead_staff_id -> Uuid,
        created_mac -> Nullable<Binary>,
        row_version -> Integer,
        recorded_at -> Timestamptz,
        recorded_by -> Nullable<Uuid>,
        recorded_via -> Text,
        voided_at -> Nullable<Timestamptz>,
        void_reason -> Nullable<Text>,
        is_group -> Bool,
        title -> Nullable<Text>,
        closed_at -> Nullable<Timestamptz>,
        closed_by -> Nullable<Uuid>,
    }
}

diesel::table! {
    session_correction (org_id, id) {
        org_id -> Uuid,
        id -> Uuid,
        session_id -> Uuid,
        participation_id -> Uuid,
        roll_line_id -> Nullable<Uuid>,
        enrolment_id -> Uuid,
        programme_id -> Uuid,
        site_id -> Uuid,
        strand -> Text,
        held_on -> Date,
        attendance -> Text,
        minutes -> Integer,
        kind -> Nullable<Text>,
        mode -> Nullable<Text>,
        status -> Nullable<Text>,
        starts_at -> Nullable<Timestamptz>,
        session_minutes -> Nullable<Integer>,
        note_replaced -> Bool,
        reason -> Nullable<Text>,
        first_recorded_at -> Timestamptz,
        known_from -> Timestamptz,
        known_until -> Timestamptz,
        recorded_at -> Timestamptz,
        recorded_by -> Uuid,
    }
}

diesel::table! {
    session_note (org_id, id) {
        org_id -> Uuid,
        id -> Uuid,
        session_id -> Uuid,
        enrolment_id -> Uuid,
        person_id -> Uuid,
        site_id -> Uuid,
        programme_id -> Uuid,
        kind -> Text,
        body_enc -> Binary,
        row_version -> Integer,
        recorded_at -> Timestamptz,
        recorded_by -> Uuid,
        voided_at -> Nullable<Timestamptz>,
        void_reason -> Nullable<Text>,
    }
}

diesel::table! {
    site (org_id, id) {
        org_id -> Uuid,
        id -> Uuid,
        name -> Text,
        time_zone -> Text,
        jurisdiction -> Text,
        region -> Nullable<Text>,
        created_mac -> Nullable<Binary>,
        row_version -> Integer,
        recorded_at -> Timestamptz,
        recorded_by -> Nullable<Uuid>,
        voided_at -> Nullable<Timestamptz>,
        void_reason -> Nullable<Text>,
    }
}

diesel::table! {
    staff_member (org_id, id) {
        org_id -> Uuid,
        id -> Uuid,
        account_id -> Uuid,
        display_name -> Text,
        funder_id -> Nullable<Uuid>,
        caseload_cap -> Numeric,
        ended_at -> Nullable<Timestamptz>,
        row_version -> Integer,
        recorded_at -> Timestamptz,
        recorded_by -> Nullable<Uuid>,
        voided_at -> Nullable<Timestamptz>,
        void_reason -> Nullable<Text>,
        created_mac -> Nullable<Binary>,
    }
}

diesel::table! {
    supervision_case (org_id, session_id, enrolment_id) {
        org_id -> Uuid,
        session_id -> Uuid,
        enrolment_id -> Uuid,
        site_id -> Uuid,
        programme_id -> Uuid,
    }
}

diesel::table! {
    supervision_session (org_id, id) {
        org_id -> Uuid,
        id -> Uuid,
        site_id -> Uuid,
        supervisor_id -> Uuid,
        held_on -> Date,
        minutes -> Integer,
        kind -> Text,
        wellbeing_checked -> Bool,
        wrapped -> Nullable<Binary>,
        actions_enc -> Nullable<Binary>,
        confidential_enc -> Nullable<Binary>,
        created_mac -> Nullable<Binary>,
        row_version -> Integer,
        recorded_at -> Timestamptz,
        voided_at -> Nullable<Timestamptz>,
        void_reason -> Nullable<Text>,
    }
}

diesel::table! {
    supervision_worker (org_id, session_id, staff_id) {
        org_id -> Uuid,
        session_id -> Uuid,
        staff_id -> Uuid,
    }
}

diesel::table! {
    sync_conflict (org_id, id) {
        org_id -> Uuid,
        id -> Uuid,
        sync_op_id -> Uuid,
        person_id -> Uuid,
        site_id -> Uuid,
        entity -> Text,
        entity_id -> Uuid,
        field -> Text,
        kept -> Text,
        state -> Text,
        wrapped -> Nullable<Binary>,
        sent_enc -> Nullable<Binary>,
        stood_enc -> Nullable<Binary>,
        recorded_at -> Timestamptz,
        recorded_by -> Uuid,
        resolved_by -> Nullable<Uuid>,
        resolved_at -> Nullable<Timestamptz>,
        row_version -> Integer,
        voided_at -> Nullable<Timestamptz>,
        void_reason -> Nullable<Text>,
    }
}

diesel::table! {
    sync_entry (org_id, scope_id, entity_id, entity_type) {
        org_id -> Uuid,
        scope_id -> Uuid,
        entity_id -> Uuid,
        entity_type -> SmallInt,
        op -> Text,
        happened_on -> Nullable<Date>,
        xid -> BigInt,
    }
}

diesel::table! {
    sync_field (org_id, entity_type, entity_id, field) {
        org_id -> Uuid,
        entity_type -> SmallInt,
        entity_id -> Uuid,
        field -> Text,
        rev -> BigInt,
        epoch_at -> Timestamptz,
    }
}

diesel::table! {
    sync_op (org_id, id) {
        org_id -> Uuid,
        id -> Uuid,
        op_id -> Uuid,
        recorded_by -> Uuid,
        device_id -> Uuid,
        seq -> BigInt,
        operation -> Text,
        entity_id -> Uuid,
        person_id -> Nullable<Uuid>,
        site_id -> Nullable<Uuid>,
        only_author -> Bool,
        schema_no -> Integer,
        payload_mac -> Nullable<Binary>,
        wrapped -> Nullable<Binary>,
        payload_enc -> Nullable<Binary>,
        waits_for -> Array<Uuid>,
        client_at -> Timestamptz,
        skew_ms -> BigInt,
        status -> Text,
        code -> Nullable<Text>,
        problem -> Nullable<Text>,
        pointer -> Nullable<Text>,
        entity_version -> Nullable<Integer>,
        recorded_at -> Timestamptz,
        decided_by -> Nullable<Uuid>,
        decided_at -> Nullable<Timestamptz>,
        row_version -> Integer,
        voided_at -> Nullable<Timestamptz>,
        void_reason -> Nullable<Text>,
        rescued_by -> Nullable<Uuid>,
        wrote -> Bool,
    }
}

diesel::table! {
    task (org_id, id) {
        org_id -> Uuid,
        id -> Uuid,
        kind -> Text,
        person_id -> Nullable<Uuid>,
        enrolment_id -> Nullable<Uuid>,
        site_id -> Uuid,
        programme_id -> Nullable<Uuid>,
        about_on -> Nullable<Date>,
        due_on -> Date,
        raised_at -> Timestamptz,
        closed_at -> Nullable<Timestamptz>,
        closed_by -> Nullable<Uuid>,
        outcome -> Nullable<Text>,
        dismissal -> Nullable<Text>,
        ask_again_on -> Nullable<Date>,
        row_version -> Integer,
        recorded_at -> Timestamptz,
        voided_at -> Nullable<Timestamptz>,
        void_reason -> Nullable<Text>,
        referral_id -> Nullable<Uuid>,
        incident_action_id -> Nullable<Uuid>,
    }
}

diesel::table! {
    waiting_entry (org_id, id) {
        org_id -> Uuid,
        id -> Uuid,
        referral_id -> Uuid,
        site_id -> Uuid,
        priority -> Text,
        since -> Timestamptz,
        recorded_at -> Timestamptz,
        recorded_by -> Uuid,
    }
}

diesel::table! {
    walk_in (org_id, id) {
        org_id -> Uuid,
        id -> Uuid,
        session_id -> Uuid,
        site_id -> Uuid,
        programme_id -> Uuid,
        wrapped -> Nullable<Binary>,
        nickname_enc -> Nullable<Binary>,
        attendance -> Text,
        minutes -> Integer,
        matched_line_id -> Nullable<Uuid>,
        created_mac -> Nullable<Binary>,
        row_version -> Integer,
        recorded_at -> Timestamptz,
        recorded_by -> Nullable<Uuid>,
        voided_at -> Nullable<Timestamptz>,
        void_reason -> Nullable<Text>,
    }
}

diesel::table! {
    auth.account (id) {
        id -> Uuid,
        email -> Nullable<Text>,
        password_hash -> Nullable<Text>,
        recorded_at -> Timestamptz,
        disabled_at -> Nullable<Timestamptz>,
        language -> Text,
        handle -> Nullable<Text>,
    }
}

diesel::table! {
    auth.device (org_id, id) {
        org_id -> Uuid,
        id -> Uuid,
        staff_id -> Uuid,
        account_id -> Uuid,
        sign_in_id -> Uuid,
        code_id -> Uuid,
        kind -> Text,
        key_algorithm -> Text,
        public_key -> Binary,
        enrolled_at -> Timestamptz,
        last_seen_at -> Nullable<Timestamptz>,
        revoked_at -> Nullable<Timestamptz>,
        recent -> Array<Text>,
        draining_at -> Nullable<Timestamptz>,
        wiped_at -> Nullable<Timestamptz>,
        outbox_depth -> Nullable<Integer>,
        oldest_pending_at -> Nullable<Timestamptz>,
        max_seq -> Nullable<BigInt>,
        persisted -> Nullable<Bool>,
        reported_at -> Nullable<Timestamptz>,
        store_lost_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    auth.email_change (id) {
        id -> Uuid,
        account_id -> Uuid,
        old_email -> Text,
        new_email -> Text,
        confirm_sha256 -> Binary,
        cancel_sha256 -> Binary,
        recorded_at -> Timestamptz,
        confirm_until -> Timestamptz,
        cancel_until -> Timestamptz,
        confirmed_at -> Nullable<Timestamptz>,
        cancelled_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    auth.field_code (org_id, id) {
        org_id -> Uuid,
        id -> Uuid,
        staff_id -> Uuid,
        made_by -> Uuid,
        selector -> Text,
        secret_mac -> Binary,
        recorded_at -> Timestamptz,
        expires_at -> Timestamptz,
        wrong -> Integer,
        used_at -> Nullable<Timestamptz>,
        dead_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    auth.job (org_id, id) {
        org_id -> Uuid,
        id -> Uuid,
        kind -> Text,
        object_id -> Uuid,
        run_at -> Timestamptz,
        attempts -> Integer,
        locked_by -> Nullable<Uuid>,
        locked_until -> Nullable<Timestamptz>,
        finished_at -> Nullable<Timestamptz>,
        dead_at -> Nullable<Timestamptz>,
        last_error -> Nullable<Text>,
        recorded_at -> Timestamptz,
    }
}

diesel::table! {
    auth.kek_retired (kek) {
        kek -> Binary,
        name -> Text,
        retired_at -> Timestamptz,
    }
}

diesel::table! {
    auth.key_probe (kek) {
        kek -> Text,
        wrapped -> Binary,
        recorded_at -> Timestamptz,
    }
}

diesel::table! {
    auth.mail (id) {
        id -> Uuid,
        org_id -> Nullable<Uuid>,
        account_id -> Nullable<Uuid>,
        template -> Text,
        language -> Nullable<Text>,
        wrapped_key -> Nullable<Binary>,
        content_enc -> Nullable<Binary>,
        recorded_at -> Timestamptz,
        useful_until -> Nullable<Timestamptz>,
        next_at -> Timestamptz,
        attempts -> Integer,
        locked_by -> Nullable<Uuid>,
        locked_until -> Nullable<Timestamptz>,
        sent_at -> Nullable<Timestamptz>,
        dropped_at -> Nullable<Timestamptz>,
        dead_at -> Nullable<Timestamptz>,
        last_error -> Nullable<Text>,
    }
}

diesel::table! {
    auth.notice (id) {
        id -> Uuid,
        account_id -> Uuid,
        org_id -> Nullable<Uuid>,
        kind -> Text,
        recorded_at -> Timestamptz,
        sent_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    auth.password_reset (id) {
        id -> Uuid,
        account_id -> Nullable<Uuid>,
        token_sha256 -> Binary,
        recorded_at -> Timestamptz,
        expires_at -> Timestamptz,
        used_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    auth.recovery_code (id) {
        id -> Uuid,
        account_id -> Uuid,
        hash -> Binary,
        recorded_at -> Timestamptz,
        used_at -> Nullable<Timestamptz>,
        ended_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    auth.refresh_token (id) {
        id -> Uuid,
        sign_in_id -> Uuid,
        parent_id -> Nullable<Uuid>,
        hash -> Binary,
        token_id -> BigInt,
        issued_at -> Timestamptz,
        expires_at -> Timestamptz,
        used_at -> Nullable<Timestamptz>,
        revoked_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    auth.search_count (org_id, sign_in_id) {
        org_id -> Uuid,
        sign_in_id -> Uuid,
        minute_start -> Timestamptz,
        in_minute -> Integer,
        day_start -> Timestamptz,
        in_day -> Integer,
    }
}

diesel::table! {
    auth.sign_in (id) {
        id -> Uuid,
        account_id -> Uuid,
        org_id -> Uuid,
        staff_id -> Uuid,
        issued_at -> Timestamptz,
        expires_at -> Timestamptz,
        revoked_at -> Nullable<Timestamptz>,
        kind -> Text,
        last_used_at -> Nullable<Timestamptz>,
        idle_until -> Nullable<Timestamptz>,
        stepped_up_at -> Nullable<Timestamptz>,
        second_factor_at -> Nullable<Timestamptz>,
        token_id -> Nullable<BigInt>,
        token_seen_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    auth.sync_epoch (id) {
        id -> Text,
        system_identifier -> BigInt,
        timeline -> Integer,
        database_oid -> BigInt,
        started_at -> Timestamptz,
    }
}

diesel::table! {
    auth.throttle (key) {
        key -> Binary,
        window_start -> Timestamptz,
        fails -> Integer,
        open -> Integer,
        opened_at -> Timestamptz,
        level -> Integer,
        blocked_until -> Nullable<Timestamptz>,
        good_at -> Nullable<Timestamptz>,
        accounts -> Binary,
        forget_at -> Timestamptz,
    }
}

diesel::table! {
    auth.totp (id) {
        id -> Uuid,
        account_id -> Uuid,
        secret_enc -> Nullable<Binary>,
        wrapped_enc -> Nullable<Binary>,
        recorded_at -> Timestamptz,
        confirmed_at -> Nullable<Timestamptz>,
        last_step -> Nullable<BigInt>,
        ended_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    sdc.budget (org_id, person_id) {
        org_id -> Uuid,
        person_id -> Uuid,
        epsilon -> Numeric,
        delta -> Numeric,
    }
}

diesel::table! {
    sdc.counted (org_id, person_id, indicator) {
        org_id -> Uuid,
        person_id -> Uuid,
        indicator -> Text,
        period -> Text,
        release_id -> Uuid,
    }
}

diesel::table! {
    sdc.download (org_id, id) {
        org_id -> Uuid,
        id -> Uuid,
        release_id -> Uuid,
        staff_id -> Uuid,
        at -> Timestamptz,
        format -> Text,
        file_sha256 -> Binary,
        content_sha256 -> Binary,
    }
}

diesel::table! {
    sdc.event (org_id, seq) {
        org_id -> Uuid,
        seq -> BigInt,
        release_id -> Uuid,
        at -> Timestamptz,
        staff_id -> Uuid,
        kind -> Text,
        body -> Text,
        prev_sha256 -> Binary,
        sha256 -> Binary,
    }
}

diesel::table! {
    sdc.external_figure (org_id, id) {
        org_id -> Uuid,
        id -> Uuid,
        indicator -> Text,
        period -> Text,
        predicate -> Text,
        people -> Integer,
        source -> Text,
        created_mac -> Nullable<Binary>,
        row_version -> Integer,
        recorded_at -> Timestamptz,
        recorded_by -> Uuid,
        voided_at -> Nullable<Timestamptz>,
        void_reason -> Nullable<Text>,
    }
}

diesel::table! {
    sdc.publication (org_id, seq) {
        org_id -> Uuid,
        seq -> BigInt,
        release_id -> Uuid,
        body -> Text,
        prev_sha256 -> Binary,
        sha256 -> Binary,
    }
}

diesel::table! {
    sdc.release (org_id, id) {
        org_id -> Uuid,
        id -> Uuid,
        indicator -> Text,
        programme_version -> Text,
        period -> Text,
        generation -> Integer,
        mechanism -> Text,
        snapshot_tag -> Binary,
        geography -> Jsonb,
        state -> Text,
        drafted_by -> Uuid,
        drafted_at -> Timestamptz,
        content -> Text,
        content_sha256 -> Binary,
        audit -> Nullable<Jsonb>,
        audit_sha256 -> Nullable<Binary>,
        decided_by -> Nullable<Uuid>,
        decided_at -> Nullable<Timestamptz>,
        reject_reason -> Nullable<Text>,
        published_by -> Nullable<Uuid>,
        published_at -> Nullable<Timestamptz>,
        file -> Nullable<Text>,
        public_key -> Nullable<Binary>,
        signature -> Nullable<Binary>,
        created_mac -> Nullable<Binary>,
        row_version -> Integer,
        recorded_at -> Timestamptz,
        voided_at -> Nullable<Timestamptz>,
        void_reason -> Nullable<Text>,
    }
}

diesel::table! {
    sdc.release_cell (org_id, release_id, predicate) {
        org_id -> Uuid,
        release_id -> Uuid,
        predicate -> Text,
        profile -> Text,
        published -> Nullable<Integer>,
    }
}

diesel::table! {
    sdc.release_recipient (org_id, release_id, funder_id) {
        org_id -> Uuid,
        release_id -> Uuid,
        funder_id -> Uuid,
        recorded_at -> Timestamptz,
    }
}

diesel::allow_tables_to_appear_in_same_query!(
    absence_cover,
    alert,
    alert_call,
    assignment,
    audit_checkpoint,
    audit_event,
    audit_horizon,
    audit_seal,
    break_glass,
    break_glass_notice,
    capacity_assessment,
    case_plan,
    case_plan_approval,
    case_plan_review,
    caseload_exception,
    caseload_limit,
    cohort,
    cohort_member,
    concern_entry,
    conflict_declaration,
    consent,
    consent_text,
    contact_attempt,
    contact_method,
    device_view,
    disclosure,
    dosage_rule,
    eligibility_evaluation,
    eligibility_finding,
    eligibility_override,
    eligibility_result,
    eligibility_rule,
    enrolment,
    enrolment_event,
    enrolment_restricted,
    erasure,
    exit_record,
    followup_contact,
    followup_due,
    followup_safety,
    funder,
    goal,
    goal_review,
    guardian_path,
    hand_over,
    hand_over_line,
    head_count,
    holiday,
    idempotency_key,
    identifier,
    incident,
    incident_account,
    incident_action,
    incident_event,
    incident_party,
    indicator_target,
    intake_answer,
    intake_form,
    invitation,
    jurisdiction_policy,
    keep_apart,
    on_call_shift,
    organisation,
    outcome_observation,
    outing,
    participation,
    person,
    person_identity,
    person_key,
    person_merge,
    person_merge_row,
    person_needs,
    person_relationship,
    place_offer,
    plan,
    plan_action,
    possible_duplicate,
    programme,
    programme_capacity,
    referral_decision,
    referral_event,
    referral_in,
    referral_out,
    referral_out_event,
    referral_source,
    role_grant,
    roll_line,
    safeguarding_concern,
    schedule,
    schedule_turn,
    service_provider,
    session,
    session_correction,
    session_note,
    site,
    staff_member,
    supervision_case,
    supervision_session,
    supervision_worker,
    sync_conflict,
    sync_entry,
    sync_field,
    sync_op,
    task,
    waiting_entry,
    walk_in,
    account,
    device,
    email_change,
    field_code,
    job,
    kek_retired,
    key_probe,
    mail,
    notice,
    password_reset,
    recovery_code,
    refresh_token,
    search_count,
    sign_in,
    sync_epoch,
    throttle,
    totp,
    budget,
    counted,
    download,
    event,
    external_figure,
    publication,
    release,
    release_cell,
    release_recipient
);
