//! What is known of attachments; their bytes are behind [`crate::storage`].

use std::sync::Arc;

use diesel::prelude::*;
use merzim_domain::engine::Actor;
use merzim_domain::{PersonKey, Role, Vocabulary};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::cases::{Viewer, shown_to};
use crate::schema::attachments;
use crate::sql_types::{Id, Instant, Sealed};
use crate::storage::{FileStore, Placed, StoreError};
use crate::{Connection, DbError};

/// A stored attachment.
#[derive(Clone, Debug, Queryable, Insertable, Selectable)]
#[diesel(table_name = attachments)]
pub struct AttachmentRow {
    /// Id, also the key of its bytes in the store.
    pub id: Id,
    /// The case.
    pub case_id: Id,
    /// File name given by the uploader.
    pub name: Sealed<String>,
    /// Media type found in the bytes.
    pub media_type: String,
    /// Size in bytes.
    pub size: i64,
    /// SHA-256 in lower-case hexadecimal.
    pub sha256: String,
    /// When it was uploaded.
    pub uploaded_at: Instant,
    /// By whom: the key of the person.
    pub uploaded_by: String,
    /// In which role of the case; not known of older ones.
    pub uploaded_as: Option<String>,
    /// From when everybody may read it.
    pub published_at: Option<Instant>,
}

impl AttachmentRow {
    /// Whether the actor has uploaded it, in a role that they hold now.
    #[must_use]
    pub fn is_by(&self, actor: &Actor) -> bool {
        let role = self.uploaded_as.as_deref().and_then(Role::parse);
        let person = actor.person.as_ref().is_some_and(|person| person.as_str() == self.uploaded_by);
        person && role.is_none_or(|role| actor.roles.contains(&role))
    }
}

/// Files once more, each with the row that it is copied from: for another case.
#[derive(Debug)]
pub struct Copies(Vec<(AttachmentRow, Placed)>);

impl Copies {
    /// Copies the bytes of these attachments. It waits for the disk.
    ///
    /// # Errors
    /// Whatever the store reports.
    pub fn make(files: &Arc<dyn FileStore>, of: Vec<AttachmentRow>) -> Result<Self, StoreError> {
        let copy = |row: AttachmentRow| {
            let file = Placed::copy(Arc::clone(files), row.id.0)?;
            Ok((row, file))
        };
        of.into_iter().map(copy).collect::<Result<_, _>>().map(Self)
    }

    /// Adds them to the other case, where they are not published.
    ///
    /// # Errors
    /// [`DbError`] when the database fails.
    pub fn add(self, connection: &mut Connection, case: Uuid) -> Result<(), DbError> {
        for (row, file) in self.0 {
            let copy = AttachmentRow { id: Id(file.id()), case_id: Id(case), published_at: None, ..row };
            add(connection, &copy)?;
            file.stay();
        }
        Ok(())
    }
}

/// Adds an attachment to its case.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn add(connection: &mut Connection, row: &AttachmentRow) -> Result<(), DbError> {
    diesel::insert_into(attachments::table).values(row.clone()).execute(connection)?;
    Ok(())
}

/// The attachment with this id, if it is published or `viewer` may see its case.
///
/// # Errors
/// [`DbError::NotFound`] when there is none or the viewer may not see it.
pub fn find(connection: &mut Connection, viewer: &Viewer, id: Uuid) -> Result<AttachmentRow, DbError> {
    Ok(attachments::table
        .filter(attachments::id.eq(Id(id)))
        .filter(shown_to!(attachments::published_at, viewer))
        .select(AttachmentRow::as_select())
        .first(connection)?)
}

/// Lets everybody read these attachments of a case; those that are published already stay so.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn publish(connection: &mut Connection, case: Uuid, ids: &[Uuid], at: OffsetDateTime) -> Result<(), DbError> {
    let ids: Vec<Id> = ids.iter().copied().map(Id).collect();
    let chosen = attachments::table.filter(attachments::case_id.eq(Id(case))).filter(attachments::id.eq_any(ids));
    diesel::update(chosen.filter(attachments::published_at.is_null()))
        .set(attachments::published_at.eq(Instant(at)))
        .execute(connection)?;
    Ok(())
}

/// Takes back what everybody could read of a case.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn unpublish(connection: &mut Connection, case: Uuid) -> Result<(), DbError> {
    diesel::update(attachments::table.filter(attachments::case_id.eq(Id(case))))
        .set(attachments::published_at.eq(None::<Instant>))
        .execute(connection)?;
    Ok(())
}

/// The attachments of a case, in the order of upload. The caller has seen to visibility.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn of_case(connection: &mut Connection, case: Uuid) -> Result<Vec<AttachmentRow>, DbError> {
    Ok(attachments::table
        .filter(attachments::case_id.eq(Id(case)))
        .order(attachments::id)
        .select(AttachmentRow::as_select())
        .load(connection)?)
}

/// How many files a case has, and how many bytes they have in all.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn weight(connection: &mut Connection, case: Uuid) -> Result<(usize, u64), DbError> {
    let sizes: Vec<i64> =
        attachments::table.filter(attachments::case_id.eq(Id(case))).select(attachments::size).load(connection)?;
    Ok((sizes.len(), sizes.iter().map(|size| size.unsigned_abs()).sum()))
}

/// Puts the key of a person wherever an earlier release kept the subject of their account; `key` makes one of the other.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn hide_uploaders(connection: &mut Connection, key: impl Fn(&str) -> PersonKey) -> Result<(), DbError> {
    let subjects: Vec<String> = attachments::table
        .filter(attachments::uploaded_by.not_like(PersonKey::PATTERN))
        .select(attachments::uploaded_by)
        .distinct()
        .load(connection)?;
    for subject in subjects {
        diesel::update(attachments::table.filter(attachments::uploaded_by.eq(&subject)))
            .set(attachments::uploaded_by.eq(key(&subject).as_str()))
            .execute(connection)?;
    }
    Ok(())
}

/// Removes an attachment.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn remove(connection: &mut Connection, id: Uuid) -> Result<(), DbError> {
    diesel::delete(attachments::table.find(Id(id))).execute(connection)?;
    Ok(())
}
