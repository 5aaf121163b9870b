//! What applications for changes and notices of cessation share: the way from draft to entry.

use merzim_domain::engine::{Refusal, SignatureRefusal};
use merzim_domain::procedures::register_amendment::{
    Amendment, AmendmentRefusal, AmendmentState, Command, Facts, removed,
};
use merzim_domain::rulebook::ids::R93_10;
use merzim_domain::signing::SignatureFault;
use merzim_domain::{Bin, Role, Text, Vocabulary, zone};
use merzim_persistence::amendments::{self, AmendmentRow, Filter};
use merzim_persistence::cases::CaseRow;
use merzim_persistence::register::{self, Entering, EntryRow, RevisionRow};
use merzim_persistence::{DbError, Json, cases};
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::facts::{Amends, Later, facts_of};
use super::form::{EntryForm, EntryWording};
use super::view::{AmendmentBrief, AmendmentStateCode, AmendmentSummary, show};
use crate::app::{Ask, Desk, form, stored};
use crate::cases::filing::{self, Submission};
use crate::cases::signing::{SigningDocument, Verification, not_signed};
use crate::cases::{flow, parties_of};
use crate::http::{Answer, Listed, Looked, Reply, paging};
use crate::problem::{FieldFaults, Problem};

/// What a list is narrowed to.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct AmendmentFilter {
    /// In this state.
    #[param(inline)]
    state: Option<AmendmentStateCode>,
    /// About this Register entry.
    entry: Option<Uuid>,
}

/// What the entry that a form is about says, if it is the caller's own and still in the Register. `found` is how it was looked for.
fn own_entry<A: Amends>(
    desk: &mut Desk<'_>,
    form: &A::Form,
    found: Result<(EntryRow, RevisionRow), DbError>,
    mut faults: FieldFaults,
) -> Result<EntryWording, Problem> {
    A::check_alone(desk, form, &mut faults);
    let found = match found {
        Err(DbError::NotFound) => None,
        found => Some(found?),
    };
    let own = desk.call.actor.organisation.as_ref().map(Bin::as_str);
    let Some((entry, row)) = found.filter(|(entry, _)| own == Some(entry.body.as_str())) else {
        let message = Text::new(
            "ұйымыңыздың мұндай жазбасы жоқ",
            "у вашей организации нет такой записи",
            "your organisation has no such entry",
        );
        faults.tell_of(&["/entryId"], message);
        return Err(faults.none().err().unwrap_or_else(|| Problem::internal("an entry that is nobody's")));
    };
    let removed_on = row.removed_on.filter(|day| *day <= zone::local(desk.now).date());
    if let Some(day) = removed_on.filter(|_| !faults.touch("/entryId")) {
        return Err(removed(day).into());
    }
    A::check(desk, form, &entry, &row, &mut faults)?;
    faults.none()?;
    EntryWording::of(&row)
}

/// The same, of a form that is being written.
fn own_entry_now<A: Amends>(desk: &mut Desk<'_>, form: &A::Form, faults: FieldFaults) -> Result<EntryWording, Problem> {
    let found = register::find(desk.connection, A::entry(form));
    own_entry::<A>(desk, form, found, faults)
}

/// Checks that what was filed last and waits to be entered does not say the same: of two that are filed at once, one is told of the
/// other. Gives what the entry says.
fn nothing_alike<A: Amends>(desk: &mut Desk<'_>, id: Uuid, written: &A::Form) -> Result<EntryWording, Problem> {
    let entry = A::entry(written);
    let found = register::locked(desk.connection, entry);
    let current = own_entry::<A>(desk, written, found, FieldFaults::default())?;
    let last = amendments::last_filed(desk.connection, entry, A::CODE, id)?;
    let Some((case, waits)) = last.filter(|(case, _)| case.state == AmendmentState::Received.code()) else {
        return Ok(current);
    };
    if A::alike(&form(&waits.form)?, written, &current) {
        let refusal = Refusal::by(AmendmentRefusal::AlreadyFiled, R93_10);
        return Err(flow::because_of(desk, refusal, &case, case.received_at.map(|at| at.0)));
    }
    Ok(current)
}

/// What the entry says, for a document that is signed: of a draft now, else when it was filed.
pub(super) fn entry_as_filed(desk: &mut Desk<'_>, row: &CaseRow, amendment: &AmendmentRow) -> Result<Json, Problem> {
    if row.state != AmendmentState::Draft.code() {
        return Ok(amendment.current_entry.clone());
    }
    let (_, current) = register::find(desk.connection, amendment.entry_id.0)?;
    stored(&EntryWording::of(&current)?)
}

pub(super) async fn create<A: Amends>(ask: Ask, form: Looked<A::Form>) -> Answer {
    ask.change(form, |desk, Looked { form, faults }| {
        let current = own_entry_now::<A>(desk, &form, faults)?;
        let name = current.body_name.clone().into();
        let id = flow::begin_draft::<Amendment<A>>(desk, name, Facts { entry_removed: None }, &Command::Create)?;
        let (entry, current) = (A::entry(&form), stored(&current)?);
        amendments::create(desk.connection, id, entry, current, stored(&form)?)?;
        show::<A>(desk, id)?.created()
    })
    .await
}

