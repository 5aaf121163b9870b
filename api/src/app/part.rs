//! What a procedure brings to the program: where its cases stand in the API, its routes, and what the program must ask it.

use actix_web::web::Data;
use futures_util::future::LocalBoxFuture;
use merzim_domain::Vocabulary;
use merzim_domain::engine::{self, Actor, Anew, Case, CommonRefusal, Party, Possible, Procedure};
use merzim_persistence::attachments::AttachmentRow;
use merzim_persistence::cases::{self, CaseRow, Viewer};
use merzim_persistence::{Connection, DbError};
use time::{Date, Duration};
use uuid::Uuid;

use super::App;
use super::desk::Desk;
use crate::config::{Config, PartSettings};
use crate::http::{BASE, Reply, Routes};
use crate::problem::Problem;

/// Writes the routes of a folder as a table: handlers by the module that they stand in, in the order of the contract.
macro_rules! routes {
    ($($module:ident: $($handler:ident)+;)+) => {
        /// The routes.
        pub(crate) fn routes(routes: &mut $crate::http::Routes<'_>) {
            $($(routes.service($module::$handler);)+)+
        }
    };
}
pub(crate) use routes;

/// A part of the program: the procedures that live in one folder.
#[derive(Clone, Copy, Debug)]
pub struct Part {
    /// The tag of its operations in the contract, and what that is about.
    pub tag: (&'static str, &'static str),
    /// Where the cases of each of its procedures stand.
    pub places: &'static [Place],
    /// Its routes, below the base of the API.
    pub routes: fn(&mut Routes<'_>),
    /// Collections of things that are no cases.
    pub things: &'static [(&'static str, Thing)],
    /// The settings that it needs.
    pub settings: PartSettings,
    /// What it does by itself on a new day, and when the register of organisations has changed, in this order.
    pub daily: &'static [Daily],
    /// What else it does by itself, for as long as the program runs.
    pub keeps: Option<fn(Data<App>) -> LocalBoxFuture<'static, ()>>,
    /// Brings what it has stored up to date, before the program runs.
    pub updates: Option<Update>,
    /// Who can be played in a demo, and what they do before it starts, as JSON.
    pub demo: &'static str,
}

