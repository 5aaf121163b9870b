//! The Merkle tree above all events, its signed heads, and whether the tables still say what was put into it.

use std::collections::{BTreeMap, HashMap, HashSet};

use diesel::prelude::*;
use serde_json::Value;
use uuid::Uuid;

use crate::digest::Hash;
use crate::duties::ObligationRow;
use crate::events::EventRow;
use crate::merkle::{self, Range, Subtree};
use crate::schema::{audit_heads, audit_leaves, audit_nodes, audit_tree, case_events, cases, obligations};
use crate::sql_types::{Id, Instant, Json};
use crate::{Connection, DbError};

/// How many rows are written with one statement.
const AT_ONCE: usize = 500;

/// A signed head.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Insertable, Selectable)]
#[diesel(table_name = audit_heads)]
pub struct HeadRow {
    /// How many leaves the tree has.
    pub size: i64,
    /// When it was signed.
    pub at: Instant,
    /// The hash of the whole tree.
    pub root: Hash,
    /// The key that signed it, PEM.
    pub public_key: String,
    /// The signature, in base64.
    pub signature: String,
}

/// The tops of the perfect subtrees of a tree that grows to the right.
#[derive(Debug, Default)]
struct Edge {
    size: i64,
    tops: Vec<(Subtree, Hash)>,
}

impl Edge {
    /// Adds a leaf; tells every node that this makes.
    fn push(&mut self, leaf: Hash) -> Result<Vec<(Subtree, Hash)>, DbError> {
        let mut top = (Subtree::leaf(self.size), leaf);
        let mut made = vec![top.clone()];
        while let (Some(above), Some((_, left))) = (top.0.completed(), self.tops.last()) {
            top = (above, merkle::node(left, &top.1)?);
            made.push(top.clone());
            self.tops.pop();
        }
        self.tops.push(top);
        self.size += 1;
        Ok(made)
    }

    fn root(&self) -> Result<Hash, DbError> {
        Ok(merkle::above(self.tops.iter().map(|(_, hash)| hash))?.unwrap_or_else(merkle::nothing))
    }
}

/// Whether an event waits for its place in the tree.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn is_behind(connection: &mut Connection) -> Result<bool, DbError> {
    let waiting = case_events::table.filter(case_events::leaf.is_null()).filter(case_events::hash.ne(""));
    Ok(diesel::select(diesel::dsl::exists(waiting)).get_result(connection)?)
}

/// The root of a tree that has no leaves yet.
///
/// # Errors
/// [`DbError::Internal`] when it has.
pub fn empty(connection: &mut Connection) -> Result<Hash, DbError> {
    let size: i64 = audit_tree::table.find(1).select(audit_tree::size).first(connection)?;
    if size == 0 {
        edge(connection, 0)?.root()
    } else {
        Err(DbError::Internal("the log has lost its heads".to_owned()))
    }
}

