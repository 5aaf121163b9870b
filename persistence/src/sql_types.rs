//! Values that the two databases store in their own ways: `uuid`, `timestamptz` and `jsonb` on
//! PostgreSQL; text on SQLite, instants of fixed width in UTC so that text order is time order.

use std::io::Write;

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
use crate::vault::{self, Sealable};

/// Declares a stored value. The object ids are those that every PostgreSQL has for its own types; by
/// name they would be looked up with a statement on each new connection.
macro_rules! stored {
    ($(#[doc = $doc:literal])+ $name:ident($inner:ty) $(, also $also:ident,)? as $sql:ident, [$oid:literal, $array_oid:literal] = $postgres:ty, $encode:expr, $decode:expr) => {
        #[doc = concat!("SQL type of [`", stringify!($name), "`].")]
        #[derive(Clone, Copy, Debug, SqlType, diesel::query_builder::QueryId)]
        #[diesel(postgres_type(oid = $oid, array_oid = $array_oid))]
        #[diesel(sqlite_type(name = "Text"))]
        pub struct $sql;

        $(#[doc = $doc])+
        #[derive(Clone, Debug, PartialEq, Eq, AsExpression, FromSqlRow)]
        #[diesel(sql_type = $sql)]
        $(#[diesel(sql_type = $also)])?
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
    Json(Value), also SqlSealed, as SqlJson, [3802, 3807] = sql_types::Jsonb,
    |value| Ok(serde_json::to_string(value)?),
    |text| Ok(serde_json::from_str(text)?)
);

/// SQL type of what is sealed at rest, see [`crate::vault`]: its name in the declaration of a table is all that is needed.
#[derive(Clone, Copy, Debug, SqlType, diesel::query_builder::QueryId)]
#[diesel(postgres_type(oid = 25, array_oid = 1009))]
#[diesel(sqlite_type(name = "Text"))]
pub struct SqlSealed;

impl HasSqlType<SqlSealed> for MultiBackend {
    fn metadata(lookup: &mut Self::MetadataLookup) -> Self::TypeMetadata {
        Self::lookup_sql_type::<SqlSealed>(lookup)
    }
}

/// A value that is sealed at rest.
#[derive(Clone, Debug, PartialEq, Eq, AsExpression, FromSqlRow)]
#[diesel(sql_type = SqlSealed)]
pub struct Sealed<T: std::fmt::Debug>(pub T);

impl<T: std::fmt::Debug> Sealed<T> {
    /// A value that need not be there.
    pub fn opened(of: Option<Self>) -> Option<T> {
        of.map(|Self(value)| value)
    }
}

impl<T: std::fmt::Debug> std::ops::Deref for Sealed<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: std::fmt::Debug> From<T> for Sealed<T> {
    fn from(value: T) -> Self {
        Self(value)
    }
}

/// Seals values of this type in columns of [`SqlSealed`].
macro_rules! sealed {
    ($name:ty $(, $T:ident)?) => {
        impl$(<$T: Sealable>)? FromSql<SqlSealed, MultiBackend> for $name {
            fn from_sql(value: <MultiBackend as diesel::backend::Backend>::RawValue<'_>) -> deserialize::Result<Self> {
                value.from_sql::<Self, SqlSealed>()
            }
        }

        impl$(<$T: Sealable>)? ToSql<SqlSealed, MultiBackend> for $name {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, MultiBackend>) -> serialize::Result {
                out.set_value((SqlSealed, self));
                Ok(IsNull::No)
            }
        }

        impl$(<$T: Sealable>)? FromSql<SqlSealed, Pg> for $name {
            fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
                let text = <String as FromSql<Text, Pg>>::from_sql(value)?;
                Ok(Self(Sealable::of(vault::open_text(&text)?)?))
            }
        }

        impl$(<$T: Sealable>)? ToSql<SqlSealed, Pg> for $name {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
                out.write_all(vault::seal_text(&self.0.bytes()?)?.as_bytes())?;
                Ok(IsNull::No)
            }
        }

        impl$(<$T: Sealable>)? FromSql<SqlSealed, Sqlite> for $name {
            fn from_sql(value: SqliteValue<'_, '_, '_>) -> deserialize::Result<Self> {
                let text = <String as FromSql<Text, Sqlite>>::from_sql(value)?;
                Ok(Self(Sealable::of(vault::open_text(&text)?)?))
            }
        }

        impl$(<$T: Sealable>)? ToSql<SqlSealed, Sqlite> for $name {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
                out.set_value(vault::seal_text(&self.0.bytes()?)?);
                Ok(IsNull::No)
            }
        }
    };
}

sealed!(Json);
sealed!(Sealed<T>, T);

impl Copy for Id {}
impl Copy for Instant {}
