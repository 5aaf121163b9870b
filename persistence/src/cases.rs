//! Cases with their parties and events, and the one place where a change is saved.

use diesel::prelude::*;
use merzim_domain::engine::{
    Acting, Alteration, Case, CaseFile, Change, NamedParty, News, Opened, Owed, Party, Procedure,
};
use merzim_domain::procedures::{self, Built};
use merzim_domain::text::Bilingual;
use merzim_domain::{Bin, PersonKey, Role, Vocabulary, Who};
use serde_json::{Value, json};
use time::{Date, OffsetDateTime};
use uuid::Uuid;

use crate::duties::ObligationRow;
use crate::events::{self, NewEvent};
use crate::schema::{case_moves, case_parties, cases, notices, obligations, organisations};
use crate::sql_types::{Id, Instant, Json};
use crate::{Connection, DbError, numbers};

/// Who looks: as an organisation, as a person, and in which roles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Viewer {
    /// The organisation acted for, and the person; nobody sees no case.
    pub parties: Vec<Who>,
    /// The roles held.
    pub roles: Vec<Role>,
}

impl Viewer {
    /// The same person, who acts for no organisation.
    #[must_use]
    pub fn in_person(mut self) -> Self {
        self.parties.retain(|who| matches!(who, Who::Person(_)));
        self
    }

    /// The parties as they are stored.
    pub(crate) fn stored_parties(&self) -> Vec<String> {
        self.parties.iter().map(|who| who.as_str().to_owned()).collect()
    }

    /// The codes of the roles.
    pub(crate) fn role_codes(&self) -> Vec<&'static str> {
        self.roles.iter().map(|role| role.code()).collect()
    }

    /// The procedures into whose cases the viewer may look from outside only, in some role, each with the viewer as whoever may
    /// look in.
    pub(crate) fn kept_out(&self) -> Vec<(&'static str, Self)> {
        let kept_out = |built: &Built| {
            let roles: Vec<Role> = self.roles.iter().copied().filter(|role| !built.outsiders.contains(role)).collect();
            (roles.len() < self.roles.len()).then(|| (built.code, Self { roles, ..self.clone() }))
        };
        procedures::all().iter().filter_map(kept_out).collect()
    }
}

/// The ids of the cases that `viewer` may see: those to which the organisation or the person is party in a
/// role that the viewer holds. Every read of anything that belongs to a case goes through here.
#[diesel::dsl::auto_type(no_type_alias)]
pub(crate) fn visible_to(viewer: &Viewer) -> _ {
    let parties: Vec<String> = viewer.stored_parties();
    let roles: Vec<&'static str> = viewer.role_codes();
    case_parties::table
        .filter(case_parties::party.eq_any(parties))
        .filter(case_parties::role.eq_any(roles))
        .select(case_parties::case_id)
}

/// Lets these, and nobody else, take part in a case in a role from now on.
///
/// # Errors
/// [`DbError`] when the database fails.
pub(crate) fn replace_parties(
    connection: &mut Connection,
    case: Id,
    role: Role,
    parties: &[PartyRow],
    at: OffsetDateTime,
) -> Result<(), DbError> {
    let in_role =
        || case_parties::table.filter(case_parties::case_id.eq(case)).filter(case_parties::role.eq(role.code()));
    let before: Vec<String> = in_role().select(case_parties::party).load(connection)?;
    let after: Vec<&str> = parties.iter().map(|party| party.party.as_str()).collect();
    diesel::delete(in_role()).execute(connection)?;
    for party in parties {
        diesel::insert_into(case_parties::table).values(party.clone()).execute(connection)?;
    }
    let left = before.iter().map(String::as_str).filter(|party| !after.contains(party)).map(|party| (party, false));
    let came =
        after.iter().copied().filter(|party| !before.iter().any(|known| known == party)).map(|party| (party, true));
    for (party, here) in left.chain(came) {
        let moved = (case_moves::at.eq(Instant(at)), case_moves::here.eq(here));
        let of = (case_moves::case_id.eq(case), case_moves::role.eq(role.code()), case_moves::party.eq(party));
        diesel::delete(case_moves::table.find((case, role.code(), party))).execute(connection)?;
        diesel::insert_into(case_moves::table).values((of, moved)).execute(connection)?;
    }
    Ok(())
}