/// Gives the events that wait their places in the tree, at most so many, in the order of their cases. Tells its size and root, if it
/// has grown. It grows only from the tree of the last head, and only if that `is_signed` by a known key. So what was forged is not signed.
///
/// # Errors
/// [`DbError::Internal`] when the tree is not that of the last head; [`DbError`] when the database fails.
pub fn grow(
    connection: &mut Connection,
    at_most: i64,
    is_signed: &impl Fn(&HeadRow) -> bool,
) -> Result<Option<(i64, Hash)>, DbError> {
    let tree = audit_tree::table.find(1).select(audit_tree::size);
    // An SQLite transaction that writes has the database for itself.
    let size: i64 = match connection {
        Connection::Postgres(connection) => tree.for_update().first(connection)?,
        Connection::Sqlite(connection) => tree.first(connection)?,
    };
    let mut edge = edge(connection, size)?;
    let (root, last) = (edge.root()?, last_head(connection)?);
    let is_sound = last.map_or(size == 0, |head| head.size == size && head.root == root && is_signed(&head));
    if !is_sound {
        return Err(DbError::Internal("the tree is not the one that was signed: run `merzim audit verify`".to_owned()));
    }
    let waiting: Vec<(Id, i64, Hash)> = case_events::table
        .filter(case_events::leaf.is_null())
        .filter(case_events::hash.ne(""))
        .order((case_events::case_id, case_events::sequence))
        .limit(at_most)
        .select((case_events::case_id, case_events::sequence, case_events::hash))
        .load(connection)?;
    let (mut nodes, mut leaves) = (Vec::new(), Vec::new());
    for (case, sequence, hash) in waiting {
        leaves.push((
            audit_leaves::position.eq(edge.size),
            audit_leaves::case_id.eq(case),
            audit_leaves::sequence.eq(sequence),
        ));
        let made = edge.push(hash)?.into_iter();
        nodes.extend(made.map(|(top, hash)| (audit_nodes::place.eq(top.place()), audit_nodes::hash.eq(hash))));
    }
    if leaves.is_empty() {
        return Ok(None);
    }
    for some in leaves.chunks(AT_ONCE) {
        let add = diesel::insert_into(audit_leaves::table).values(some);
        match connection {
            Connection::Postgres(connection) => add.execute(connection)?,
            Connection::Sqlite(connection) => add.execute(connection)?,
        };
    }
    for some in nodes.chunks(AT_ONCE) {
        let add = diesel::insert_into(audit_nodes::table).values(some);
        match connection {
            Connection::Postgres(connection) => add.execute(connection)?,
            Connection::Sqlite(connection) => add.execute(connection)?,
        };
    }
    diesel::sql_query(PLACE).execute(connection)?;
    diesel::update(audit_tree::table.find(1)).set(audit_tree::size.eq(edge.size)).execute(connection)?;
    Ok(Some((edge.size, edge.root()?)))
}

/// Tells events the places that they were given.
const PLACE: &str = "UPDATE case_events SET leaf = \
    (SELECT position FROM audit_leaves a WHERE a.case_id = case_events.case_id AND a.sequence = case_events.sequence) \
    WHERE leaf IS NULL AND EXISTS \
    (SELECT 1 FROM audit_leaves a WHERE a.case_id = case_events.case_id AND a.sequence = case_events.sequence)";

fn edge(connection: &mut Connection, size: i64) -> Result<Edge, DbError> {
    let peaks = merkle::peaks((0, size));
    let nodes = nodes(connection, &peaks)?;
    let top = |peak: &Subtree| Ok((*peak, known(&nodes, *peak)?.clone()));
    Ok(Edge { size, tops: peaks.iter().map(top).collect::<Result<_, DbError>>()? })
}

/// The hashes of these nodes, by their places.
fn nodes(connection: &mut Connection, wanted: &[Subtree]) -> Result<HashMap<i64, Hash>, DbError> {
    let mut places: Vec<i64> = wanted.iter().map(|top| top.place()).collect();
    places.sort_unstable();
    places.dedup();
    let mut found = HashMap::new();
    for some in places.chunks(AT_ONCE) {
        let rows = audit_nodes::table.filter(audit_nodes::place.eq_any(some));
        found.extend(rows.select((audit_nodes::place, audit_nodes::hash)).load::<(i64, Hash)>(connection)?);
    }
    Ok(found)
}

fn known(nodes: &HashMap<i64, Hash>, top: Subtree) -> Result<&Hash, DbError> {
    nodes.get(&top.place()).ok_or_else(|| DbError::Internal(format!("the tree has no node {}", top.place())))
}

/// The hashes that lead from each of these leaves to the root of a tree of some size, from the leaf upwards.
///
/// # Errors
/// [`DbError`] when the database fails, or the tree has lost a node.
pub fn inclusion(connection: &mut Connection, leaves: &[i64], size: i64) -> Result<Vec<Vec<Hash>>, DbError> {
    let paths: Vec<Vec<Range>> = leaves.iter().map(|leaf| merkle::inclusion(*leaf, size)).collect();
    proofs(connection, &paths)
}

/// The hashes that show that a tree of some size is the beginning of a larger one.
///
/// # Errors
/// [`DbError`] when the database fails, or the tree has lost a node.
pub fn consistency(connection: &mut Connection, before: i64, size: i64) -> Result<Vec<Hash>, DbError> {
    Ok(proofs(connection, &[merkle::consistency(before, size)])?.pop().unwrap_or_default())
}

