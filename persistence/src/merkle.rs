//! The Merkle tree of RFC 9162: hashes of leaves and nodes, and which nodes a root and a proof are made of. It keeps nothing.

use aws_lc_rs::digest::{Context, SHA256};

use crate::DbError;
use crate::digest::{Hash, hex, sha256};

/// The hash of a leaf (RFC 9162 §2.1.1).
#[must_use]
pub fn leaf(data: &[u8]) -> Hash {
    hash(0, &[data])
}

/// The hash of a node above two others.
///
/// # Errors
/// [`DbError::Internal`] when one of them is no hash.
pub fn node(left: &str, right: &str) -> Result<Hash, DbError> {
    Ok(hash(1, &[&bytes(left)?, &bytes(right)?]))
}

/// The root of a tree without leaves.
#[must_use]
pub fn nothing() -> Hash {
    sha256(b"")
}

fn hash(kind: u8, parts: &[&[u8]]) -> Hash {
    let mut context = Context::new(&SHA256);
    context.update(&[kind]);
    parts.iter().for_each(|part| context.update(part));
    hex(context.finish().as_ref())
}

fn bytes(hash: &str) -> Result<Vec<u8>, DbError> {
    let pair = |at: usize| u8::from_str_radix(hash.get(at..at + 2)?, 16).ok();
    let bytes: Option<Vec<u8>> = (0..hash.len()).step_by(2).map(pair).collect();
    bytes.filter(|bytes| bytes.len() == 32).ok_or_else(|| DbError::Internal("a stored hash is none".to_owned()))
}

/// A perfect subtree: its leaves are as many as a power of two, and begin at a multiple of that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Subtree {
    /// Its first leaf.
    pub first: i64,
    /// Two to this power is the number of its leaves.
    pub level: u32,
}

impl Subtree {
    /// One leaf.
    #[must_use]
    pub const fn leaf(position: i64) -> Self {
        Self { first: position, level: 0 }
    }

    /// The number of its top node among all nodes, counted from left to right: leaves have the even ones.
    #[must_use]
    pub const fn place(self) -> i64 {
        2 * self.first + (1 << self.level) - 1
    }

    const fn leaves(self) -> i64 {
        1 << self.level
    }

    /// The one of which this is the right half, if it is one.
    #[must_use]
    pub fn completed(self) -> Option<Self> {
        let is_right = self.first & self.leaves() != 0;
        is_right.then(|| Self { first: self.first - self.leaves(), level: self.level + 1 })
    }
}

/// Some leaves in a row, the last one not included. Where a tree is divided, they begin at a multiple of some power of two that is
/// no less than their number.
pub type Range = (i64, i64);

/// The perfect subtrees that some leaves are made of, from left to right.
#[must_use]
pub fn peaks((mut from, to): Range) -> Vec<Subtree> {
    let mut peaks = Vec::new();
    while from < to {
        let level = (to - from).ilog2();
        peaks.push(Subtree { first: from, level });
        from += 1 << level;
    }
    peaks
}

/// The hash above the tops of perfect subtrees, from left to right; none, if there are none.
///
/// # Errors
/// [`DbError::Internal`] when one of them is no hash.
pub fn above<'tops>(tops: impl DoubleEndedIterator<Item = &'tops Hash>) -> Result<Option<Hash>, DbError> {
    tops.rev().try_fold(None, |right: Option<Hash>, left| match right {
        None => Ok(Some(left.clone())),
        Some(right) => node(left, &right).map(Some),
    })
}

/// The leaves before the division of a range: as many as the largest power of two that leaves some over.
const fn half((from, to): Range) -> i64 {
    let leaves = to - from;
    from + (1 << (leaves - 1).ilog2())
}

/// What beside a leaf leads to the root of a tree of some size, from the leaf upwards (RFC 9162 §2.1.3).
#[must_use]
pub fn inclusion(leaf: i64, size: i64) -> Vec<Range> {
    let (mut range, mut path) = ((0, size), Vec::new());
    while range.1 - range.0 > 1 {
        let middle = half(range);
        let (here, beside) =
            if leaf < middle { ((range.0, middle), (middle, range.1)) } else { ((middle, range.1), (range.0, middle)) };
        path.push(beside);
        range = here;
    }
    path.reverse();
    path
}

/// What shows that a tree of some size is the beginning of a larger one (RFC 9162 §2.1.4).
#[must_use]
pub fn consistency(before: i64, size: i64) -> Vec<Range> {
    let (mut range, mut path, mut is_whole) = ((0, size), Vec::new(), true);
    while range.1 != before {
        let middle = half(range);
        let (here, beside) = if before <= middle {
            ((range.0, middle), (middle, range.1))
        } else {
            is_whole = false;
            ((middle, range.1), (range.0, middle))
        };
        path.push(beside);
        range = here;
    }
    if !is_whole {
        path.push(range);
    }
    path.reverse();
    path
}