/// What everybody may see, and what `viewer` sees as a party: whatever has a value in the column that says from when it is public.
/// A macro, for each table has columns of its own.
macro_rules! shown_to {
    ($table:ident::$public:ident, $viewer:expr) => {
        $table::$public.is_not_null().or($table::case_id.eq_any(crate::cases::visible_to($viewer)))
    };
}
pub(crate) use shown_to;

/// Forgets the keys of the persons who take part in these cases, a query for their ids. A macro, for such a query has another type for
/// each table.
macro_rules! forget_persons {
    ($cases:expr, $connection:expr) => {{
        use merzim_domain::PersonKey;

        use crate::schema::{case_parties, notices};

        let (persons, nobody) = (PersonKey::PATTERN, PersonKey::nobody());
        let parties =
            case_parties::table.filter(case_parties::case_id.eq_any($cases)).filter(case_parties::party.like(persons));
        diesel::update(parties).set(case_parties::party.eq(nobody.as_str())).execute($connection)?;
        let told = notices::table.filter(notices::case_id.eq_any($cases)).filter(notices::recipient.like(persons));
        diesel::update(told).set(notices::recipient.eq(nobody.as_str())).execute($connection)?;
    }};
}
pub(crate) use forget_persons;

/// A stored case.
#[derive(Clone, Debug, Queryable, Insertable, Selectable)]
#[diesel(table_name = cases)]
pub struct CaseRow {
    /// Id.
    pub id: Id,
    /// Code of the procedure.
    pub procedure: String,
    /// Number, once filed.
    pub number: Option<String>,
    /// Code of the state.
    pub state: String,
    /// Code of the outcome, once decided.
    pub outcome: Option<String>,
    /// Grows by one with every change.
    pub version: i64,
    /// Id of the act.
    pub act: String,
    /// Pinned edition of the act.
    pub edition: String,
    /// When it was begun.
    pub created_at: Instant,
    /// When it last changed.
    pub updated_at: Instant,
    /// When it was filed.
    pub received_at: Option<Instant>,
    /// The day on which it is registered.
    pub registered_on: Option<Date>,
    /// When nothing more could happen to it.
    pub closed_at: Option<Instant>,
    /// What the latest decision says of how one may complain of it.
    pub redress: Option<Json>,
    /// The complaint whose decision binds the body to decide in favour of whoever complained, if one does.
    pub bound_by: Option<Id>,
}

/// A stored party.
#[derive(Clone, Debug, Queryable, Insertable, Selectable)]
#[diesel(table_name = case_parties)]
pub struct PartyRow {
    /// The case.
    pub case_id: Id,
    /// Code of the role.
    pub role: String,
    /// BIN of the organisation, or key of the person.
    pub party: String,
    /// Its name in Kazakh.
    pub name_kk: String,
    /// Its name in Russian.
    pub name_ru: String,
}

/// A new case, which a line without a first state will begin.
#[derive(Clone, Debug)]
pub struct NewCase<'case> {
    /// Id.
    pub id: Uuid,
    /// Code of the procedure.
    pub procedure: &'case str,
    /// Id of the act.
    pub act: &'case str,
    /// Edition in force.
    pub edition: &'case str,
    /// Now.
    pub at: OffsetDateTime,
    /// For whom it is begun.
    pub initiator: NamedParty,
    /// Whom it will be filed with.
    pub addressees: Vec<NamedParty>,
}

/// Stores a new case with its first party, before anything has happened in it; [`save`] then begins it.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn create(connection: &mut Connection, new: NewCase<'_>) -> Result<CaseFile, DbError> {
    let row = CaseRow {
        id: Id(new.id),
        procedure: new.procedure.to_owned(),
        number: None,
        state: String::new(),
        outcome: None,
        version: 0,
        act: new.act.to_owned(),
        edition: new.edition.to_owned(),
        created_at: Instant(new.at),
        updated_at: Instant(new.at),
        received_at: None,
        registered_on: None,
        closed_at: None,
        redress: None,
        bound_by: None,
    };
    diesel::insert_into(cases::table).values(row).execute(connection)?;
    add_parties(connection, new.id, std::slice::from_ref(&new.initiator))?;
    Ok(CaseFile::new(new.id, new.edition.to_owned(), new.initiator.party, new.addressees))
}

