//! Where the bytes of attachments are kept.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use uuid::Uuid;

/// Keeps files by id. The embedded default is a folder; other stores implement the same.
pub trait FileStore: Send + Sync {
    /// Takes over the finished file at `from`, already safe on the disk, which is on the same volume as [`Self::staging`].
    ///
    /// # Errors
    /// Whatever the store reports.
    fn put(&self, id: Uuid, from: &Path) -> io::Result<()>;

    /// Opens a file for reading.
    ///
    /// # Errors
    /// [`io::ErrorKind::NotFound`] when there is none, or whatever the store reports.
    fn open(&self, id: Uuid) -> io::Result<File>;

    /// Removes a file; that it is not there is no error.
    ///
    /// # Errors
    /// Whatever the store reports.
    fn remove(&self, id: Uuid) -> io::Result<()>;

    /// Folder in which uploads are written before they are taken over.
    fn staging(&self) -> &Path;
}

/// Files in a folder, spread over subfolders by the end of their id.
#[derive(Clone, Debug)]
pub struct Folder {
    root: PathBuf,
    staging: PathBuf,
}

impl Folder {
    /// Opens the folder, creating it if need be.
    ///
    /// # Errors
    /// [`io::Error`] when it cannot be created.
    pub fn open(root: &Path) -> io::Result<Self> {
        let staging = root.join("incoming");
        std::fs::create_dir_all(&staging)?;
        Ok(Self { root: root.to_owned(), staging })
    }

    fn path(&self, id: Uuid) -> PathBuf {
        let name = id.simple().to_string();
        // The end of a time-ordered id is its random part.
        let spread = name.get(30..).unwrap_or_default().to_owned();
        self.root.join(spread).join(name)
    }
}

impl FileStore for Folder {
    fn put(&self, id: Uuid, from: &Path) -> io::Result<()> {
        let path = self.path(id);
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        std::fs::rename(from, path)
    }

    fn open(&self, id: Uuid) -> io::Result<File> {
        File::open(self.path(id))
    }

    fn remove(&self, id: Uuid) -> io::Result<()> {
        match std::fs::remove_file(self.path(id)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            result => result,
        }
    }

    fn staging(&self) -> &Path {
        &self.staging
    }
}
