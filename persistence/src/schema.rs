//! The tables that all procedures share, as `migrations/` makes them in both databases. A procedure's own stand beside its rows.

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
        redress -> Nullable<SqlJson>,
        bound_by -> Nullable<SqlId>,
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
    organisations (id) {
        id -> SqlId,
        bin -> Text,
        kind -> Text,
        name_kk -> Text,
        name_ru -> Text,
        region -> Nullable<Text>,
        from_on -> Date,
        until_on -> Nullable<Date>,
        place -> Text,
        search -> Text,
        plain -> Text,
        version -> BigInt,
        entered_at -> SqlInstant,
        updated_at -> SqlInstant,
        state_share -> Nullable<BigInt>,
        head_name -> Nullable<Text>,
        head_position_kk -> Nullable<Text>,
        head_position_ru -> Nullable<Text>,
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
        never_owed -> Bool,
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
        request -> Nullable<Text>,
        salt -> Text,
        hash -> Text,
        leaf -> Nullable<BigInt>,
    }
}

table! {
    audit_leaves (position) {
        position -> BigInt,
        case_id -> crate::sql_types::SqlId,
        sequence -> BigInt,
    }
}

table! {
    audit_nodes (place) {
        place -> BigInt,
        hash -> Text,
    }
}

table! {
    audit_tree (id) {
        id -> Integer,
        size -> BigInt,
    }
}

table! {
    audit_heads (size) {
        size -> BigInt,
        at -> crate::sql_types::SqlInstant,
        root -> Text,
        public_key -> Text,
        signature -> Text,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::sql_types::*;
    case_moves (case_id, role, party) {
        case_id -> SqlId,
        role -> Text,
        party -> Text,
        at -> SqlInstant,
        here -> Bool,
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
        news -> Nullable<SqlJson>,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::sql_types::*;
    attachments (id) {
        id -> SqlId,
        case_id -> SqlId,
        name -> SqlSealed,
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
    signatures (id) {
        id -> SqlId,
        case_id -> SqlId,
        fingerprint -> Text,
        verified_at -> SqlInstant,
        document -> Binary,
        cms -> Binary,
        report -> Binary,
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
        answer -> Nullable<SqlSealed>,
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
    case_viewings (id) {
        id -> SqlId,
        case_id -> SqlId,
        day -> Date,
        organisation -> Text,
        viewer -> Text,
        viewed_at -> SqlInstant,
    }
}

table! {
    vault_keys (id) {
        id -> BigInt,
        wrapped -> Text,
        made_at -> crate::sql_types::SqlInstant,
        complete -> Bool,
    }
}

joinable!(case_moves -> cases (case_id));
joinable!(case_parties -> cases (case_id));
joinable!(obligations -> cases (case_id));
joinable!(notices -> cases (case_id));
allow_tables_to_appear_in_same_query!(
    cases,
    case_moves,
    case_parties,
    obligations,
    notices,
    attachments,
    organisations
);

/// Declares the table of what a procedure stores of each of its cases. Its key is the id of the case, which needs no mention.
/// Queries may join it with the case, and look at whatever else belongs to cases.
macro_rules! case_table {
    ($name:ident $(as $short:ident)? { $($columns:tt)* }) => {
        mod table {
            use crate::schema::{attachments, case_moves, case_parties, cases, notices, obligations, organisations};

            diesel::table! {
                use diesel::sql_types::*;
                use crate::sql_types::*;
                $name (case_id) {
                    case_id -> SqlId,
                    $($columns)*
                }
            }
            diesel::joinable!($name -> cases (case_id));
            diesel::allow_tables_to_appear_in_same_query!($name, cases);
            diesel::allow_tables_to_appear_in_same_query!($name, case_moves);
            diesel::allow_tables_to_appear_in_same_query!($name, case_parties);
            diesel::allow_tables_to_appear_in_same_query!($name, obligations);
            diesel::allow_tables_to_appear_in_same_query!($name, notices);
            diesel::allow_tables_to_appear_in_same_query!($name, attachments);
            diesel::allow_tables_to_appear_in_same_query!($name, organisations);
        }
        pub(crate) use table::$name $(as $short)?;
    };
}
pub(crate) use case_table;

allow_tables_to_appear_in_same_query!(case_events, audit_leaves);