fn proofs(connection: &mut Connection, paths: &[Vec<Range>]) -> Result<Vec<Vec<Hash>>, DbError> {
    let wanted: Vec<Subtree> = paths.iter().flatten().flat_map(|range| merkle::peaks(*range)).collect();
    let nodes = nodes(connection, &wanted)?;
    let top_of = |range: &Range| {
        let tops: Vec<&Hash> =
            merkle::peaks(*range).into_iter().map(|top| known(&nodes, top)).collect::<Result<_, _>>()?;
        merkle::above(tops.into_iter())?.ok_or_else(|| DbError::Internal("a proof without leaves".to_owned()))
    };
    paths.iter().map(|path| path.iter().map(top_of).collect()).collect()
}

/// Keeps a signed head, of each minute the last one.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn keep_head(connection: &mut Connection, head: &HeadRow) -> Result<(), DbError> {
    let minute = |at: &Instant| at.0.unix_timestamp().div_euclid(60);
    if let Some(last) = last_head(connection)?.filter(|last| minute(&last.at) == minute(&head.at)) {
        diesel::delete(audit_heads::table.find(last.size)).execute(connection)?;
    }
    diesel::insert_into(audit_heads::table).values(head.clone()).execute(connection)?;
    Ok(())
}

/// The head of the smallest tree that has a leaf, if one was signed.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn head_over(connection: &mut Connection, leaf: i64) -> Result<Option<HeadRow>, DbError> {
    let above = audit_heads::table.filter(audit_heads::size.gt(leaf)).order(audit_heads::size);
    Ok(above.select(HeadRow::as_select()).first(connection).optional()?)
}

/// The head of the largest tree, if one was signed.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn last_head(connection: &mut Connection) -> Result<Option<HeadRow>, DbError> {
    let heads = audit_heads::table.order(audit_heads::size.desc()).select(HeadRow::as_select());
    Ok(heads.first(connection).optional()?)
}

/// What is found wrong, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The case, if it is one case.
    pub case: Option<Uuid>,
    /// The event, if it is one event.
    pub sequence: Option<i64>,
    /// What is wrong.
    pub what: String,
}

impl Finding {
    fn of(case: Id, sequence: Option<i64>, what: &str) -> Self {
        Self { case: Some(case.0), sequence, what: what.to_owned() }
    }

    /// Something wrong with the tree as a whole.
    const fn of_tree(what: String) -> Self {
        Self { case: None, sequence: None, what }
    }
}

/// How many cases are looked at together.
const CASES: i64 = 200;

/// What is looked at of a case.
type Shown = (Id, i64, String);
/// An obligation, and the trace of its term.
type Duty = (ObligationRow, Json);

/// Holds cases, their events and their duties against each other, beginning after one; the last case looked at, if there may be more.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn check_cases(
    connection: &mut Connection,
    after: Option<Uuid>,
    tell: &mut impl FnMut(Finding),
) -> Result<Option<Uuid>, DbError> {
    let after = Id(after.unwrap_or(Uuid::nil()));
    let shown: Vec<Shown> = cases::table
        .filter(cases::id.gt(after))
        .order(cases::id)
        .limit(CASES)
        .select((cases::id, cases::version, cases::state))
        .load(connection)?;
    let ids: Vec<Id> = shown.iter().map(|(id, ..)| *id).collect();
    let events: Vec<EventRow> = case_events::table
        .filter(case_events::case_id.eq_any(&ids))
        .order((case_events::case_id, case_events::sequence))
        .select(EventRow::as_select())
        .load(connection)?;
    let duties: Vec<Duty> = obligations::table
        .filter(obligations::case_id.eq_any(&ids))
        .select((ObligationRow::as_select(), obligations::trace))
        .load(connection)?;
    let (mut of_case, mut owed) = (HashMap::<Uuid, Vec<EventRow>>::new(), HashMap::<Uuid, Vec<Duty>>::new());
    events.into_iter().for_each(|event| of_case.entry(event.case_id.0).or_default().push(event));
    duties.into_iter().for_each(|duty| owed.entry(duty.0.case_id.0).or_default().push(duty));
    for case in &shown {
        let events = of_case.remove(&case.0.0).unwrap_or_default();
        check_case(case, &events, &owed.remove(&case.0.0).unwrap_or_default(), tell)?;
    }
    Ok(shown.last().map(|(id, ..)| id.0))
}