impl Part {
    /// A part with nothing but cases.
    pub const fn of(
        tag: &'static str,
        about: &'static str,
        places: &'static [Place],
        routes: fn(&mut Routes<'_>),
    ) -> Self {
        let (settings, demo) = (PartSettings::NONE, "{}");
        Self { tag: (tag, about), places, routes, things: &[], settings, daily: &[], keeps: None, updates: None, demo }
    }
}

/// What is done by itself, day by day.
#[derive(Clone, Copy, Debug)]
pub enum Daily {
    /// Begins the cases that are to be there now.
    Begin(fn(Data<App>) -> LocalBoxFuture<'static, Result<(), Problem>>),
    /// Moves so many cases at the most whose time has come; whether there may be more.
    Move(fn(&mut Desk<'_>, i64) -> Result<bool, Problem>),
    /// Erases what need not be kept any longer.
    Erase(Erasure),
}

/// How long is kept at least by whom something was done: six months, in which one may complain (art. 92(1-1) of the
/// Code), and some days for the end of the term to be moved and for a complaint to be seen off.
pub const COMPLAINED: Duration = Duration::days(200);

/// The cases of what was over before this day: so many at the most, after the one named.
pub type Due = fn(&mut Connection, Date, Uuid, i64) -> Result<Vec<Uuid>, DbError>;

/// Personal data that are erased some time after they were needed.
#[derive(Clone, Copy, Debug)]
pub struct Erasure {
    /// Whose they are, and of what.
    pub what: &'static str,
    /// How long they are kept.
    pub kept: fn(&Config) -> Duration,
    /// Which of what was over before that day are due.
    pub due: Due,
    /// Erases them, if they are still due on this day.
    pub erase: fn(&mut Desk<'_>, Date, Uuid) -> Result<(), Problem>,
}

impl Erasure {
    /// What was over before this day is erased today.
    #[must_use]
    pub fn before(&self, config: &Config, today: Date) -> Date {
        today.checked_sub((self.kept)(config)).unwrap_or(Date::MIN)
    }
}

/// Brings so many rows up to date at the most; whether there may be more.
pub type Update = fn(&mut Connection, i64) -> Result<bool, DbError>;

/// Finds a thing that is no case, for whoever may see it.
pub type Thing = fn(&mut Connection, &Viewer, Uuid) -> Result<(), DbError>;

/// What a procedure says or does about a case with this id.
pub type ById<T> = fn(&mut Desk<'_>, Uuid) -> Result<T, Problem>;

/// The same, where the case has been read.
pub type ByRow<T> = fn(&mut Desk<'_>, &CaseRow) -> Result<T, Problem>;

/// The same, where its parties are known too.
pub type ByParties<T> = fn(&mut Desk<'_>, &CaseRow, &[Party]) -> Result<T, Problem>;

/// Takes out of a list of files of a case what the caller may not read. It holds neither their own nor what everybody may read.
pub type Hides = fn(&mut Desk<'_>, &CaseRow, &mut Vec<AttachmentRow>) -> Result<(), Problem>;

/// A procedure as the API serves it.
pub trait Serves: Procedure {
    /// Where its cases stand.
    const PLACE: Place;

    /// What the contract says of the outcome of its cases.
    const ABOUT_OUTCOME: &'static str = "What became of it.";

    /// What the contract says of obligations and attachments, where one of its cases is shown.
    const ABOUT_BELOW: &'static str = "Obligations and attachments.";

    /// Reads what a case knows besides its state.
    fn facts(desk: &mut Desk<'_>, row: &CaseRow) -> Result<Self::Facts, Problem>;

    /// Reads a case as the engine knows it.
    fn read(desk: &mut Desk<'_>, row: &CaseRow) -> Result<Case<Self>, Problem> {
        let facts = Self::facts(desk, row)?;
        let addressees = desk.app.addressees(Self::ADDRESSEES);
        Ok(cases::read(desk.connection, row, facts, addressees)?)
    }
}

/// Where a procedure's cases stand in the API, and which sub-resource takes which action.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// Code of the procedure.
    pub procedure: &'static str,
    /// The collection in the path.
    pub collection: &'static str,
    /// Collections of things that belong to its cases: with which they begin, or that they are sent to.
    pub things: &'static [&'static str],
    /// Pairs of an action and the sub-resource that is created to take it.
    pub actions: &'static [(&'static str, &'static str)],
    /// Whether everybody may ask for its cases, and sees those that are published.
    pub public: bool,
    /// Whether persons say in its cases what everybody is to read: then nobody is told who has read it.
    pub said_to_all: bool,
    /// The sub-resources that are created without an idempotency key: to answer under one would tell who asked when.
    pub unremembered: &'static [&'static str],
    /// What the caller may do in a case with these parties, now or at another time.
    pub possible: ByParties<Vec<Possible>>,
    /// What it does to a case that everybody was told something: a notice with this code.
    pub told: fn(&mut Desk<'_>, &CaseRow, &str) -> Result<(), Problem>,
    /// Has a case considered anew so, if its procedure knows that and it is still where that can be.
    pub reopen: fn(&mut Desk<'_>, &CaseRow, Anew, Uuid) -> Result<bool, Problem>,
    /// Shows a case alone, as the caller may see it.
    pub whole: Option<ById<Reply>>,
    /// Whether a case is shown to those who take no part in it; to none of them, if nothing is said.
    pub shown: Option<Thing>,
    /// What else a perishable notice depends on, but that nothing has happened in its case.
    pub still_holds: Option<ById<bool>>,
    /// What is done with its own rows when a case is considered anew, for a complaint in it was satisfied.
    pub after_reopening: Option<ById<()>>,
    /// What is done with its own rows when a case of whatever procedure is decided in favour of whoever might complain there.
    pub after_favour: Option<ById<()>>,
    /// What of the files of a case is kept from the caller, who sees the case; nothing, if none is said.
    pub files_hidden: Option<Hides>,
    /// Whether the caller, who sees the log of a case, sees its signature; everybody does, if none is said.
    pub signature_shown: Option<ByRow<bool>>,
    /// The id of the act that one of its cases runs under besides its own.
    pub also_under: Option<ByRow<Option<&'static str>>>,
    /// What the roles cannot say about who attaches files to it.
    pub attaching: Option<ByParties<()>>,
}

impl Place {
    /// The place of a procedure none of whose cases depends on anything else.
    pub const fn of<P: Serves>(collection: &'static str, actions: &'static [(&'static str, &'static str)]) -> Self {
        Self {
            procedure: P::CODE,
            collection,
            things: &[],
            actions,
            public: false,
            said_to_all: false,
            unremembered: &[],
            possible: possible::<P>,
            told: told::<P>,
            reopen: reopen::<P>,
            whole: None,
            shown: None,
            still_holds: None,
            after_reopening: None,
            after_favour: None,
            files_hidden: None,
            signature_shown: None,
            also_under: None,
            attaching: None,
        }
    }

    /// Path of a case of this procedure.
    pub fn path(&self, id: Uuid) -> String {
        format!("{BASE}/{}/{id}", self.collection)
    }
}

fn possible<P: Serves>(desk: &mut Desk<'_>, row: &CaseRow, parties: &[Party]) -> Result<Vec<Possible>, Problem> {
    let facts = P::facts(desk, row)?;
    let state = P::State::parse(&row.state).ok_or_else(|| Problem::internal(format!("no state `{}`", row.state)))?;
    Ok(engine::actions::<P>(state, &facts, parties, &desk.call.actor, desk.now, &desk.app.law))
}

/// Has Merzim apply a command to a case, if that can still be.
fn by_system<P: Serves>(desk: &mut Desk<'_>, row: &CaseRow, command: &P::Command) -> Result<bool, Problem> {
    let case = P::read(desk, row)?;
    match engine::apply(&case, command, &Actor::system(), desk.now, &desk.app.law) {
        Ok(change) => {
            cases::save(desk.connection, &case.file, P::CODE, &change, desk.call.request_id.as_deref())?;
            Ok(true)
        }
        // The case has gone on meanwhile, and what this would do has no object any more.
        Err(refusal) if refusal.is(CommonRefusal::StateForbidsAction) => Ok(false),
        Err(refusal) => Err(refusal.into()),
    }
}

fn told<P: Serves>(desk: &mut Desk<'_>, row: &CaseRow, notice: &str) -> Result<(), Problem> {
    match P::Notice::parse(notice).and_then(P::on_delivery) {
        Some(command) => by_system::<P>(desk, row, &command).map(drop),
        None => Ok(()),
    }
}

fn reopen<P: Serves>(desk: &mut Desk<'_>, row: &CaseRow, anew: Anew, complaint: Uuid) -> Result<bool, Problem> {
    let Some(redress) = P::REDRESS else { return Ok(false) };
    let Some(command) = redress.reopens else { return Ok(false) };
    // What was decided in favour meanwhile stays decided.
    let against = |outcome: &str| redress.decisions.iter().any(|decision| decision.code() == outcome);
    if !row.outcome.as_deref().is_none_or(against) || !by_system::<P>(desk, row, &command(anew))? {
        return Ok(false);
    }
    cases::bind(desk.connection, row.id.0, anew.bound.then_some(complaint))?;
    if let Some(follow) = P::PLACE.after_reopening {
        follow(desk, row.id.0)?;
    }
    Ok(true)
}

impl App {
    /// Where the cases of every procedure stand.
    pub fn places(&self) -> impl Iterator<Item = &'static Place> + use<> {
        self.parts.iter().flat_map(|part| part.places)
    }

    /// Where the cases of the procedure with this code stand.
    pub fn place(&self, procedure: &str) -> Option<&'static Place> {
        self.places().find(|place| place.procedure == procedure)
    }
}

/// Checks that there is something with an id in a collection: for whoever sees it, or for those who take part in it.
pub(super) fn expect_there(
    parts: &[Part],
    connection: &mut Connection,
    viewer: &Viewer,
    (collection, id): (&str, Uuid),
    for_everybody: bool,
) -> Result<(), Problem> {
    let mut things = parts.iter().flat_map(|part| part.things);
    if let Some((_, find)) = things.find(|(known, _)| *known == collection) {
        return Ok(find(connection, viewer, id)?);
    }
    let mut places = parts.iter().flat_map(|part| part.places);
    let Some(place) = places.find(|place| place.collection == collection) else { return Ok(()) };
    match place.shown.filter(|_| for_everybody) {
        Some(shown) => Ok(shown(connection, viewer, id)?),
        None => Ok(cases::find(connection, viewer, place.procedure, id).map(drop)?),
    }
}
