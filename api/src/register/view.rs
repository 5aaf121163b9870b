//! How entries and what amends them are shown.

use merzim_domain::procedures::register_amendment::{Amendment, AmendmentState, CessationKind, ChangeKind};
use merzim_domain::{Lang, Text, Vocabulary, vocabulary, zone};
use merzim_persistence::amendments;
use merzim_persistence::cases;
use merzim_persistence::register::{self, EntryRow, RevisionRow};
use serde::Serialize;
use serde_json::Value;
use time::Date;
use utoipa::ToSchema;
use uuid::Uuid;

use super::amendments::entry_as_filed;
use super::facts::{Amends, facts_of};
use super::form::{CessationForm, ChangeForm, EntryWording};
use crate::accreditation::form::{CoverageCode, FormatCode};
use crate::app::{Desk, Record, form};
use crate::cases::filing::Filing;
use crate::cases::{Shown, Summary};
use crate::http::{At, Bilingual, Code, GivenBin, RegionCode, list_of, page_of};
use crate::problem::Problem;

pub(super) type AmendmentStateCode = Code<AmendmentState>;

/// What an amendment is shown with, apart from its form.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = AmendmentCase)]
pub struct AmendmentDetails {
    /// What the entry says; once this is filed, what it said then.
    pub current_entry: EntryWording,
    /// How it was filed.
    pub filing: Option<Filing>,
}

/// An application for changes as it is shown alone, apart from its form.
pub type ChangeCase = Shown<Amendment<ChangeKind>, AmendmentDetails>;

/// A notice of cessation as it is shown alone, apart from its form.
pub type CessationCase = Shown<Amendment<CessationKind>, AmendmentDetails>;

/// An amendment in a list.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = AmendmentSummary)]
pub struct AmendmentBrief {
    /// The Register entry that it is about.
    pub entry: Uuid,
}

/// An amendment as a list shows it: the same of both kinds.
pub type AmendmentSummary<A> = Summary<Amendment<A>, AmendmentBrief>;

// The contract knows types without parameters only.
/// An application for changes in a list.
pub type ChangeSummary = AmendmentSummary<ChangeKind>;

/// A notice of cessation in a list.
pub type CessationSummary = AmendmentSummary<CessationKind>;

// Only for the contract: what is sent is an amendment `AsSent`.
/// An application for changes.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChangeApplication {
    /// The case.
    #[serde(flatten)]
    pub case: ChangeCase,
    /// The form (Annex 3).
    pub form: ChangeForm,
}

page_of!(ChangeApplications, ChangeSummary, "Applications for changes, the newest first.", gone);

// Only for the contract: what is sent is an amendment `AsSent`.
/// A notice of cessation.
#[derive(Debug, Serialize, ToSchema)]
pub struct CessationNotice {
    /// The case.
    #[serde(flatten)]
    pub case: CessationCase,
    /// The form.
    pub form: CessationForm,
}

page_of!(CessationNotices, CessationSummary, "Notices of cessation, the newest first.", gone);

/// An amendment with its form as it was sent.
#[derive(Serialize)]
pub(super) struct AsSent {
    #[serde(flatten)]
    details: AmendmentDetails,
    form: Value,
}

/// Shows an amendment.
pub(super) fn show<A: Amends>(desk: &mut Desk<'_>, id: Uuid) -> Result<Shown<Amendment<A>, AsSent>, Problem> {
    let row = cases::find(desk.connection, &desk.call.viewer(), A::CODE, id)?;
    let amendment = amendments::of_case(desk.connection, id)?;
    let entry = amendment.entry_id.0;
    let facts = facts_of(entry, &register::removed(desk.connection, &[entry], zone::local(desk.now).date())?);
    let parties = cases::parties(desk.connection, &[id])?;
    let filing = Filing::read_some(amendment.filing.as_ref())?;
    let details = AmendmentDetails { current_entry: form(&entry_as_filed(desk, &row, &amendment)?)?, filing };
    let sent = AsSent { details, form: amendment.form.0 };
    Shown::whole(desk, &row, &parties, &facts, sent)
}

