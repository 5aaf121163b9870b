//! Ids of what is new.

use std::sync::atomic::{AtomicU64, Ordering};

use uuid::{Builder, Uuid};

/// The first moment of 2026, before everything that gets an id in the order of time: in milliseconds since 1970.
const BEGUN: u64 = 1_767_225_600_000;

/// Gives out ids.
#[derive(Debug, Default)]
pub enum Ids {
    /// In the order of time, unlike any other.
    #[default]
    Random,
    /// Counted from one on, so that what is done again in the same order has the same ids: each demo begins with the same.
    Counted(AtomicU64),
}

impl Ids {
    /// Ids that are counted.
    pub const fn counted() -> Self {
        Self::Counted(AtomicU64::new(1))
    }

    /// The next one.
    pub fn next(&self) -> Uuid {
        match self {
            Self::Random => Uuid::now_v7(),
            Self::Counted(count) => {
                let number = count.fetch_add(1, Ordering::Relaxed);
                let [.., a, b, c, d] = number.to_be_bytes();
                Builder::from_unix_timestamp_millis(BEGUN + number, &[0, 0, 0, 0, 0, 0, a, b, c, d]).into_uuid()
            }
        }
    }
}
