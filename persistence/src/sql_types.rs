//! Values that the two databases store in their own ways: `uuid`, `timestamptz` and `jsonb` on
//! PostgreSQL; text on SQLite, instants of fixed width in UTC so that text order is time order.

use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::pg::{Pg, PgValue};
use diesel::serialize::{self, IsNull, Output, ToSql};
use diesel::sql_types::{self, HasSqlType, SqlType, Text};
use diesel::sqlite::{Sqlite, SqliteValue};
use serde_json::Value;
use time::macros::format_description;
use time::{OffsetDateTime, PrimitiveDateTime, UtcOffset};
use uuid::Uuid;

use crate::backend::MultiBackend;

/// Declares a stored value. The object ids are those that every PostgreSQL has for its own types; by
/// name they would be looked up with a statement on each new connection.
macro_rules! stored {
    ($(#[doc = $doc:literal])+ $name:ident($inner:ty) as $sql:ident, [$oid:literal, $array_oid:literal] = $postgres:ty, $encode:expr, $decode:expr) => {
        #[doc = concat!("SQL type of [`", stringify!($name), "`].")]
        #[derive(Clone, Copy, Debug, SqlType, diesel::query_builder::QueryId)]
        #[diesel(postgres_type(oid = $oid, array_oid = $array_oid))]
        #[diesel(sqlite_type(name = "Text"))]
        pub struct $sql;

        $(#[doc = $doc])+
        #[derive(Clone, Debug, PartialEq, Eq, AsExpression, FromSqlRow)]
        #[diesel(sql_type = $sql)]
        pub struct $name(pub $inner);

        impl From<$inner> for $name {
            fn from(value: $inner) -> Self {
                Self(value)
            }
        }

        impl HasSqlType<$sql> for MultiBackend {
            fn metadata(lookup: &mut Self::MetadataLookup) -> Self::TypeMetadata {
                Self::lookup_sql_type::<$sql>(lookup)
            }
        }

        impl FromSql<$sql, MultiBackend> for $name {
            fn from_sql(value: <MultiBackend as diesel::backend::Backend>::RawValue<'_>) -> deserialize::Result<Self> {
                value.from_sql::<Self, $sql>()
            }
        }

        impl ToSql<$sql, MultiBackend> for $name {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, MultiBackend>) -> serialize::Result {
                out.set_value(($sql, self));
                Ok(IsNull::No)
            }
        }

        impl FromSql<$sql, Pg> for $name {
            fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
                <$inner as FromSql<$postgres, Pg>>::from_sql(value).map(Self)
            }
        }

        impl ToSql<$sql, Pg> for $name {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
                <$inner as ToSql<$postgres, Pg>>::to_sql(&self.0, out)
            }
        }

        impl FromSql<$sql, Sqlite> for $name {
            fn from_sql(value: SqliteValue<'_, '_, '_>) -> deserialize::Result<Self> {
                let text = <String as FromSql<Text, Sqlite>>::from_sql(value)?;
                let decode: fn(&str) -> deserialize::Result<$inner> = $decode;
                decode(&text).map(Self)
            }
        }

        impl ToSql<$sql, Sqlite> for $name {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
                let encode: fn(&$inner) -> Result<String, Box<dyn std::error::Error + Send + Sync>> = $encode;
                out.set_value(encode(&self.0)?);
                Ok(IsNull::No)
            }
        }
    };
}

stored!(
    /// An identifier.
    Id(Uuid) as SqlId, [2950, 2951] = sql_types::Uuid,
    |id| Ok(id.hyphenated().to_string()),
    |text| Ok(Uuid::parse_str(text)?)
);

stored!(
    /// An instant, to the microsecond.
    Instant(OffsetDateTime) as SqlInstant, [1184, 1185] = sql_types::Timestamptz,
    |instant| Ok(instant
        .checked_to_offset(UtcOffset::UTC)
        .ok_or("an instant beyond the end of time")?
        .format(format_description!("[year]-[month]-[day] [hour]:[minute]:[second].[subsecond digits:6]"))?),
    |text| Ok(PrimitiveDateTime::parse(
        text,
        format_description!("[year]-[month]-[day] [hour]:[minute]:[second].[subsecond digits:6]"),
    )?
    .assume_utc())
);

impl Instant {
    /// The instant in UTC, to the microsecond, as it is written in what is hashed or signed.
    #[must_use]
    pub fn utc(&self) -> String {
        let at = self.0.to_offset(UtcOffset::UTC);
        format!("{}T{:02}:{:02}:{:02}.{:06}Z", at.date(), at.hour(), at.minute(), at.second(), at.microsecond())
    }
}

stored!(
    /// Data that is only shown, never searched.
    Json(Value) as SqlJson, [3802, 3807] = sql_types::Jsonb,
    |value| Ok(serde_json::to_string(value)?),
    |text| Ok(serde_json::from_str(text)?)
);

impl Copy for Id {}
impl Copy for Instant {}
