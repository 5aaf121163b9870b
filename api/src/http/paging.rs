//! Lists: a page of items and an opaque cursor to the next.

use std::collections::HashMap;

use actix_web::HttpRequest;
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use merzim_domain::Text;
use merzim_persistence::cases::CaseRow;
use merzim_persistence::page::{Found, Gone, ListPlace, Page, Walk};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use time::OffsetDateTime;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::instant;
use super::reply::Reply;
use crate::http::{Answer, At};
use crate::problem::{BASE, FieldFaults, Problem};

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

impl Cursor for ListPlace {
    fn write(&self) -> String {
        format!("{}.{}", self.at.unix_timestamp_nanos() / 1000, self.id.simple())
    }

    fn read(text: &str) -> Option<Self> {
        let (at, id) = text.split_once('.')?;
        let nanos = at.parse::<i64>().ok().map(i128::from)?.checked_mul(1000)?;
        Some(Self { at: OffsetDateTime::from_unix_timestamp_nanos(nanos).ok()?, id: Uuid::try_parse(id).ok()? })
    }
}

impl<P: Cursor> Cursor for Found<P> {
    fn write(&self) -> String {
        format!("{}{}", if self.alike { "~" } else { "" }, self.place.write())
    }

    fn read(text: &str) -> Option<Self> {
        let alike = text.strip_prefix('~');
        Some(Self { alike: alike.is_some(), place: P::read(alike.unwrap_or(text))? })
    }
}

/// Which page of a list.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Paging {
    /// How many at most.
    #[param(minimum = 1, maximum = 100, default = 20)]
    limit: Option<u8>,
    /// Where to go on: `nextCursor` of the page before. It goes on in the same list and order only.
    #[param(max_length = 200)]
    cursor: Option<String>,
}

impl Paging {
    /// How many items the page has.
    pub fn limit(&self) -> i64 {
        i64::from(self.limit.unwrap_or(20))
    }

    /// Where it begins, if not at the beginning.
    pub fn place<C: Cursor>(&self) -> Result<Option<C>, Problem> {
        let Some(cursor) = &self.cursor else { return Ok(None) };
        C::read(cursor).map(Some).ok_or_else(|| Problem::parameter("cursor", NOT_OF_THIS_LIST))
    }
}

const CURSOR: &str = "cursor";
const NOT_OF_THIS_LIST: Text =
    Text::new("бұл тізімнің курсоры емес", "это не курсор данного списка", "is not a cursor of this list");

/// A list in its order, as its cursors name it: by its path, and by the parameters that give it another order.
fn name_of_list(path: &str, order: Option<&str>, is_by_change: bool) -> String {
    let list = path.strip_prefix(BASE).unwrap_or(path);
    format!("{list} {}{}", order.unwrap_or_default(), if is_by_change { "~" } else { "" })
}

/// Writes the cursor of a place in the list that was asked for. It opens no other list.
pub(super) fn seal(request: &HttpRequest, place: &str) -> String {
    let query: HashMap<String, String> = serde_urlencoded::from_str(request.query_string()).unwrap_or_default();
    let order = query.get("order").map(String::as_str);
    let list = name_of_list(request.path(), order, query.contains_key("modifiedSince"));
    BASE64_URL_SAFE_NO_PAD.encode(format!("{place} {list}"))
}

/// Puts the place that a cursor stands for in its stead, if it is one of this list.
pub(super) fn open(path: &str, query: &mut Value, faults: &mut FieldFaults) {
    let list = name_of_list(path, query["order"].as_str(), query.get("modifiedSince").is_some());
    let Some(Value::String(cursor)) = query.get_mut(CURSOR) else { return };
    let text = BASE64_URL_SAFE_NO_PAD.decode(&*cursor).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    let own = text.as_deref().and_then(|text| text.split_once(' ')).filter(|(_, of)| *of == list);
    if own.is_none() {
        faults.tell_of(&["?cursor"], NOT_OF_THIS_LIST);
    }
    *cursor = own.map(|(place, _)| place.to_owned()).unwrap_or_default();
}

