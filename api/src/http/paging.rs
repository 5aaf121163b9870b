//! Lists: a page of items and an opaque cursor to the next.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use merzim_domain::Text;
use merzim_persistence::page::{Page, Place};
use serde::Serialize;
use time::OffsetDateTime;
use uuid::Uuid;

use super::reply::Reply;
use crate::problem::Problem;

/// A place in a list that can be written as an opaque cursor.
pub trait Cursor: Sized {
    /// The place as text.
    fn write(&self) -> String;
    /// The place again.
    fn read(text: &str) -> Option<Self>;
}

impl Cursor for Uuid {
    fn write(&self) -> String {
        self.simple().to_string()
    }

    fn read(text: &str) -> Option<Self> {
        Self::try_parse(text).ok()
    }
}

impl Cursor for i64 {
    fn write(&self) -> String {
        self.to_string()
    }

    fn read(text: &str) -> Option<Self> {
        text.parse().ok()
    }
}

impl Cursor for Place {
    fn write(&self) -> String {
        format!("{}.{}", self.at.unix_timestamp_nanos() / 1000, self.id.simple())
    }

    fn read(text: &str) -> Option<Self> {
        let (at, id) = text.split_once('.')?;
        let nanos = at.parse::<i64>().ok().map(i128::from)?.checked_mul(1000)?;
        Some(Self { at: OffsetDateTime::from_unix_timestamp_nanos(nanos).ok()?, id: Uuid::try_parse(id).ok()? })
    }
}

/// The place that a cursor stands for.
///
/// # Errors
/// A [`Problem`] when the cursor is not one that a list of this kind gave out.
pub fn place<C: Cursor>(cursor: Option<&str>) -> Result<Option<C>, Problem> {
    let Some(cursor) = cursor else { return Ok(None) };
    BASE64_URL_SAFE_NO_PAD
        .decode(cursor)
        .ok()
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .and_then(|text| C::read(&text))
        .map(Some)
        .ok_or_else(|| {
            let message =
                Text::new("бұл тізімнің курсоры емес", "это не курсор данного списка", "is not a cursor of this list");
            Problem::parameter("cursor", message)
        })
}

/// How many items a page has, unless the caller says otherwise.
#[must_use]
pub fn limit(limit: Option<u8>) -> i64 {
    i64::from(limit.unwrap_or(20))
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Body<T> {
    items: Vec<T>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_cursor: Option<String>,
}

/// A page as an answer: `items`, and `nextCursor` where the list goes on.
///
/// # Errors
/// A [`Problem`] when an item cannot be shown.
pub fn reply<R, T: Serialize, C: Cursor>(
    page: Page<R>,
    place: impl Fn(&R) -> C,
    mut show: impl FnMut(R) -> Result<T, Problem>,
) -> Result<Reply, Problem> {
    reply_some(page, place, |row| show(row).map(Some))
}

/// The same, where some of the rows are not shown.
///
/// # Errors
/// A [`Problem`] when an item cannot be shown.
pub fn reply_some<R, T: Serialize, C: Cursor>(
    page: Page<R>,
    place: impl Fn(&R) -> C,
    show: impl FnMut(R) -> Result<Option<T>, Problem>,
) -> Result<Reply, Problem> {
    let last = page.items.last().filter(|_| page.more).map(|row| place(row).write());
    let next_cursor = last.map(|text| BASE64_URL_SAFE_NO_PAD.encode(text));
    let items: Vec<T> =
        page.items.into_iter().map(show).filter_map(Result::transpose).collect::<Result<_, Problem>>()?;
    Ok(Reply::ok(&Body { items, next_cursor: next_cursor.clone() })?.next(next_cursor))
}

/// Declares the schema of a page of items: `page_of!(Obligations, Obligation, "…")`.
macro_rules! page_of {
    ($name:ident, $item:ty, $about:literal) => {
        #[doc = $about]
        #[derive(Debug, serde::Serialize, utoipa::ToSchema)]
        #[serde(rename_all = "camelCase")]
        pub struct $name {
            /// The items of this page.
            pub items: Vec<$item>,
            /// Cursor of the next page; absent on the last one.
            #[schema(example = "MDE5OWYzZjQ5M2ExN2M1ZThmNWQyZjljMWExZjBhMTE")]
            pub next_cursor: Option<String>,
        }
    };
}

/// Declares the schema of a whole list: `list_of!(Acts, Act, "…")`.
macro_rules! list_of {
    ($name:ident, $item:ty, $about:literal) => {
        #[doc = $about]
        #[derive(Debug, serde::Serialize, utoipa::ToSchema)]
        pub struct $name {
            /// The items, all of them.
            pub items: Vec<$item>,
        }
    };
}

pub(crate) use {list_of, page_of};
