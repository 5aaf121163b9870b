//! Where the bytes of attachments are kept.

use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tempfile::{NamedTempFile, TempDir};
use uuid::Uuid;

/// Why a store did not do what was asked.
#[derive(Debug, thiserror::Error)]
#[error("the store of files: {0}")]
pub struct StoreError(#[from] io::Error);

impl StoreError {
    /// Whether nothing can be written: the disk is full or read-only. That is mended without the program.
    #[must_use]
    pub fn is_unwritable(&self) -> bool {
        matches!(
            self.0.kind(),
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::ReadOnlyFilesystem
        )
    }
}

/// Keeps files by id. They never change. The embedded default is a folder; other stores implement the same. All of it blocks:
/// never call it on an async thread.
pub trait FileStore: Send + Sync {
    /// An empty file to be written, where it can be taken over from.
    ///
    /// # Errors
    /// Whatever the store reports.
    fn begin(&self) -> Result<NamedTempFile, StoreError>;

    /// Takes over a finished file; it is safe on the disk when this returns.
    ///
    /// # Errors
    /// Whatever the store reports.
    fn put(&self, id: Uuid, file: NamedTempFile) -> Result<(), StoreError>;

    /// Keeps the bytes of a file under another id too.
    ///
    /// # Errors
    /// Whatever the store reports.
    fn copy(&self, from: Uuid, to: Uuid) -> Result<(), StoreError>;

    /// Opens a file for reading.
    ///
    /// # Errors
    /// Whatever the store reports, also when there is none.
    fn open(&self, id: Uuid) -> Result<File, StoreError>;

    /// Removes a file; that it is not there is no error.
    ///
    /// # Errors
    /// Whatever the store reports.
    fn remove(&self, id: Uuid) -> Result<(), StoreError>;

    /// Folder for what is written and soon removed again.
    fn staging(&self) -> &Path;

    /// What went wrong with a file in [`Self::staging`]; the store remembers if nothing can be written.
    fn failed(&self, error: io::Error) -> StoreError;

    /// Whether what is written is kept, as far as is known.
    fn is_writable(&self) -> bool;

    /// Tries whether something can be written, after it could not be.
    ///
    /// # Errors
    /// Whatever the store reports.
    fn try_writing(&self) -> Result<(), StoreError>;
}

/// A store in which nothing is changed, for what is only tried: what is written to it is dropped.
pub struct Untouched(pub Arc<dyn FileStore>);

impl FileStore for Untouched {
    fn begin(&self) -> Result<NamedTempFile, StoreError> {
        self.0.begin()
    }

    fn put(&self, _: Uuid, _: NamedTempFile) -> Result<(), StoreError> {
        Ok(())
    }

    fn copy(&self, _: Uuid, _: Uuid) -> Result<(), StoreError> {
        Ok(())
    }

    fn open(&self, id: Uuid) -> Result<File, StoreError> {
        self.0.open(id)
    }

    fn remove(&self, _: Uuid) -> Result<(), StoreError> {
        Ok(())
    }

    fn staging(&self) -> &Path {
        self.0.staging()
    }

    fn failed(&self, error: io::Error) -> StoreError {
        self.0.failed(error)
    }

    fn is_writable(&self) -> bool {
        self.0.is_writable()
    }

    fn try_writing(&self) -> Result<(), StoreError> {
        self.0.try_writing()
    }
}

/// A file that is in the store before its row is: it is removed again, on whatever thread drops it, unless it is told to stay.
pub struct Placed {
    files: Arc<dyn FileStore>,
    id: Uuid,
    stays: bool,
}

impl std::fmt::Debug for Placed {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Placed({})", self.id)
    }
}

impl Placed {
    /// Puts a finished file into the store.
    ///
    /// # Errors
    /// Whatever the store reports.
    pub fn put(files: Arc<dyn FileStore>, file: NamedTempFile) -> Result<Self, StoreError> {
        let placed = Self { files, id: Uuid::now_v7(), stays: false };
        placed.files.put(placed.id, file)?;
        Ok(placed)
    }

    /// Puts the bytes of a file into the store once more.
    ///
    /// # Errors
    /// Whatever the store reports.
    pub fn copy(files: Arc<dyn FileStore>, from: Uuid) -> Result<Self, StoreError> {
        let placed = Self { files, id: Uuid::now_v7(), stays: false };
        placed.files.copy(from, placed.id)?;
        Ok(placed)
    }

    /// The id under which it is kept.
    #[must_use]
    pub const fn id(&self) -> Uuid {
        self.id
    }

    /// Its row is written. If that is not committed after all, a file without a row does no harm; a row without a file would.
    pub fn stay(mut self) {
        self.stays = true;
    }
}

impl Drop for Placed {
    fn drop(&mut self) {
        if !self.stays {
            let _ = self.files.remove(self.id);
        }
    }
}

/// Files in a folder, spread over subfolders by the end of their id.
#[derive(Debug)]
pub struct Folder {
    root: PathBuf,
    /// A folder of this program alone, on the same volume.
    staging: TempDir,
    /// Held while the program runs, so that no other takes its staging folder for one that was left behind.
    _lock: File,
    unwritable: AtomicBool,
}

/// The file that is locked as long as a folder is in use.
const LOCK: &str = "lock";