pub(super) async fn list<A: Amends>(ask: Ask, Listed { filter, since, page }: Listed<AmendmentFilter>) -> Answer {
    let filter = Filter { state: filter.state.map(|state| state.0), entry: filter.entry };
    let (walk, limit) = (since.walk(&page)?, page.limit());
    ask.list(move |desk| {
        let page = amendments::list(desk.connection, &desk.call.viewer(), A::CODE, &filter, walk, limit)?;
        let parties = parties_of(desk.connection, &page)?;
        let entries: Vec<Uuid> = page.items.iter().map(|(_, amendment)| amendment.entry_id.0).collect();
        let removed = register::removed(desk.connection, &entries, zone::local(desk.now).date())?;
        paging::reply_cases(page, walk, |(case, amendment)| {
            let entry = amendment.entry_id.0;
            let facts = facts_of(entry, &removed);
            AmendmentSummary::<A>::of(desk, &case, &parties, &facts, AmendmentBrief { entry })
        })
    })
    .await
}

pub(super) async fn get<A: Amends>(ask: Ask, id: Uuid) -> Answer {
    ask.show(move |desk| show::<A>(desk, id)?.reply()).await
}

pub(super) async fn replace<A: Amends>(ask: Ask, id: Uuid, form: Looked<A::Form>) -> Answer {
    flow::take::<Amendment<A>, _, _>(ask, id, form, move |desk, amendment, Looked { form, faults }| {
        amendment.expect_draft(desk)?;
        let current = own_entry_now::<A>(desk, &form, faults)?;
        amendment.replace(desk)?;
        cases::rename_party(desk.connection, id, Role::ApplicantBody, &current.body_name.clone().into())?;
        let (entry, current) = (A::entry(&form), stored(&current)?);
        amendments::replace_form(desk.connection, id, entry, current, stored(&form)?)?;
        show::<A>(desk, id)?.reply()
    })
    .await
}

pub(super) async fn signing_document<A: Amends>(ask: Ask, id: Uuid) -> Answer {
    ask.show(move |desk| {
        let (row, document) = document::<A>(desk, id)?;
        Ok(Reply::ok(&SigningDocument::made(document, row.updated_at.0))?.version(row.version))
    })
    .await
}

/// What of an amendment is signed.
fn document<A: Amends>(desk: &mut Desk<'_>, id: Uuid) -> Result<(CaseRow, Vec<u8>), Problem> {
    let row = cases::find(desk.connection, &desk.call.viewer(), A::CODE, id)?;
    let amendment = amendments::of_case(desk.connection, id)?;
    let current = entry_as_filed(desk, &row, &amendment)?;
    let document = filing::document(desk, &row, &amendment.form.0, Some(&current.0))?;
    Ok((row, document))
}

pub(super) async fn submit<A: Amends>(ask: Ask, id: Uuid, submission: Looked<Submission>) -> Answer {
    let drafted = move |desk: &mut Desk<'_>| Ok(document::<A>(desk, id)?.1);
    let verification = Verification::of(&ask, submission.form.signature.as_ref(), ask.query(drafted)).await?;
    flow::take::<Amendment<A>, _, _>(ask, id, submission, move |desk, amendment, submission| {
        amendment.expect_draft(desk)?;
        let row = amendments::of_case(desk.connection, id)?;
        let entry = nothing_alike::<A>(desk, id, &form(&row.form)?)?;
        let current = stored(&entry)?;
        let has_changed = current.0 != row.current_entry.0;
        let document = filing::document(desk, &amendment.row, &row.form.0, Some(&current.0))?;
        let filed = match filing::check(desk, submission, verification, &document, A::FILING) {
            // What was signed is perhaps what the entry said before.
            Err(problem) if has_changed && problem.code() == SignatureRefusal::SignatureInvalid.code() => {
                let (_, revision) = register::find(desk.connection, row.entry_id.0)?;
                return Err(Refusal::by(AmendmentRefusal::EntryChanged, A::FILING).since(revision.entered_at.0).into());
            }
            checked => checked?,
        };
        if filed.signer().is_none() && A::SIGNED.is_some() {
            return Err(not_signed("/signature", A::FILING, SignatureFault::NotSigned));
        }
        amendment.act(desk, &Command::Submit(filed.signer()))?;
        cases::rename_party(desk.connection, id, Role::ApplicantBody, &entry.body_name.into())?;
        let filing = filed.keep(desk, id)?;
        amendments::record_filing(desk.connection, id, current, filing)?;
        show::<A>(desk, id)?.reply()
    })
    .await
}

pub(super) async fn enter<A: Amends>(ask: Ask, id: Uuid, completed: Looked<EntryForm>) -> Answer {
    flow::take::<Amendment<A>, _, _>(ask, id, completed, move |desk, amendment, Looked { form: completed, faults }| {
        let form: A::Form = form(&amendments::of_case(desk.connection, id)?.form)?;
        let (_, current) = register::locked(desk.connection, A::entry(&form))?;
        amendment.act(desk, &Command::Enter)?;
        let entering = Entering { case: id, on: zone::local(desk.now).date(), at: desk.now };
        let later = Later::of(desk, &amendment.row, &current, entering)?;
        A::enter(desk, entering, &current, &later, form, (completed, faults))?;
        show::<A>(desk, id)?.reply()
    })
    .await
}

pub(super) async fn withdraw<A: Amends>(ask: Ask, id: Uuid) -> Answer {
    flow::take::<Amendment<A>, _, _>(ask, id, (), move |desk, amendment, ()| {
        amendment.act(desk, &Command::Withdraw)?;
        show::<A>(desk, id)?.reply()
    })
    .await
}