/// What of a list a client that keeps a copy does not have yet.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct Since {
    /// Changed at this instant or later, for clients that keep a copy; the list is in the order of change then.
    #[serde(default, with = "instant::option")]
    #[param(value_type = Option<String>, format = DateTime, example = "2026-03-16T10:00:00+05:00")]
    pub modified_since: Option<OffsetDateTime>,
}

impl Since {
    /// How a list of cases is walked through.
    pub fn walk(&self, page: &Paging) -> Result<Walk, Problem> {
        Ok(match self.modified_since {
            None => Walk::Begun(page.place()?),
            Some(since) => Walk::Changed(since, page.place()?),
        })
    }
}

/// What a list is narrowed to, and which page of it is asked for.
#[derive(Clone, Debug, Deserialize)]
pub struct Listed<F> {
    /// What it is narrowed to.
    #[serde(flatten)]
    pub filter: F,
    /// What is new of it.
    #[serde(flatten)]
    pub since: Since,
    /// The page.
    #[serde(flatten)]
    pub page: Paging,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Body<T> {
    items: Vec<T>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    gone: Vec<GoneCase>,
}

/// A page as an answer: `items`, and `nextCursor` where the list goes on.
pub fn reply<R, T: Serialize, C: Cursor>(
    page: Page<R>,
    place: impl Fn(&R) -> C,
    show: impl FnMut(R) -> Result<T, Problem>,
) -> Answer {
    let last = page.items.last().map(|row| place(row).write());
    reply_from(page, last, show)
}

/// The same in a list in the order of change, with what is gone.
pub fn reply_changes<R, T: Serialize>(
    page: Page<R>,
    place: impl Fn(&R) -> ListPlace,
    show: impl FnMut(R) -> Result<T, Problem>,
) -> Answer {
    let last = page.items.last().map(place).max(page.gone.last().map(Gone::place));
    reply_from(page, last.map(|place| place.write()), show)
}

/// The same of cases, on this walk.
pub fn reply_cases<R, T: Serialize>(
    page: Page<(CaseRow, R)>,
    walk: Walk,
    show: impl FnMut((CaseRow, R)) -> Result<T, Problem>,
) -> Answer {
    match walk {
        Walk::Begun(_) => reply(page, |(case, _)| case.id.0, show),
        Walk::Changed(..) => reply_changes(page, |(case, _)| ListPlace::of(case), show),
    }
}

/// A page as an answer; the list goes on after `last`, if it does.
fn reply_from<R, T: Serialize>(
    page: Page<R>,
    last: Option<String>,
    show: impl FnMut(R) -> Result<T, Problem>,
) -> Answer {
    let next = last.filter(|_| page.more);
    let items: Vec<T> = page.items.into_iter().map(show).collect::<Result<_, Problem>>()?;
    let gone = page.gone.iter().map(|gone| GoneCase { case: gone.case, at: At(gone.at) }).collect();
    Ok(Reply::ok(&Body { items, gone })?.next(next))
}

/// A case that the caller sees no more, with everything that belongs to it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct GoneCase {
    /// Id of the case.
    pub case: Uuid,
    /// Since when.
    pub at: At,
}

/// Declares the schema of a page of items: `page_of!(Obligations, Obligation, "…")`; `gone` where cases can go out of sight.
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
    ($name:ident, $item:ty, $about:literal, gone) => {
        #[doc = $about]
        #[derive(Debug, serde::Serialize, utoipa::ToSchema)]
        #[serde(rename_all = "camelCase")]
        pub struct $name {
            /// The items of this page.
            pub items: Vec<$item>,
            /// With `modifiedSince`: the cases that the caller saw and sees no more since then; absent if there is none. They do not
            /// count towards `limit`.
            pub gone: Option<Vec<$crate::http::paging::GoneCase>>,
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
