//! Signatures under which cases were filed, each with what was signed and the report of its verification.

use diesel::prelude::*;
use uuid::Uuid;

use crate::schema::{cases, signatures};
use crate::sql_types::{Id, Instant};
use crate::{Connection, DbError, vault};

/// A stored signature.
#[derive(Clone, Debug, Queryable, Insertable, Selectable)]
#[diesel(table_name = signatures)]
pub struct SignatureRow {
    /// Id.
    pub id: Id,
    /// The case.
    pub case_id: Id,
    /// A digest of what only the signer can change in it: nothing else is filed under it.
    pub fingerprint: String,
    /// When it was verified.
    pub verified_at: Instant,
    /// The bytes that are signed.
    pub document: Vec<u8>,
    /// The CMS as it came.
    pub cms: Vec<u8>,
    /// The report of its verification, JSON.
    pub report: Vec<u8>,
}

impl SignatureRow {
    /// The same with all that names the signer changed so.
    fn with(self, change: impl Fn(&[u8]) -> Result<Vec<u8>, DbError>) -> Result<Self, DbError> {
        let (document, cms, report) = (change(&self.document)?, change(&self.cms)?, change(&self.report)?);
        Ok(Self { document, cms, report, ..self })
    }
}

/// Keeps a signature.
///
/// # Errors
/// [`DbError::Duplicate`] when a case was filed under it already; [`DbError`] when the database fails.
pub fn keep(connection: &mut Connection, row: SignatureRow) -> Result<(), DbError> {
    let row = row.with(vault::seal_bytes)?;
    diesel::insert_into(signatures::table).values(row).execute(connection)?;
    Ok(())
}

/// The signature under which a case was last filed. The caller has seen to visibility.
///
/// # Errors
/// [`DbError::NotFound`] when there is none.
pub fn of_case(connection: &mut Connection, case: Uuid) -> Result<SignatureRow, DbError> {
    let row: SignatureRow = signatures::table
        .filter(signatures::case_id.eq(Id(case)))
        .order((signatures::verified_at.desc(), signatures::id.desc()))
        .select(SignatureRow::as_select())
        .first(connection)?;
    row.with(vault::open_bytes)
}

/// The id of the case with this id or number, whoever may see it.
///
/// # Errors
/// [`DbError::NotFound`] when there is none.
pub fn case_named(connection: &mut Connection, name: &str) -> Result<Uuid, DbError> {
    match Uuid::try_parse(name) {
        Ok(id) => Ok(id),
        Err(_) => Ok(cases::table.filter(cases::number.eq(name)).select(cases::id).first::<Id>(connection)?.0),
    }
}

/// Forgets the signatures of a case: they name who signed.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn forget(connection: &mut Connection, case: Uuid) -> Result<(), DbError> {
    diesel::delete(signatures::table.filter(signatures::case_id.eq(Id(case)))).execute(connection)?;
    Ok(())
}