/// Makes somebody parties to a case.
fn add_parties(connection: &mut Connection, case: Uuid, parties: &[NamedParty]) -> Result<(), DbError> {
    let row = |NamedParty { party, name }: &NamedParty| PartyRow {
        case_id: Id(case),
        role: party.role.code().to_owned(),
        party: party.who.as_str().to_owned(),
        name_kk: name.kk.clone(),
        name_ru: name.ru.clone(),
    };
    for party in parties {
        diesel::insert_into(case_parties::table).values(row(party)).execute(connection)?;
    }
    Ok(())
}

/// The case with this id, of this procedure, if `viewer` may see it.
///
/// # Errors
/// [`DbError::NotFound`] when there is none or the viewer may not see it.
pub fn find(connection: &mut Connection, viewer: &Viewer, procedure: &str, id: Uuid) -> Result<CaseRow, DbError> {
    let case = visible(connection, viewer, id)?;
    if case.procedure == procedure { Ok(case) } else { Err(DbError::NotFound) }
}

/// The case with this id, of whatever procedure, if `viewer` may see it.
///
/// # Errors
/// [`DbError::NotFound`] when there is none or the viewer may not see it.
pub fn visible(connection: &mut Connection, viewer: &Viewer, id: Uuid) -> Result<CaseRow, DbError> {
    Ok(cases::table
        .filter(cases::id.eq(Id(id)))
        .filter(cases::id.eq_any(visible_to(viewer)))
        .select(CaseRow::as_select())
        .first(connection)?)
}

/// The case of this procedure with this id or number, if there is one and `viewer` may see it.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn named(
    connection: &mut Connection,
    viewer: &Viewer,
    procedure: &str,
    name: &str,
) -> Result<Option<CaseRow>, DbError> {
    let seen = cases::table.filter(cases::procedure.eq(procedure)).filter(cases::id.eq_any(visible_to(viewer)));
    let seen = seen.select(CaseRow::as_select());
    let found = match Uuid::parse_str(name) {
        Ok(id) => seen.filter(cases::id.eq(Id(id))).first(connection),
        Err(_) => seen.filter(cases::number.eq(name)).first(connection),
    };
    Ok(found.optional()?)
}

/// The case with this id, for Merzim itself.
///
/// # Errors
/// [`DbError::NotFound`] when there is none.
pub fn by_id(connection: &mut Connection, id: Uuid) -> Result<CaseRow, DbError> {
    Ok(cases::table.find(Id(id)).select(CaseRow::as_select()).first(connection)?)
}

/// The same, kept from changing until the transaction ends, for what must look at the case one after the other.
///
/// # Errors
/// [`DbError::NotFound`] when there is none.
pub fn locked(connection: &mut Connection, id: Uuid) -> Result<CaseRow, DbError> {
    // An SQLite transaction that writes has the database for itself.
    if let Connection::Postgres(connection) = connection {
        cases::table.find(Id(id)).select(cases::version).for_update().first::<i64>(connection)?;
    }
    by_id(connection, id)
}

/// Keeps a case from changing until the transaction ends. Others may hold it so at the same time.
///
/// # Errors
/// [`DbError::NotFound`] when there is none.
pub fn held(connection: &mut Connection, id: Uuid) -> Result<(), DbError> {
    // An SQLite transaction that writes has the database for itself.
    if let Connection::Postgres(connection) = connection {
        cases::table.find(Id(id)).select(cases::version).for_share().first::<i64>(connection)?;
    }
    Ok(())
}

/// The parties of these cases.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn parties(connection: &mut Connection, of: &[Uuid]) -> Result<Vec<PartyRow>, DbError> {
    let ids: Vec<Id> = of.iter().copied().map(Id).collect();
    let known = organisations::table.on(organisations::bin.eq(case_parties::party));
    let rows: Vec<(PartyRow, Option<(String, String)>)> = case_parties::table
        .left_join(known)
        .filter(case_parties::case_id.eq_any(ids))
        .order((case_parties::case_id, case_parties::role))
        .select((PartyRow::as_select(), (organisations::name_kk, organisations::name_ru).nullable()))
        .load(connection)?;
    let named = |(row, name): (PartyRow, Option<(String, String)>)| match name {
        Some((name_kk, name_ru)) => PartyRow { name_kk, name_ru, ..row },
        None => row,
    };
    Ok(rows.into_iter().map(named).collect())
}