/// What the events say of a duty.
#[derive(Default)]
struct Said {
    due_on: Value,
    /// The digest of what it was as it began; none of one that is older than the log.
    digest: Value,
    met_at: Option<Instant>,
    voided_at: Option<Instant>,
}

impl Said {
    fn is_of(&self, (duty, trace): &Duty) -> bool {
        let begun = match &self.digest {
            Value::String(digest) => duty.digest(&trace.0).is_ok_and(|found| found == *digest),
            _ => duty.due_on.map(|day| day.to_string()).as_deref() == self.due_on.as_str(),
        };
        begun && self.met_at == duty.met_at && self.voided_at == duty.voided_at
    }
}

fn check_case(
    (id, version, state): &Shown,
    events: &[EventRow],
    duties: &[Duty],
    tell: &mut impl FnMut(Finding),
) -> Result<(), DbError> {
    let mut previous: Option<&str> = None;
    let mut said: BTreeMap<Uuid, Said> = BTreeMap::new();
    for event in events {
        if merkle::leaf(&event.sealed(previous)?) != event.hash {
            tell(Finding::of(
                *id,
                Some(event.sequence),
                "it is not as it was recorded, or the event before it is not the one that was",
            ));
        }
        previous = Some(&event.hash);
        for change in event.duties.0.as_array().into_iter().flatten() {
            let text = |name: &str| change[name].as_str().unwrap_or_default();
            let Ok(duty) = Uuid::try_parse(text("obligation")) else { continue };
            let of = said.entry(duty).or_default();
            match text("change") {
                "opened" => (of.due_on, of.digest) = (change["dueOn"].clone(), change["digest"].clone()),
                "met" => of.met_at = Some(event.at),
                _ => of.voided_at = Some(event.at),
            }
        }
    }
    match events.last() {
        None => tell(Finding::of(*id, None, "it has no events")),
        Some(last) if last.to_state != *state => {
            tell(Finding::of(*id, Some(last.sequence), "the case stands otherwise than its last event says"));
        }
        Some(last) if last.sequence > *version => {
            tell(Finding::of(*id, Some(last.sequence), "it is later than the version of the case"));
        }
        Some(_) => {}
    }
    for duty in duties {
        let duty_id = duty.0.id.0;
        if !said.remove(&duty_id).is_some_and(|said| said.is_of(duty)) {
            tell(Finding::of(*id, None, &format!("the duty {duty_id} is not as the events say")));
        }
    }
    for duty in said.keys() {
        tell(Finding::of(*id, None, &format!("the duty {duty} is missing")));
    }
    Ok(())
}

/// The tree as it is built anew from the events, leaf by leaf.
#[derive(Debug, Default)]
pub struct Rebuilt {
    edge: Edge,
    /// How many leaves the last head has that holds.
    good: i64,
    /// Whether a head was told that does not.
    is_other: bool,
    /// Size and root of a head that somebody has kept, until the tree has its size.
    kept: Option<(i64, Hash)>,
}

/// How many leaves are looked at together.
const LEAVES: i64 = 1000;

impl Rebuilt {
    /// A tree that is to be held against a head that somebody has kept too, by its size and root.
    #[must_use]
    pub fn of(kept: Option<(i64, Hash)>) -> Self {
        Self { kept, ..Self::default() }
    }

