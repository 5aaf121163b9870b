//! How the directory is shown.

use std::collections::HashMap;

use merzim_domain::organisation::OrganisationKind;
use merzim_domain::procedures::press_officer::PressOfficer;
use merzim_domain::zone;
use merzim_persistence::cases::{self, CaseRow, PartyRow, as_parties};
use merzim_persistence::media::officers::{self, OfficerRow};
use merzim_persistence::organisations::OrganisationRow;
use merzim_persistence::{Connection, organisations};
use serde::Serialize;
use time::Date;
use utoipa::ToSchema;
use uuid::Uuid;

use super::facts::{EarlierContacts, contacts_on, facts_of};
use super::form::{OfficerKindCode, PressContacts};
use crate::app::{Desk, Record};
use crate::cases::view::CaseBelow;
use crate::cases::{Shown, Summary, show_below};
use crate::http::{At, Bilingual, Code, GivenBin, RegionCode, page_of};
use crate::problem::Problem;

pub(super) type OrganisationKindCode = Code<OrganisationKind>;

/// The bodies of these appointments, by BIN: one query.
pub(super) fn bodies_of<'row>(
    connection: &mut Connection,
    rows: impl Iterator<Item = &'row OfficerRow>,
) -> Result<HashMap<String, OrganisationRow>, Problem> {
    let bins: Vec<&str> = rows.map(|row| row.body.as_str()).collect();
    Ok(organisations::these(connection, &bins)?)
}

/// An appointment, as the directory has it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = PressOfficerEntry)]
pub struct OfficerEntry {
    /// BIN of the state body.
    #[schema(value_type = GivenBin)]
    pub body: String,
    /// Its name, as the register of organisations has it.
    pub body_name: Bilingual,
    /// Of which kind it is.
    pub body_kind: OrganisationKindCode,
    /// The region that it is of, unless it is of the whole country.
    pub region: Option<RegionCode>,
    /// A person, or a unit.
    pub kind: OfficerKindCode,
    /// The contacts; with `on`, as they were at the end of that day.
    pub contacts: PressContacts,
    /// From which day on it holds.
    pub appointed_on: Date,
    /// The first day on which it does not.
    pub ended_on: Option<Date>,
    /// When the contacts were last given or confirmed.
    pub confirmed_at: At,
    /// Whether nobody has confirmed the contacts for six months; of an appointment that holds.
    pub unconfirmed: bool,
    /// From which day on that is, or will be so, as long as nobody confirms them.
    pub unconfirmed_from: Date,
    /// The appointment that followed.
    pub successor: Option<Uuid>,
}

impl OfficerEntry {
    /// An appointment as it is today, with the contacts of a day.
    pub(super) fn of(
        row: &OfficerRow,
        bodies: &HashMap<String, OrganisationRow>,
        today: Date,
        on: Option<Date>,
    ) -> Result<Self, Problem> {
        let body = bodies.get(&row.body).ok_or_else(|| Problem::internal(format!("no organisation {}", row.body)))?;
        Ok(Self {
            body: body.bin.clone(),
            body_name: Bilingual { kk: body.name_kk.clone(), ru: body.name_ru.clone() },
            body_kind: Code::known(&body.kind)?,
            region: Code::some(body.region.as_deref())?,
            kind: Code::known(&row.kind)?,
            contacts: contacts_on(row, on)?,
            appointed_on: row.appointed_on,
            ended_on: row.ended_on,
            confirmed_at: row.confirmed_at.into(),
            unconfirmed: row.ended_on.is_none() && row.unconfirmed_from <= today,
            unconfirmed_from: row.unconfirmed_from,
            successor: row.successor_id.map(|id| id.0),
        })
    }
}

/// An appointment in a list.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PressOfficerSummary)]
pub struct OfficerBrief {
    /// What the directory has of it.
    #[serde(flatten)]
    pub entry: OfficerEntry,
}

/// An appointment, with what its contacts were before.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = PressOfficer)]
pub struct OfficerDetails {
    /// What the directory has of it.
    #[serde(flatten)]
    pub entry: OfficerEntry,
    /// What the contacts were at the end of earlier days, the first ones first.
    #[schema(max_items = 200)]
    pub earlier: Vec<EarlierContacts>,
}

/// An appointment with what every case has.
pub type PressOfficerView = Shown<PressOfficer, OfficerDetails>;

/// An appointment as a list shows it.
pub type PressOfficerSummary = Summary<PressOfficer, OfficerBrief>;

page_of!(PressOfficers, PressOfficerSummary, "Press officers, those that were named last first.");

/// Shows an appointment in a list.
pub(super) fn summarise(
    desk: &Desk<'_>,
    (case, row): (CaseRow, OfficerRow),
    parties: &[PartyRow],
    bodies: &HashMap<String, OrganisationRow>,
    on: Option<Date>,
) -> Result<PressOfficerSummary, Problem> {
    let entry = OfficerEntry::of(&row, bodies, zone::local(desk.now).date(), on)?;
    Summary::of(desk, &case, parties, &facts_of(&row), OfficerBrief { entry })
}

/// Shows an appointment: what is owed in it, to the body and the authorised body only.
pub(in crate::media) fn show(desk: &mut Desk<'_>, id: Uuid) -> Result<PressOfficerView, Problem> {
    let (case, row) = officers::find(desk.connection, id)?;
    let bodies = bodies_of(desk.connection, std::iter::once(&row))?;
    let parties = cases::parties(desk.connection, &[id])?;
    let details = OfficerDetails {
        entry: OfficerEntry::of(&row, &bodies, zone::local(desk.now).date(), None)?,
        earlier: Vec::read(&row.earlier)?,
    };
    let takes_part = as_parties(&parties)?.iter().any(|party| desk.call.actor.is(party));
    let below = if takes_part {
        show_below(desk, &case, &parties)?
    } else {
        CaseBelow { obligations: Vec::new(), attachments: Vec::new() }
    };
    Ok(Summary::of(desk, &case, &parties, &facts_of(&row), details)?.with_below(below))
}