vocabulary! {
    /// Whether a channel is in use.
    EntryStatus {
        /// In use, until the day on which it stops.
        Active = "active", "пайдаланылады", "используется", "in use, until the day on which it stops";
        /// Removed on that day; kept with its removal data.
        Removed = "removed", "Тізілімнен шығарылған", "исключён из Реестра", "removed on that day; kept with its removal data";
    }
}

pub(super) type EntryStatusCode = Code<EntryStatus>;

/// A change entered in an entry (column 5).
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct EntryChange {
    /// The day on which it was entered.
    pub entered_on: Date,
    /// What was changed: the wording before, and the one since.
    pub what: Vec<Changed>,
    /// Why.
    pub note: Bilingual,
}

/// A part of an entry that was changed.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Changed {
    /// Name of the field of the entry.
    #[schema(example = "channelName")]
    pub field: &'static str,
    /// What that is, in both languages.
    pub title: Bilingual,
    /// What it said.
    pub from: Bilingual,
    /// What it says.
    pub to: Bilingual,
}

/// What an entry says of itself, as words: field, title, and the words in both languages.
fn said(revision: &RevisionRow) -> Result<[(&'static str, Text, Bilingual); 7], Problem> {
    let none = || Text::same("–");
    let of = |title: Text| Bilingual { kk: title.kk.into_owned(), ru: title.ru.into_owned() };
    let coverage: CoverageCode = Code::known(&revision.coverage)?;
    let region: Option<RegionCode> = Code::some(revision.region.as_deref())?;
    let format: FormatCode = Code::known(&revision.format)?;
    Ok([
        (
            "channelName",
            Text::new("арна атауы", "наименование канала", "name of the channel"),
            revision.channel_name().into(),
        ),
        ("bodyName", Text::new("орган атауы", "наименование органа", "name of the body"), revision.body_name().into()),
        (
            "purpose",
            Text::new("функционалдық мақсаты", "функциональное назначение", "purpose"),
            revision.purpose().into(),
        ),
        ("coverage", Text::new("қамту", "охват", "coverage"), of(coverage.0.title())),
        ("region", Text::new("өңір", "регион", "region"), of(region.map_or_else(none, |region| region.0.title()))),
        ("format", Text::new("өзара іс-қимыл форматы", "формат взаимодействия", "format"), of(format.0.title())),
        (
            "stoppedOn",
            Text::new("жұмысын тоқтататын күні", "дата прекращения работы", "day on which it stops"),
            of(revision.removed_on.map_or_else(none, Text::same)),
        ),
    ])
}

impl EntryChange {
    /// The change that a wording made to the one before it; that a channel is to stop is none, that it is to on another day is one.
    /// Other words on the same end are none: column 6 has them.
    fn of(before: &RevisionRow, revision: &RevisionRow) -> Result<Option<Self>, Problem> {
        let first_end = revision.kind == "removal" && before.removed_on.is_none();
        let Some(note) = revision.note().filter(|_| !first_end) else { return Ok(None) };
        let both = said(before)?.into_iter().zip(said(revision)?);
        let what: Vec<Changed> = both
            .filter(|((.., from), (.., to))| from != to)
            .map(|((field, Text { kk, ru, .. }, from), (.., to))| Changed {
                field,
                title: Bilingual { kk: kk.into_owned(), ru: ru.into_owned() },
                from,
                to,
            })
            .collect();
        Ok((!what.is_empty()).then(|| Self { entered_on: revision.entered_on, what, note: note.into() }))
    }

    /// The change as a line of column 5: when, what, from what to what, and why.
    pub fn line(&self, lang: Lang) -> String {
        let why = Text::new("негіздеме", "обоснование", "reason");
        let what = self.what.iter().map(|changed| {
            format!("{}: «{}» → «{}»", changed.title.get(lang), changed.from.get(lang), changed.to.get(lang))
        });
        let parts: Vec<String> = what.chain([format!("{}: {}", why.get(lang), self.note.get(lang))]).collect();
        format!("{}: {}", self.entered_on, parts.join("; "))
    }
}

/// The removal of a channel (column 6).
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Removal {
    /// The day on which the channel stops; that of the entry, where the body named none.
    pub stopped_on: Date,
    /// The day on which that was entered.
    pub entered_on: Date,
    /// What the body said of it.
    pub note: Bilingual,
}

/// An entry of the Register.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RegisterEntry {
    /// Id.
    pub id: Uuid,
    /// Column 1: serial number.
    #[schema(minimum = 1, example = 7)]
    pub number: i64,
    /// Column 2: name of the channel.
    pub channel_name: Bilingual,
    /// Column 3: name of the body that uses it.
    pub body_name: Bilingual,
    /// BIN of that body.
    #[schema(value_type = GivenBin)]
    pub body: String,
    /// Column 4: date of inclusion.
    pub included_on: Date,
    /// Column 5: changes, the first one first.
    pub changes: Vec<EntryChange>,
    /// Column 6: removal, if one was entered; until the day named in it the channel is in use.
    pub removal: Option<Removal>,
    /// Whether it is in use.
    pub status: EntryStatusCode,
    /// Functional purpose.
    pub purpose: Bilingual,
    /// Whom it serves.
    pub coverage: CoverageCode,
    /// Which region, if it serves one.
    pub region: Option<RegionCode>,
    /// How people interact through it.
    pub format: FormatCode,
    /// Number of the wording, from 1.
    #[schema(minimum = 1, example = 2)]
    pub revision: i64,
    /// When it was entered in this wording.
    pub updated_at: At,
}

