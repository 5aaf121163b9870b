//! Files packed into one, as ZIP. They are stored as they are: most of them are compressed already.

use std::io::{self, Cursor, Read, Seek, SeekFrom};

use rawzip::ZipArchiveWriter;
use rawzip::time::UtcDateTime;
use tempfile::NamedTempFile;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::storage::{FileStore, StoreError};

/// What is packed as a file.
#[derive(Clone, Debug)]
pub enum Content {
    /// These bytes.
    Made(Vec<u8>),
    /// The file that the store keeps under this id.
    Kept(Uuid),
}

/// Packs files, each with its name, as of one moment, into a new file, which is gone when it is dropped. The same files of the same moment
/// are packed into the same bytes.
///
/// # Errors
/// Whatever the store reports, also when a file is not there.
pub fn pack(
    files: &dyn FileStore,
    at: OffsetDateTime,
    contents: Vec<(String, Content)>,
) -> Result<NamedTempFile, StoreError> {
    let at = UtcDateTime::from_unix(at.unix_timestamp());
    let mut archive = ZipArchiveWriter::new(files.begin()?);
    for (name, content) in contents {
        let mut reader: Box<dyn Read> = match content {
            Content::Made(bytes) => Box::new(Cursor::new(bytes)),
            Content::Kept(id) => Box::new(files.open(id)?),
        };
        let (mut entry, config) = archive.new_file(&name).last_modified(at).start().map_err(io::Error::other)?;
        let mut writer = config.wrap(&mut entry);
        io::copy(&mut reader, &mut writer)?;
        let (_, written) = writer.finish().map_err(io::Error::other)?;
        entry.finish(written).map_err(io::Error::other)?;
    }
    let mut packed = archive.finish().map_err(io::Error::other)?;
    packed.seek(SeekFrom::Start(0))?;
    Ok(packed)
}