    /// Holds the next leaves against events, nodes and heads; whether there may be more. `is_signed` says whether a head is signed by
    /// one of the keys.
    ///
    /// # Errors
    /// [`DbError`] when the database fails.
    pub fn go_on(
        &mut self,
        connection: &mut Connection,
        is_signed: &impl Fn(&HeadRow) -> bool,
        tell: &mut impl FnMut(Finding),
    ) -> Result<bool, DbError> {
        let from = self.edge.size;
        let leaves: Vec<(i64, Id, i64)> = audit_leaves::table
            .filter(audit_leaves::position.ge(from))
            .order(audit_leaves::position)
            .limit(LEAVES)
            .select((audit_leaves::position, audit_leaves::case_id, audit_leaves::sequence))
            .load(connection)?;
        let Some((last, ..)) = leaves.last().copied() else { return Ok(false) };
        let events: Vec<(i64, Hash, Option<i64>)> = audit_leaves::table
            .inner_join(case_events::table.on(same_event()))
            .filter(audit_leaves::position.ge(from).and(audit_leaves::position.le(last)))
            .select((audit_leaves::position, case_events::hash, case_events::leaf))
            .load(connection)?;
        let events: HashMap<i64, (Hash, Option<i64>)> =
            events.into_iter().map(|(position, hash, leaf)| (position, (hash, leaf))).collect();
        let ids: HashSet<Uuid> = leaves.iter().map(|(_, case, _)| case.0).collect();
        let there = cases::table.filter(cases::id.eq_any(ids.iter().copied().map(Id)));
        let there: Vec<Id> = there.select(cases::id).load(connection)?;
        for lost in ids.difference(&there.into_iter().map(|id| id.0).collect()) {
            tell(Finding::of(Id(*lost), None, "the case is missing"));
        }
        let all: Vec<Subtree> = (from..=last).map(Subtree::leaf).collect();
        let places = nodes(connection, &all)?;
        let heads: Vec<HeadRow> = audit_heads::table
            .filter(audit_heads::size.gt(from).and(audit_heads::size.le(last + 1)))
            .select(HeadRow::as_select())
            .load(connection)?;
        let heads: HashMap<i64, HeadRow> = heads.into_iter().map(|head| (head.size, head)).collect();
        let mut made = Vec::new();
        for (position, case, sequence) in leaves {
            // Leaves that nobody knows any more: what follows them is looked at all the same.
            while self.edge.size < position {
                let lost = self.edge.size;
                tell(Finding::of_tree(format!("the leaf {lost} is missing")));
                let hash = places.get(&Subtree::leaf(lost).place()).cloned();
                made.extend(self.push(hash.unwrap_or_else(merkle::nothing), &heads, is_signed, tell)?);
            }
            let stored = places.get(&Subtree::leaf(position).place());
            let hash = match (events.get(&position), stored) {
                (Some((hash, leaf)), stored) => {
                    if Some(hash) != stored || *leaf != Some(position) {
                        tell(Finding::of(case, Some(sequence), "it is not the event that was put into the tree"));
                    }
                    stored.unwrap_or(hash).clone()
                }
                (None, stored) => {
                    tell(Finding::of(case, Some(sequence), "the event is missing"));
                    stored.cloned().unwrap_or_else(merkle::nothing)
                }
            };
            made.extend(self.push(hash, &heads, is_signed, tell)?);
        }
        let tops: Vec<Subtree> = made.iter().map(|(top, _)| *top).collect();
        let stored = nodes(connection, &tops)?;
        for (top, hash) in made.iter().filter(|(top, hash)| stored.get(&top.place()) != Some(hash)) {
            let what = if stored.contains_key(&top.place()) { "another" } else { "missing" };
            let (first, end) = (top.first, top.first + (1 << top.level) - 1);
            tell(Finding::of_tree(format!(
                "the node above the leaves from {first} to {end} is {what}, and should be {hash}"
            )));
        }
        Ok(true)
    }

    /// Adds a leaf, and holds the heads that have this size against the tree; the nodes that it makes.
    fn push(
        &mut self,
        hash: Hash,
        heads: &HashMap<i64, HeadRow>,
        is_signed: &impl Fn(&HeadRow) -> bool,
        tell: &mut impl FnMut(Finding),
    ) -> Result<Vec<(Subtree, Hash)>, DbError> {
        let made = self.edge.push(hash)?;
        if let Some(head) = heads.get(&self.edge.size) {
            self.check_head(head, is_signed, tell)?;
        }
        if let Some((size, root)) = self.kept.take_if(|(size, _)| *size == self.edge.size)
            && self.edge.root()? != root
        {
            tell(Finding::of_tree(format!("the tree of {size} leaves is not the one whose head was kept")));
        }
        Ok(made)
    }