impl Folder {
    /// Opens the folder, creating it if need be, and removes what programs that have ended left in their staging folders.
    ///
    /// # Errors
    /// [`io::Error`] when it cannot be created.
    pub fn open(root: &Path) -> io::Result<Self> {
        let incoming = root.join("incoming");
        create_private(&incoming)?;
        // Programs that start together sweep one after the other.
        let door = File::create(incoming.join(LOCK))?;
        door.lock()?;
        sweep(&incoming)?;
        let staging = tempfile::tempdir_in(&incoming)?;
        let lock = File::create(staging.path().join(LOCK))?;
        lock.lock()?;
        Ok(Self { root: root.to_owned(), staging, _lock: lock, unwritable: AtomicBool::new(false) })
    }

    fn path(&self, id: Uuid) -> PathBuf {
        let name = id.simple().to_string();
        // The end of a time-ordered id is its random part.
        let spread = name.get(30..).unwrap_or_default().to_owned();
        self.root.join(spread).join(name)
    }

    /// Does something with the place of a file, and has the folder remember it.
    fn keep(&self, id: Uuid, write: impl FnOnce(&Path) -> io::Result<()>) -> Result<(), StoreError> {
        let path = self.path(id);
        let folder = path.parent().unwrap_or(&self.root);
        let kept = || {
            if !folder.exists() {
                create_private(folder)?;
                File::open(&self.root)?.sync_all()?;
            }
            write(&path)?;
            File::open(folder)?.sync_all()
        };
        kept().map_err(|error| self.failed(error))
    }
}

/// Opens a file to add to it, and makes it if there is none: one that its owner alone may read.
///
/// # Errors
/// [`io::Error`] when it cannot be opened, or is somebody else's.
pub fn open_private(path: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(path)?;
    #[cfg(unix)]
    {
        let mut permissions = file.metadata()?.permissions();
        if std::os::unix::fs::PermissionsExt::mode(&permissions) & 0o077 != 0 {
            std::os::unix::fs::PermissionsExt::set_mode(&mut permissions, 0o600);
            file.set_permissions(permissions)?;
        }
    }
    Ok(file)
}

/// What a file says that its owner alone may read; one that is not there is made, once, whoever else makes it too.
///
/// # Errors
/// [`io::Error`] when it cannot be read or made.
pub fn read_or_make(path: &Path, made: impl FnOnce() -> io::Result<Vec<u8>>) -> io::Result<Vec<u8>> {
    match std::fs::read(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        read => {
            // It may be the operator's, and only to be read.
            let _ = open_private(path);
            return read;
        }
    }
    let folder = path.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder)?;
    // Named only when it is whole: so nobody reads a part, and of two who make it one has made it.
    let mut whole = tempfile::NamedTempFile::new_in(folder)?;
    whole.write_all(&made()?)?;
    whole.as_file().sync_all()?;
    match whole.persist_noclobber(path) {
        Err(error) if error.error.kind() != io::ErrorKind::AlreadyExists => Err(error.error),
        _ => std::fs::read(path),
    }
}

fn create_private(folder: &Path) -> io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(folder)
}

/// Removes what nobody uses any more.
fn sweep(incoming: &Path) -> io::Result<()> {
    for entry in std::fs::read_dir(incoming)? {
        let path = entry?.path();
        if path.is_dir() {
            let in_use = File::open(path.join(LOCK)).is_ok_and(|lock| lock.try_lock().is_err());
            if !in_use {
                std::fs::remove_dir_all(path)?;
            }
        } else if path.file_name().is_some_and(|name| name != LOCK) {
            std::fs::remove_file(path)?;
        }
    }
    Ok(())
}

impl FileStore for Folder {
    fn begin(&self) -> Result<NamedTempFile, StoreError> {
        NamedTempFile::new_in(&self.staging).map_err(|error| self.failed(error))
    }

    fn put(&self, id: Uuid, file: NamedTempFile) -> Result<(), StoreError> {
        self.keep(id, |path| {
            file.as_file().sync_all()?;
            file.persist(path).map(drop).map_err(|error| error.error)
        })
    }

    fn copy(&self, from: Uuid, to: Uuid) -> Result<(), StoreError> {
        // A second name for the same bytes, where the file system knows such.
        if self.keep(to, |path| std::fs::hard_link(self.path(from), path)).is_ok() {
            return Ok(());
        }
        let mut bytes = self.open(from)?;
        let mut copy = self.begin()?;
        io::copy(&mut bytes, &mut copy).map_err(|error| self.failed(error))?;
        self.put(to, copy)
    }

    fn open(&self, id: Uuid) -> Result<File, StoreError> {
        Ok(File::open(self.path(id))?)
    }

    fn remove(&self, id: Uuid) -> Result<(), StoreError> {
        match std::fs::remove_file(self.path(id)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            result => result.map_err(|error| self.failed(error)),
        }
    }

    fn staging(&self) -> &Path {
        self.staging.path()
    }

    fn failed(&self, error: io::Error) -> StoreError {
        let error = StoreError(error);
        if error.is_unwritable() {
            self.unwritable.store(true, Ordering::Relaxed);
        }
        error
    }

    fn is_writable(&self) -> bool {
        !self.unwritable.load(Ordering::Relaxed)
    }

    fn try_writing(&self) -> Result<(), StoreError> {
        // More than a file system has at hand for small ones.
        static SOME: [u8; 64 * 1024] = [0; 64 * 1024];
        let mut file = self.begin()?;
        io::Write::write_all(&mut file, &SOME).and_then(|()| file.as_file().sync_all())?;
        self.unwritable.store(false, Ordering::Relaxed);
        Ok(())
    }
}
