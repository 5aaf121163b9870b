//! The tables of both databases, as `migrations/` makes them.

use diesel::{allow_tables_to_appear_in_same_query, joinable, table};

table! {
    use diesel::sql_types::*;
    use crate::sql_types::*;
    cases (id) {
        id -> SqlId,
        procedure -> Text,
        number -> Nullable<Text>,
        state -> Text,
        outcome -> Nullable<Text>,
        version -> BigInt,
        act -> Text,
        edition -> Text,
        created_at -> SqlInstant,
        updated_at -> SqlInstant,
        received_at -> Nullable<SqlInstant>,
        registered_on -> Nullable<Date>,
        closed_at -> Nullable<SqlInstant>,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::sql_types::*;
    case_parties (case_id, role) {
        case_id -> SqlId,
        role -> Text,
        organisation -> Text,
        name_kk -> Text,
        name_ru -> Text,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::sql_types::*;
    obligations (id) {
        id -> SqlId,
        case_id -> SqlId,
        procedure -> Text,
        rule -> Text,
        edition -> Text,
        bearer_role -> Text,
        bearer_organisation -> Text,
        owed_to -> Nullable<Text>,
        opened_at -> SqlInstant,
        event_at -> SqlInstant,
        counted_from -> Date,
        due_on -> Nullable<Date>,
        due_at -> Nullable<SqlInstant>,
        raw_on -> Nullable<Date>,
        practical_on -> Nullable<Date>,
        sort_at -> SqlInstant,
        met_at -> Nullable<SqlInstant>,
        voided_at -> Nullable<SqlInstant>,
        trace -> SqlJson,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::sql_types::*;
    case_events (case_id, sequence) {
        case_id -> SqlId,
        sequence -> BigInt,
        at -> SqlInstant,
        actor -> Text,
        role -> Text,
        organisation -> Nullable<Text>,
        action -> Text,
        from_state -> Nullable<Text>,
        to_state -> Text,
        duties -> SqlJson,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::sql_types::*;
    notices (id) {
        id -> SqlId,
        case_id -> SqlId,
        kind -> Text,
        recipient_role -> Text,
        recipient_organisation -> Text,
        created_at -> SqlInstant,
        delivered_at -> Nullable<SqlInstant>,
        carrier -> Nullable<Text>,
        acknowledged_at -> Nullable<SqlInstant>,
        acknowledged_by -> Nullable<Text>,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::sql_types::*;
    attachments (id) {
        id -> SqlId,
        case_id -> SqlId,
        name -> Text,
        media_type -> Text,
        size -> BigInt,
        sha256 -> Text,
        uploaded_at -> SqlInstant,
        uploaded_by -> Text,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::sql_types::*;
    idempotency_keys (subject, key) {
        subject -> Text,
        key -> Text,
        fingerprint -> Text,
        created_at -> SqlInstant,
        answer -> Nullable<SqlJson>,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::sql_types::*;
    accreditation_applications (case_id) {
        case_id -> SqlId,
        channel_name_kk -> Text,
        channel_name_ru -> Text,
        form -> SqlJson,
        filing -> Nullable<SqlJson>,
        decision -> Nullable<SqlJson>,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::sql_types::*;
    register_entries (id) {
        id -> SqlId,
        number -> BigInt,
        case_id -> SqlId,
        body -> Text,
        included_on -> Date,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::sql_types::*;
    register_revisions (entry_id, revision) {
        entry_id -> SqlId,
        revision -> BigInt,
        kind -> Text,
        case_id -> SqlId,
        entered_on -> Date,
        entered_at -> SqlInstant,
        superseded_on -> Nullable<Date>,
        channel_name_kk -> Text,
        channel_name_ru -> Text,
        body_name_kk -> Text,
        body_name_ru -> Text,
        purpose_kk -> Text,
        purpose_ru -> Text,
        coverage -> Text,
        region -> Nullable<Text>,
        format -> Text,
        note_kk -> Nullable<Text>,
        note_ru -> Nullable<Text>,
        removed_on -> Nullable<Date>,
        subject -> Text,
        search -> Text,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::sql_types::*;
    register_amendments (case_id) {
        case_id -> SqlId,
        entry_id -> SqlId,
        current_entry -> SqlJson,
        form -> SqlJson,
        filing -> Nullable<SqlJson>,
    }
}

joinable!(case_parties -> cases (case_id));
joinable!(obligations -> cases (case_id));
joinable!(notices -> cases (case_id));
joinable!(accreditation_applications -> cases (case_id));
joinable!(register_amendments -> cases (case_id));
joinable!(register_revisions -> register_entries (entry_id));
joinable!(register_amendments -> register_entries (entry_id));
allow_tables_to_appear_in_same_query!(
    cases,
    case_parties,
    obligations,
    notices,
    attachments,
    accreditation_applications,
    register_entries,
    register_revisions,
    register_amendments,
);
