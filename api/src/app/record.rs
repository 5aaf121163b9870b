//! What is stored of a case besides its row, as JSON: records, with the version of their shape; and forms, as they came.

use merzim_domain::engine::AddedRefusal;
use merzim_persistence::Json;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::problem::Problem;

/// Where the version stands in a record; the first shape had none.
const VERSION: &str = "recordVersion";

/// Something that is stored and read again. What cannot be read is a mistake in the program or the data, never a default.
pub trait Record: Serialize + DeserializeOwned {
    /// The version of the shape that is written now.
    const VERSION: u64 = 1;

    /// Brings a record of an earlier version to the shape of now; 0 is one without a version.
    fn upgrade(version: u64, record: &mut Value) -> Result<(), Problem> {
        let _ = (version, record);
        Ok(())
    }

    /// The record as it is stored.
    fn write(&self) -> Result<Json, Problem> {
        let mut record = serde_json::to_value(self).map_err(Problem::internal)?;
        if let Some(fields) = record.as_object_mut() {
            fields.insert(VERSION.to_owned(), Self::VERSION.into());
        }
        Ok(Json(record))
    }

    /// Reads a record.
    fn read(stored: &Json) -> Result<Self, Problem> {
        let mut record = stored.0.clone();
        let version = record
            .as_object_mut()
            .and_then(|fields| fields.remove(VERSION))
            .map_or(0, |version| version.as_u64().unwrap_or(u64::MAX));
        if version > Self::VERSION {
            return Err(Problem::internal(format!("a record of version {version}, which is not known here")));
        }
        Self::upgrade(version, &mut record)?;
        serde_json::from_value(record).map_err(Problem::internal)
    }

    /// Reads a record that need not be there.
    fn read_some(stored: Option<&Json>) -> Result<Option<Self>, Problem> {
        stored.map(Self::read).transpose()
    }
}

/// A list of records is stored as a list.
impl<T: Record> Record for Vec<T> {}

/// Adds a line to a log that is kept with a case. Else 409: it holds no more.
pub fn added<T>(log: &mut Vec<T>, line: T) -> Result<(), Problem> {
    AddedRefusal::unless_room(log.len())?;
    log.push(line);
    Ok(())
}

/// Writes a form, or part of one, for storing.
pub fn stored<T: Serialize>(form: &T) -> Result<Json, Problem> {
    serde_json::to_value(form).map(Json).map_err(Problem::internal)
}

/// Reads a form that was stored.
pub fn form<T: DeserializeOwned>(stored: &Json) -> Result<T, Problem> {
    T::deserialize(&stored.0).map_err(Problem::internal)
}