/// Whoever takes part in a case in a role that somebody always has.
///
/// # Errors
/// [`DbError::Internal`] when nobody has it.
pub fn party(connection: &mut Connection, case: Uuid, role: Role) -> Result<NamedParty, DbError> {
    let rows = parties(connection, &[case])?;
    let row = rows.iter().find(|row| row.role == role.code());
    row.ok_or_else(|| DbError::Internal(format!("no {} in case {case}", role.code())))?.named()
}

impl PartyRow {
    /// The party as the engine knows it.
    ///
    /// # Errors
    /// [`DbError::Internal`] when what is stored is not a role, a BIN or the key of a person.
    pub fn party(&self) -> Result<Party, DbError> {
        let corrupt = || DbError::Internal(format!("party {} of case {}", self.role, self.case_id.0));
        Ok(Party {
            role: Role::parse(&self.role).ok_or_else(corrupt)?,
            who: Who::parse(&self.party).map_err(|_| corrupt())?,
        })
    }

    /// The party with its name.
    ///
    /// # Errors
    /// [`DbError::Internal`] when what is stored is not a party.
    pub fn named(&self) -> Result<NamedParty, DbError> {
        let name = Bilingual { kk: self.name_kk.clone(), ru: self.name_ru.clone() };
        Ok(NamedParty { party: self.party()?, name })
    }
}

/// The parties as the engine knows them.
///
/// # Errors
/// [`DbError::Internal`] when what is stored is not a party.
pub fn as_parties(rows: &[PartyRow]) -> Result<Vec<Party>, DbError> {
    rows.iter().map(PartyRow::party).collect()
}

/// The case as the engine knows it.
///
/// # Errors
/// [`DbError`] when the database fails or holds what it should not.
pub fn read<P: Procedure>(
    connection: &mut Connection,
    row: &CaseRow,
    facts: P::Facts,
    addressees: Vec<NamedParty>,
) -> Result<Case<P>, DbError> {
    Ok(Case::stored(&row.state, facts, file(connection, row, addressees)?)?)
}

/// What is the same in the cases of every procedure: the parties, those whom it will be filed with, what is still owed.
///
/// # Errors
/// [`DbError`] when the database fails or holds what it should not.
pub fn file(connection: &mut Connection, row: &CaseRow, addressees: Vec<NamedParty>) -> Result<CaseFile, DbError> {
    let parties = as_parties(&parties(connection, &[row.id.0])?)?;
    let owed: Vec<(Id, String)> = obligations::table
        .filter(obligations::case_id.eq(row.id))
        .filter(obligations::met_at.is_null())
        .filter(obligations::voided_at.is_null())
        .order(obligations::id)
        .select((obligations::id, obligations::rule))
        .load(connection)?;
    Ok(CaseFile {
        id: row.id.0,
        version: row.version,
        edition: row.edition.clone(),
        parties,
        addressees,
        owed: owed.into_iter().map(|(id, rule)| Owed { id: id.0, rule }).collect(),
    })
}

/// Whether anybody is known by this key.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn knows(connection: &mut Connection, person: &PersonKey) -> Result<bool, DbError> {
    let theirs = case_parties::table.filter(case_parties::party.eq(person.as_str()));
    Ok(diesel::select(diesel::dsl::exists(theirs)).get_result(connection)?)
}

/// Records what is done to a case beside the actions of its table: the case is changed, and it is an event.
///
/// # Errors
/// [`DbError::Stale`] when the case is no longer at the version of `row`.
pub fn alter(
    connection: &mut Connection,
    row: &CaseRow,
    by: &Acting,
    alteration: Alteration,
    request: Option<&str>,
    at: OffsetDateTime,
) -> Result<(), DbError> {
    touch(connection, row.id.0, row.version, at)?;
    let event = NewEvent {
        case: row.id.0,
        sequence: row.version + 1,
        at,
        actor: &by.subject,
        role: by.role.code(),
        organisation: by.organisation.as_ref().map(Bin::as_str),
        action: alteration.code(),
        from_state: Some(&row.state),
        to_state: &row.state,
        duties: json!([]),
        request,
    };
    events::record(connection, event)
}

