//! The tables of both databases, as `migrations/` makes them.

use diesel::{allow_columns_to_appear_in_same_group_by_clause, allow_tables_to_appear_in_same_query, joinable, table};

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
        party -> Text,
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
        bearer -> Text,
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
        recipient -> Text,
        created_at -> SqlInstant,
        delivered_at -> Nullable<SqlInstant>,
        carrier -> Nullable<Text>,
        acknowledged_at -> Nullable<SqlInstant>,
        acknowledged_by -> Nullable<Text>,
        sequence -> BigInt,
        dropped_at -> Nullable<SqlInstant>,
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
        uploaded_as -> Nullable<Text>,
        published_at -> Nullable<SqlInstant>,
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
    filing_attempts (fingerprint) {
        fingerprint -> Text,
        at -> SqlInstant,
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

table! {
    use diesel::sql_types::*;
    use crate::sql_types::*;
    open_meetings (case_id) {
        case_id -> SqlId,
        holder -> Text,
        starts_at -> SqlInstant,
        ends_at -> SqlInstant,
        day -> Date,
        region -> Nullable<Text>,
        format -> Text,
        in_kazakh -> Bool,
        in_russian -> Bool,
        form -> SqlJson,
        search -> Text,
        public_at -> Nullable<SqlInstant>,
        announced_at -> Nullable<SqlInstant>,
        turn -> BigInt,
        postponements -> SqlJson,
        emergency -> Nullable<SqlJson>,
        closure -> Nullable<SqlJson>,
        seats -> Nullable<BigInt>,
        broadcast -> Nullable<SqlJson>,
        outcome -> Nullable<SqlJson>,
        cancellation -> Nullable<SqlJson>,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::sql_types::*;
    attendance_requests (case_id) {
        case_id -> SqlId,
        meeting_id -> SqlId,
        channel -> Text,
        surname -> Nullable<Text>,
        first_name -> Nullable<Text>,
        patronymic -> Nullable<Text>,
        birth_year -> Nullable<BigInt>,
        contact -> Nullable<Text>,
        turn -> BigInt,
        reminded_turn -> Nullable<BigInt>,
        active -> Bool,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::sql_types::*;
    broadcast_comments (case_id) {
        case_id -> SqlId,
        meeting_id -> SqlId,
        author -> Nullable<Text>,
        text -> Text,
        answer -> Nullable<SqlJson>,
        moderation -> SqlJson,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::sql_types::*;
    reception_offices (id) {
        id -> SqlId,
        name_kk -> Text,
        name_ru -> Text,
        address_kk -> Text,
        address_ru -> Text,
        region -> Text,
        rooms -> BigInt,
        active -> Bool,
        version -> BigInt,
        updated_at -> SqlInstant,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::sql_types::*;
    reception_schedules (case_id) {
        case_id -> SqlId,
        body -> Text,
        quarter -> Date,
        form -> SqlJson,
        story -> SqlJson,
        withdrawn -> Bool,
        public_at -> Nullable<SqlInstant>,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::sql_types::*;
    reception_slots (id) {
        id -> SqlId,
        schedule_id -> SqlId,
        body -> Text,
        receiver -> Text,
        starts_at -> SqlInstant,
        ends_at -> SqlInstant,
        day -> Date,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::sql_types::*;
    reception_appeals (case_id) {
        case_id -> SqlId,
        body -> Text,
        office_id -> SqlId,
        channel -> Text,
        iin -> Text,
        form -> SqlJson,
        considered_from -> SqlInstant,
        starts_at -> Nullable<SqlInstant>,
        ends_at -> Nullable<SqlInstant>,
        receiver -> Nullable<Text>,
        priority -> Bool,
        room_url -> Nullable<Text>,
        story -> SqlJson,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::sql_types::*;
    reception_bookings (id) {
        id -> SqlId,
        slot_id -> SqlId,
        office_id -> SqlId,
        room -> BigInt,
        case_id -> Nullable<SqlId>,
        held_by -> Nullable<Text>,
        held_until -> Nullable<SqlInstant>,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::sql_types::*;
    reception_pieces (resource, at) {
        resource -> Text,
        at -> SqlInstant,
        booking_id -> SqlId,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::sql_types::*;
    reception_rosters (case_id) {
        case_id -> SqlId,
        schedule_id -> SqlId,
        body -> Text,
        month -> Date,
        entries -> SqlJson,
        posted -> Nullable<SqlJson>,
        compiled_at -> Nullable<SqlInstant>,
        public_at -> Nullable<SqlInstant>,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::sql_types::*;
    complaints (case_id) {
        case_id -> SqlId,
        contested_id -> SqlId,
        ground -> Text,
        form -> SqlJson,
        pending -> Bool,
        story -> SqlJson,
    }
}

joinable!(case_parties -> cases (case_id));
joinable!(obligations -> cases (case_id));
joinable!(notices -> cases (case_id));
joinable!(accreditation_applications -> cases (case_id));
joinable!(register_amendments -> cases (case_id));
joinable!(open_meetings -> cases (case_id));
joinable!(attendance_requests -> cases (case_id));
joinable!(attendance_requests -> open_meetings (meeting_id));
joinable!(broadcast_comments -> cases (case_id));
joinable!(reception_schedules -> cases (case_id));
joinable!(reception_slots -> reception_schedules (schedule_id));
joinable!(reception_appeals -> cases (case_id));
joinable!(reception_bookings -> reception_slots (slot_id));
joinable!(reception_pieces -> reception_bookings (booking_id));
joinable!(reception_rosters -> cases (case_id));
joinable!(complaints -> cases (case_id));
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
    open_meetings,
    attendance_requests,
    broadcast_comments,
    reception_offices,
    reception_schedules,
    reception_slots,
    reception_appeals,
    reception_bookings,
    reception_pieces,
    reception_rosters,
    complaints,
);
allow_columns_to_appear_in_same_group_by_clause!(attendance_requests::meeting_id, cases::state);