page_of!(RegisterEntries, RegisterEntry, "Entries, by serial number.");

/// A wording that an entry has had.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Revision {
    /// Number of the wording, from 1.
    #[schema(minimum = 1, example = 2)]
    pub revision: i64,
    /// `inclusion`, `change` or `removal`.
    #[schema(example = "change")]
    pub kind: String,
    /// When it was entered.
    pub entered_at: At,
    /// The day on which it was entered.
    pub entered_on: Date,
    /// The day on which the next one was entered.
    pub superseded_on: Option<Date>,
    /// Name of the channel.
    pub channel_name: Bilingual,
    /// Name of the body.
    pub body_name: Bilingual,
    /// Functional purpose.
    pub purpose: Bilingual,
    /// Whom it serves.
    pub coverage: CoverageCode,
    /// Which region, if it serves one.
    pub region: Option<RegionCode>,
    /// How people interact through it.
    pub format: FormatCode,
    /// What was changed, or why it was removed.
    pub note: Option<Bilingual>,
    /// The day on which the channel stopped.
    pub stopped_on: Option<Date>,
}

list_of!(Revisions, Revision, "Every wording of an entry, the first one first.");

/// Shows an entry on a day in one of its wordings; `history` holds its wordings up to then.
pub(super) fn show_entry(
    entry: &EntryRow,
    current: &RevisionRow,
    history: &[RevisionRow],
    day: Date,
) -> Result<RegisterEntry, Problem> {
    let own: Vec<&RevisionRow> = history.iter().filter(|revision| revision.entry_id == entry.id).collect();
    Ok(RegisterEntry {
        id: entry.id.0,
        number: entry.number,
        channel_name: current.channel_name().into(),
        body_name: current.body_name().into(),
        body: entry.body.clone(),
        included_on: entry.included_on,
        changes: own
            .iter()
            .zip(own.iter().skip(1))
            .filter_map(|(before, revision)| EntryChange::of(before, revision).transpose())
            .collect::<Result<_, _>>()?,
        removal: current.removed_on.and_then(|stopped_on| {
            let ended = own.iter().rev().find(|revision| revision.kind == "removal")?;
            Some(Removal { stopped_on, entered_on: ended.entered_on, note: ended.note()?.into() })
        }),
        status: Code(if current.removed_on.is_some_and(|stopped_on| stopped_on <= day) {
            EntryStatus::Removed
        } else {
            EntryStatus::Active
        }),
        purpose: current.purpose().into(),
        coverage: Code::known(&current.coverage)?,
        region: Code::some(current.region.as_deref())?,
        format: Code::known(&current.format)?,
        revision: current.revision,
        updated_at: current.entered_at.into(),
    })
}