/// Marks a case as changed by nothing that is an event.
///
/// # Errors
/// [`DbError::Stale`] when the case is no longer at `version`.
pub fn touch(connection: &mut Connection, case: Uuid, version: i64, at: OffsetDateTime) -> Result<(), DbError> {
    let changed = diesel::update(cases::table.filter(cases::id.eq(Id(case))).filter(cases::version.eq(version)))
        .set((cases::version.eq(version + 1), cases::updated_at.eq(Instant(at))))
        .execute(connection)?;
    if changed == 1 { Ok(()) } else { Err(DbError::Stale) }
}

/// What an action changes of a case; none leaves as it is.
#[derive(AsChangeset)]
#[diesel(table_name = cases)]
struct Moved<'change> {
    state: &'change str,
    outcome: Option<Option<&'change str>>,
    version: i64,
    edition: &'change str,
    updated_at: Instant,
    number: Option<String>,
    received_at: Option<Instant>,
    registered_on: Option<Date>,
    closed_at: Option<Instant>,
}

/// Gives a party another name, as its own form says.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn rename_party(connection: &mut Connection, case: Uuid, role: Role, name: &Bilingual) -> Result<(), DbError> {
    diesel::update(case_parties::table.find((Id(case), role.code())))
        .set((case_parties::name_kk.eq(&name.kk), case_parties::name_ru.eq(&name.ru)))
        .execute(connection)?;
    Ok(())
}

/// Records what the decision in a case says of how one may complain of it; none, if it says nothing.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn say_redress(connection: &mut Connection, case: Uuid, redress: Option<Json>) -> Result<(), DbError> {
    diesel::update(cases::table.find(Id(case))).set(cases::redress.eq(redress)).execute(connection)?;
    Ok(())
}

/// Records which complaint, if any, binds the body to decide a case in favour of whoever complained.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn bind(connection: &mut Connection, case: Uuid, by: Option<Uuid>) -> Result<(), DbError> {
    diesel::update(cases::table.find(Id(case))).set(cases::bound_by.eq(by.map(Id))).execute(connection)?;
    Ok(())
}

/// Ends that this complaint binds the body in a case.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn release(connection: &mut Connection, case: Uuid, complaint: Uuid) -> Result<(), DbError> {
    let bound = cases::table.find(Id(case)).filter(cases::bound_by.eq(Id(complaint)));
    diesel::update(bound).set(cases::bound_by.eq(None::<Id>)).execute(connection)?;
    Ok(())
}

/// Saves everything that an action changes, in the transaction of `connection`: the case, its
/// obligations, the event, the notices; numbers the case if it is filed. `request` is the id of the request that it comes of.
///
/// # Errors
/// [`DbError::Stale`] when the case has changed since it was read; then nothing may be kept.
pub fn save(
    connection: &mut Connection,
    case: &CaseFile,
    procedure: &str,
    change: &Change,
    request: Option<&str>,
) -> Result<(), DbError> {
    let at = Instant(change.at);
    let number = match &change.filing {
        Some(filing) => Some(numbers::next_case(connection, filing.prefix, filing.numbered_on.year())?),
        None => None,
    };
    let moved = Moved {
        state: change.to,
        outcome: change.outcome,
        version: case.version + 1,
        edition: &change.edition,
        updated_at: at,
        number,
        received_at: change.filing.as_ref().map(|filing| Instant(filing.received_at)),
        registered_on: change.registered_on,
        closed_at: change.closes.then_some(at),
    };
    let unchanged = cases::table.filter(cases::id.eq(Id(case.id))).filter(cases::version.eq(case.version));
    if diesel::update(unchanged).set(moved).execute(connection)? != 1 {
        return Err(DbError::Stale);
    }
    if let Some(filing) = &change.filing {
        add_parties(connection, case.id, &filing.addressees)?;
    }
    add_parties(connection, case.id, &change.joined)?;
    let begun = begun(case, procedure, change)?;
    save_obligations(connection, change, &begun)?;
    // Every change of a case adds one to its version; not every one is an event.
    let sequence = case.version + 1;
    let event = NewEvent {
        case: case.id,
        sequence,
        at: change.at,
        actor: &change.by.subject,
        role: change.by.role.code(),
        organisation: change.by.organisation.as_ref().map(Bin::as_str),
        action: change.action,
        from_state: change.from,
        to_state: change.to,
        duties: duties(change, &begun)?,
        request,
    };
    events::record(connection, event)?;
    for notice in &change.notices {
        let news = (notice.news != News::default()).then(|| serde_json::to_value(&notice.news)).transpose()?;
        diesel::insert_into(notices::table)
            .values((
                notices::id.eq(Id(Uuid::now_v7())),
                notices::case_id.eq(Id(case.id)),
                notices::kind.eq(notice.notice),
                notices::recipient_role.eq(notice.to.role.code()),
                notices::recipient.eq(notice.to.who.as_str()),
                notices::sequence.eq(sequence),
                notices::created_at.eq(at),
                notices::news.eq(news.map(Json)),
            ))
            .execute(connection)?;
    }
    Ok(())
}