    /// Holds a head against the tree, which has its size.
    fn check_head(
        &mut self,
        head: &HeadRow,
        is_signed: &impl Fn(&HeadRow) -> bool,
        tell: &mut impl FnMut(Finding),
    ) -> Result<(), DbError> {
        if !is_signed(head) {
            tell(Finding::of_tree(format!("the head of {} leaves is signed by no known key", head.size)));
        } else if self.edge.root()? == head.root {
            self.good = head.size;
        } else if !std::mem::replace(&mut self.is_other, true) {
            let (from, size) = (self.good, head.size);
            tell(Finding::of_tree(format!(
                "the tree of {size} leaves is not the one that was signed: one of the leaves from {from} on is another"
            )));
        }
        Ok(())
    }

    /// How many leaves there are.
    #[must_use]
    pub const fn size(&self) -> i64 {
        self.edge.size
    }

    /// Looks at the end: nothing may be cut off.
    ///
    /// # Errors
    /// [`DbError`] when the database fails.
    pub fn end(&self, connection: &mut Connection, tell: &mut impl FnMut(Finding)) -> Result<(), DbError> {
        let told: i64 = audit_tree::table.find(1).select(audit_tree::size).first(connection)?;
        let signed = last_head(connection)?.map(|head| head.size).unwrap_or_default();
        let kept = self.kept.as_ref().map(|(size, _)| *size).unwrap_or_default();
        let (size, was) = (self.edge.size, told.max(signed).max(kept));
        if was > size {
            tell(Finding::of_tree(format!("the leaves from {size} to {} are missing", was - 1)));
        }
        if self.good != size && !self.is_other {
            tell(Finding::of_tree(format!("the leaves from {} on are under no head that holds", self.good)));
        }
        let strangers: Vec<(Id, i64)> = case_events::table
            .left_join(audit_leaves::table.on(same_event()))
            .filter(case_events::leaf.is_not_null())
            .filter(audit_leaves::position.is_null())
            .select((case_events::case_id, case_events::sequence))
            .limit(LEAVES)
            .load(connection)?;
        for (case, sequence) in strangers {
            tell(Finding::of(case, Some(sequence), "it was never put into the tree"));
        }
        Ok(())
    }
}

/// That a leaf is the one of an event.
#[diesel::dsl::auto_type(no_type_alias)]
fn same_event() -> _ {
    case_events::case_id.eq(audit_leaves::case_id).and(case_events::sequence.eq(audit_leaves::sequence))
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use ct_merkle::mem_backed_tree::MemoryBackedTree;
    use sha2::Sha256;

    use super::Edge;
    use crate::digest::{Hash, hex};
    use crate::merkle::{self, Range};

    /// The proof along these ranges, from nodes that were made.
    fn proof(nodes: &HashMap<i64, Hash>, path: Vec<Range>) -> String {
        let top = |range| {
            let tops: Vec<&Hash> = merkle::peaks(range).into_iter().map(|top| &nodes[&top.place()]).collect();
            merkle::above(tops.into_iter()).unwrap().unwrap()
        };
        path.into_iter().map(top).collect()
    }

    #[test]
    fn roots_and_proofs_are_those_of_another_implementation() {
        let (mut tree, mut edge, mut nodes) =
            (MemoryBackedTree::<Sha256, Vec<u8>>::new(), Edge::default(), HashMap::new());
        assert_eq!(edge.root().unwrap(), hex(tree.root().as_bytes()));
        for size in 1_i64..=70 {
            let data = format!("leaf {size}").into_bytes();
            tree.push(data.clone());
            let made = edge.push(merkle::leaf(&data)).unwrap();
            nodes.extend(made.into_iter().map(|(top, hash)| (top.place(), hash)));
            assert_eq!(edge.root().unwrap(), hex(tree.root().as_bytes()), "{size}");
            for leaf in 0..size {
                let theirs = tree.prove_inclusion(usize::try_from(leaf).unwrap());
                assert_eq!(proof(&nodes, merkle::inclusion(leaf, size)), hex(theirs.as_bytes()), "{leaf} of {size}");
            }
            for before in 1..size {
                let theirs = tree.prove_consistency(usize::try_from(size - before).unwrap());
                assert_eq!(
                    proof(&nodes, merkle::consistency(before, size)),
                    hex(theirs.as_bytes()),
                    "{before} of {size}"
                );
            }
        }
    }
}