/// The duties that a change begins, each with the trace of its term; it may end some of them too.
fn begun(case: &CaseFile, procedure: &str, change: &Change) -> Result<Vec<(ObligationRow, Value)>, DbError> {
    let at = Instant(change.at);
    let begun = |new: &Opened| {
        let due = new.deadline.due.as_ref();
        let ended = |list: &[Owed]| list.iter().any(|owed| owed.id == new.id).then_some(at);
        let row = ObligationRow {
            id: Id(new.id),
            case_id: Id(case.id),
            procedure: procedure.to_owned(),
            rule: new.rule.as_str().to_owned(),
            edition: new.edition.clone(),
            bearer_role: new.bearer.role.code().to_owned(),
            // Of a person, only the row of the party tells who it is, and no longer than need be.
            bearer: new.bearer.who.organisation().map_or("", Bin::as_str).to_owned(),
            owed_to: new.owed_to.map(|role| role.code().to_owned()),
            opened_at: at,
            event_at: Instant(new.event_at),
            counted_from: new.deadline.counted_from,
            due_on: due.map(|due| due.on),
            due_at: due.map(|due| Instant(due.at)),
            raw_on: due.map(|due| due.raw_on),
            practical_on: due.and_then(|due| due.practical_on),
            sort_at: due.map_or(at, |due| Instant(due.at)),
            met_at: ended(&change.met),
            voided_at: ended(&change.voided),
            never_owed: false,
        };
        Ok((row, serde_json::to_value(&new.deadline.trace)?))
    };
    change.opened.iter().map(begun).collect()
}

fn save_obligations(
    connection: &mut Connection,
    change: &Change,
    begun: &[(ObligationRow, Value)],
) -> Result<(), DbError> {
    let at = Instant(change.at);
    for (row, trace) in begun {
        diesel::insert_into(obligations::table)
            .values((row.clone(), obligations::trace.eq(Json(trace.clone()))))
            .execute(connection)?;
    }
    let ids = |list: &[Owed]| {
        let new = |owed: &&Owed| !change.opened.iter().any(|new| new.id == owed.id);
        list.iter().filter(new).map(|owed| Id(owed.id)).collect::<Vec<_>>()
    };
    let (met, voided) = (ids(&change.met), ids(&change.voided));
    if !met.is_empty() {
        diesel::update(obligations::table.filter(obligations::id.eq_any(met)))
            .set(obligations::met_at.eq(at))
            .execute(connection)?;
    }
    if !voided.is_empty() {
        diesel::update(obligations::table.filter(obligations::id.eq_any(voided)))
            .set((obligations::voided_at.eq(at), obligations::never_owed.eq(change.never_owed)))
            .execute(connection)?;
    }
    Ok(())
}

fn duties(change: &Change, begun: &[(ObligationRow, Value)]) -> Result<Value, DbError> {
    let opened = begun.iter().map(|(duty, trace)| {
        let due_on = duty.due_on.map(|day| day.to_string());
        let (id, digest) = (duty.id.0, duty.digest(trace)?);
        Ok(json!({ "obligation": id, "rule": duty.rule, "change": "opened", "dueOn": due_on, "digest": digest }))
    });
    let ended = |list: &[Owed], how: &'static str| {
        list.iter()
            .map(|owed| json!({ "obligation": owed.id, "rule": owed.rule, "change": how, "dueOn": null }))
            .collect::<Vec<_>>()
    };
    let ended = ended(&change.met, "met").into_iter().chain(ended(&change.voided, "voided"));
    opened.chain(ended.map(Ok)).collect()
}
