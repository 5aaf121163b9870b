//! What is decided on an appeal: time, extension, forwarding, withdrawal (№ 213/НҚ ¶6–7, ¶10).

use actix_web::post;
use merzim_domain::engine::{self, Actor};
use merzim_domain::procedures::video_reception::{Command, ExtendedBy, Facts, VideoReception};
use merzim_domain::reception::ends_after;
use merzim_domain::{Bin, Role, Text, zone};
use merzim_persistence::attachments::Copies;
use merzim_persistence::cases::CaseRow;
use merzim_persistence::reception::appeals::{self, AppealRow, Changes, NewAppeal};
use merzim_persistence::reception::bookings;
use merzim_persistence::{Connection, Instant, cases};
use uuid::Uuid;

use super::appeals::addressees;
use super::bodies::body;
use super::booking::{can_be_held, can_be_moved_to, can_register, choose, give, rebook_waiting};
use super::facts::{
    Forwarding, Proceedings, StoredAppeal, TermExtension, Termination, Withdrawal, act_and_note, note, timed,
};
use super::form::{
    ReceptionAppointmentForm, ReceptionExtensionForm, ReceptionForwardingForm, ReceptionReschedulingForm,
    ReceptionTerminationForm,
};
use super::view::{ReceptionAppeal, show_appeal};
use crate::app::{Ask, Desk, Record};
use crate::cases::earlier::considered;
use crate::cases::forwarding::Copied;
use crate::cases::joining::JoiningForm;
use crate::cases::mending::{Incomplete, IncompleteForm, Note, NoteForm, ReturnForm};
use crate::cases::statement::StatementForm;
use crate::cases::{Loaded, Parties, flow};
use crate::http::{Answer, Bilingual, Body, Code, Looked, MaybeBody, PathId};
use crate::organisations::expect_known;
use crate::problem::{Problem, Wrong};

/// Set date and time
///
/// Of the reception: a slot of the body's Reception Schedule, at an office (213-4). Participant, operator and State
/// Corporation are told (213-8).
#[utoipa::path(operation_id = "setReceptionTime", extensions(("x-refusals" = json!("day-not-worked registration-closed slot-taken too-late"))), params(("id" = Uuid, Path, description = "Id of the appeal")), request_body = ReceptionAppointmentForm, responses((status = OK, description = "The appeal, time set", body = ReceptionAppeal)))]
#[post("/reception-appeals/{id}/appointment")]
pub async fn set_time(ask: Ask, id: PathId, form: Looked<ReceptionAppointmentForm>) -> Answer {
    flow::take::<VideoReception, _, _>(ask, id.0, form, |desk, appeal, Looked { form, faults }| {
        let id = appeal.row.id.0;
        let chosen = choose(desk.connection, id, form.slot, form.office, faults)?;
        let may_have = if chosen.own { can_be_held } else { can_register };
        may_have(desk.app, &chosen.slot, desk.now)?;
        appeal.act(desk, &Command::SetTime(chosen.appointment()))?;
        give(desk, id, &chosen, None)?;
        show_appeal(desk, id)?.reply()
    })
    .await
}

/// Set another date or time
///
/// Before the reception begins, to another slot or office: to a slot for which one can still register, unless the reading
/// `receptionRescheduling` lets it be any free one.
#[utoipa::path(operation_id = "rescheduleReception", extensions(("x-refusals" = json!("day-not-worked registration-closed slot-taken too-late"))), params(("id" = Uuid, Path, description = "Id of the appeal")), request_body = ReceptionReschedulingForm, responses((status = OK, description = "The appeal, at its new time", body = ReceptionAppeal)))]
#[post("/reception-appeals/{id}/rescheduling")]
pub async fn reschedule(ask: Ask, id: PathId, form: Looked<ReceptionReschedulingForm>) -> Answer {
    flow::take::<VideoReception, _, _>(ask, id.0, form, |desk, appeal, Looked { form, faults }| {
        let id = appeal.row.id.0;
        let chosen = choose(desk.connection, id, Some(form.slot), form.office, faults)?;
        if chosen.own {
            let message = Text::new(
                "қабылдау осы уақытқа белгіленген",
                "приём и так назначен на это время",
                "is the slot that it has",
            );
            return Err(Problem::field("/slot", message));
        }
        can_be_moved_to(desk.app, &chosen.slot, desk.now)?;
        appeal.act(desk, &Command::Reschedule(chosen.appointment()))?;
        give(desk, id, &chosen, Some(form.reason))?;
        rebook_waiting(desk, &chosen.slot.body)?;
        show_appeal(desk, id)?.reply()
    })
    .await
}

/// Point out what an appeal lacks
///
/// By the body: which requirements it does not meet, and until when it is to be mended (L3-2).
#[utoipa::path(operation_id = "pointOutRemarks", extensions(("x-refusals" = json!("beyond-term calendar-year-unknown day-not-worked no-time-to-mend too-late"))), params(("id" = Uuid, Path, description = "Id of the appeal")), request_body = IncompleteForm, responses((status = OK, description = "The appeal", body = ReceptionAppeal)))]
#[post("/reception-appeals/{id}/remarks")]
pub async fn point_out(ask: Ask, id: PathId, form: Looked<IncompleteForm>) -> Answer {
    flow::take::<VideoReception, _, _>(ask, id.0, form, |desk, appeal, Looked { form, faults }| {
        faults.and(act_and_note(desk, &appeal, &Command::PointOut { until: form.until }, |proceedings, at| {
            proceedings.earlier_remarks.extend(proceedings.incomplete.replace(Incomplete::of(form, at)));
        }))
    })
    .await
}

/// Add what an appeal lacked
///
/// By the participant, or by the office that filed it for a visitor. Files are attached as before.
#[utoipa::path(operation_id = "mendReceptionAppeal", params(("id" = Uuid, Path, description = "Id of the appeal")), request_body = NoteForm, responses((status = OK, description = "The appeal", body = ReceptionAppeal)))]
#[post("/reception-appeals/{id}/supplement")]
pub async fn mend(ask: Ask, id: PathId, form: Body<NoteForm>) -> Answer {
    flow::take::<VideoReception, _, _>(ask, id.0, form.0, |desk, appeal, NoteForm { text }| {
        act_and_note(desk, &appeal, &Command::Mend, |proceedings, at| {
            if let Some(incomplete) = &mut proceedings.incomplete {
                incomplete.mended.push(Note { at, text });
            }
        })
    })
    .await
}

fn was_considered(_: &mut Desk<'_>, earlier: &CaseRow) -> Result<bool, Problem> {
    Ok(considered::<VideoReception>(earlier))
}

/// Return an appeal
///
/// With the reasons, within three working days (L4-2): it was not mended in the term that was set, is identical to one considered
/// before, or has insulting words. What tells of a crime, or of a threat to the security of the state or of people, is not returned, but
/// forwarded at once (art. 64(7-2) of the Code). The procedure ends, and the participant is told (L7-4). One may complain, or file anew.
#[utoipa::path(operation_id = "returnReceptionAppeal", extensions(("x-refusals" = json!("bound-by-complaint calendar-year-unknown too-early"))), params(("id" = Uuid, Path, description = "Id of the appeal")), request_body = ReturnForm, responses((status = OK, description = "The appeal, returned", body = ReceptionAppeal)))]
#[post("/reception-appeals/{id}/return")]
pub async fn send_back(ask: Ask, id: PathId, form: Looked<ReturnForm>) -> Answer {
    flow::take::<VideoReception, _, _>(ask, id.0, form, |desk, appeal, Looked { form, faults }| {
        let ground = form.ground.0;
        let returned = form.look_up(desk, &appeal.row, Role::StateBody, faults, was_considered)?;
        appeal.act(desk, &Command::Return(ground))?;
        bookings::free_of_case(desk.connection, appeal.row.id.0)?;
        let row = note(desk, appeal.row.id.0, Changes::default(), |proceedings, at| {
            proceedings.returned = Some(returned(at));
        })?;
        rebook_waiting(desk, &row.body)?;
        show_appeal(desk, appeal.row.id.0)?.reply()
    })
    .await
}

/// Add an appeal to the case considered before
///
/// Where one like it was returned as identical to one considered before (`earlier`), the next is added to the materials of that case,
/// and is not answered (L4-5). Nothing more is owed in it; the participant is told. The earlier case shows it (`proceedings.joined`,
/// event `joinCase`), if it is one of Merzim's.
#[utoipa::path(operation_id = "joinReceptionAppeal", extensions(("x-refusals" = json!("bound-by-complaint calendar-year-unknown too-early"))), params(("id" = Uuid, Path, description = "Id of the appeal")), request_body = JoiningForm, responses((status = OK, description = "The appeal, added to the earlier case", body = ReceptionAppeal)))]
#[post("/reception-appeals/{id}/joining")]
pub async fn join(ask: Ask, id: PathId, form: Looked<JoiningForm>) -> Answer {
    flow::take::<VideoReception, _, _>(ask, id.0, form, |desk, appeal, Looked { form, faults }| {
        let id = appeal.row.id.0;
        let returned = |desk: &mut Desk<'_>, case| {
            Ok(Proceedings::read(&appeals::of_case(desk.connection, case)?.story)?.returned)
        };
        let joining = form.look_up(desk, &appeal.row, Role::StateBody, faults, returned)?;
        let change = appeal.act(desk, &Command::Join)?;
        if let Some((case, joined)) = joining.enter(desk, &appeal.row, &change.by)? {
            note(desk, case, Changes::default(), |proceedings, _| proceedings.joined.push(joined))?;
        }
        bookings::free_of_case(desk.connection, id)?;
        let row = note(desk, id, Changes::default(), |proceedings, _| proceedings.joining = Some(joining))?;
        rebook_waiting(desk, &row.body)?;
        show_appeal(desk, id)?.reply()
    })
    .await
}

/// Terminate the procedure on an appeal
///
/// Where there is a decision on the participant about the same subject and on the same grounds (`earlier`), or a judicial act (L7-5). The
/// participant is told within three working days (L7-4), and may complain (art. 70(4) of the Code). What is identical to an appeal that
/// was considered, with nothing new, is returned.
#[utoipa::path(operation_id = "terminateReceptionAppeal", extensions(("x-refusals" = json!("bound-by-complaint calendar-year-unknown too-early"))), params(("id" = Uuid, Path, description = "Id of the appeal")), request_body = ReceptionTerminationForm, responses((status = OK, description = "The appeal, its procedure terminated", body = ReceptionAppeal)))]
#[post("/reception-appeals/{id}/termination")]
pub async fn terminate(ask: Ask, id: PathId, form: Looked<ReceptionTerminationForm>) -> Answer {
    flow::take::<VideoReception, _, _>(ask, id.0, form, |desk, appeal, Looked { form, mut faults }| {
        let id = appeal.row.id.0;
        let ReceptionTerminationForm { ground, earlier, reasons } = form;
        let earlier = match earlier {
            Some(earlier) => earlier.look_up(desk, &appeal.row, Role::StateBody, &mut faults, was_considered)?,
            None => None,
        };
        faults.and(appeal.act(desk, &Command::Terminate))?;
        bookings::free_of_case(desk.connection, id)?;
        let row = note(desk, id, Changes::default(), |proceedings, at| {
            proceedings.termination = Some(Termination { at, ground, earlier, reasons });
        })?;
        rebook_waiting(desk, &row.body)?;
        show_appeal(desk, id)?.reply()
    })
    .await
}

/// Extend the term
///
/// By a reasoned decision of the head, a deputy or the head of the apparatus, while it runs, by two months from that day at most,
/// and once (L7-2). `by` says who decided so; the head who extends it need not say it. The participant is told within three
/// working days (L7-3), at once in fact.
#[utoipa::path(operation_id = "extendReceptionTerm", extensions(("x-refusals" = json!("already-extended bound-by-complaint calendar-year-unknown day-not-worked extension-too-long not-entitled-to-extend too-late"))), params(("id" = Uuid, Path, description = "Id of the appeal")), request_body = ReceptionExtensionForm, responses((status = OK, description = "The appeal, term extended", body = ReceptionAppeal)))]
#[post("/reception-appeals/{id}/extension")]
pub async fn extend(ask: Ask, id: PathId, form: Looked<ReceptionExtensionForm>) -> Answer {
    flow::take::<VideoReception, _, _>(ask, id.0, form, |desk, appeal, Looked { form, mut faults }| {
        let ReceptionExtensionForm { until, by, reasons } = form;
        let parties = &appeal.case.file.parties;
        // The head who extends it has decided so; of what an employee records it must be said.
        if by.is_none() && flow::expect_role(desk.call, parties, &[Role::HeadOfBody]).is_err() {
            let message = Text::new(
                "мерзімді ұзарту туралы шешімді кім қабылдағанын көрсетіңіз",
                "укажите, кто принял решение о продлении",
                "say who decided to extend the term",
            );
            faults.tell_of(&["/by"], Wrong::required(&message));
        }
        let by = by.unwrap_or(Code(ExtendedBy::Head));
        let running = appeal.case.facts.due_at.filter(|due_at| desk.now < *due_at);
        if let Some(due_at) = running.filter(|due_at| !ends_after(until, *due_at)) {
            let message = Text::new("мерзімнен кейін болуы керек", "должен быть после срока", "must be after the term");
            faults.tell_of(&["/until"], Wrong::from(message).not_before(zone::local(due_at).date()));
        }
        faults.and(act_and_note(desk, &appeal, &Command::Extend { until, by: by.0 }, |proceedings, at| {
            proceedings.extensions.push(TermExtension { at, until, by: Some(by), reasons });
        }))
    })
    .await
}

/// Forward an appeal
///
/// To the competent body, within three working days of its receipt (L5), the participant told at the same time (L5-2); later, also once
/// a hearing was notified, it is late.
/// An appeal to that body begins, whose term runs from now, unless nothing can be filed under the act any more.
#[utoipa::path(operation_id = "forwardReceptionAppeal", extensions(("x-refusals" = json!("body-unknown bound-by-complaint calendar-year-unknown not-configured"))), params(("id" = Uuid, Path, description = "Id of the appeal")), request_body = ReceptionForwardingForm, responses((status = OK, description = "The appeal, forwarded", body = ReceptionAppeal)))]
#[post("/reception-appeals/{id}/forwarding")]
pub async fn forward(ask: Ask, id: PathId, form: Looked<ReceptionForwardingForm>) -> Answer {
    let copied = Copied::of::<VideoReception>(&ask, id.0, |_, _, _| Ok(())).await?;
    flow::take::<VideoReception, _, _>(ask, id.0, form, move |desk, appeal, Looked { form, mut faults }| {
        let id = appeal.row.id.0;
        let copies = copied.at(appeal.row.version)?;
        let row = appeals::of_case(desk.connection, id)?;
        if bodies_of(desk.connection, &row)?.iter().any(|body| body == form.to.0.as_str()) {
            let message = Text::new(
                "жолданым бұл органда болған",
                "обращение у этого органа уже было",
                "the appeal has been with this body",
            );
            faults.tell_of(&["/to"], message);
        }
        let to = &form.to.0;
        let name = expect_known(body(desk, to)?, "/to", faults)?.name.into();
        appeal.act(desk, &Command::Forward)?;
        let there = file_there(desk, &appeal, &row, (to, &name), copies)?;
        bookings::free_of_case(desk.connection, id)?;
        note(desk, id, Changes::default(), |proceedings, at| {
            let ReceptionForwardingForm { to, reasons, .. } = form;
            let to = to.0.to_string();
            let forwarding = Forwarding { at, to, to_name: name, reasons, appeal: there };
            proceedings.earlier_forwardings.extend(proceedings.forwarding.replace(forwarding));
        })?;
        show_appeal(desk, id)?.reply()
    })
    .await
}

/// The bodies with which an appeal is, and was before it was forwarded.
fn bodies_of(connection: &mut Connection, row: &AppealRow) -> Result<Vec<String>, Problem> {
    let mut bodies = vec![row.body.clone()];
    let mut from = Proceedings::read(&row.story)?.forwarded_from;
    while let Some(before) = from {
        let row = appeals::of_case(connection, before)?;
        from = Proceedings::read(&row.story)?.forwarded_from;
        bodies.push(row.body);
    }
    Ok(bodies)
}

/// Files an appeal anew with another body, for the same participant.
fn file_there(
    desk: &mut Desk<'_>,
    appeal: &Loaded<VideoReception>,
    row: &AppealRow,
    (to, name): (&Bin, &Bilingual),
    copies: Copies,
) -> Result<Option<Uuid>, Problem> {
    // An appeal that was filed while one could file is forwarded all the same.
    if engine::edition_for::<VideoReception>(&desk.app.law, desk.now).is_err() {
        return Ok(None);
    }
    let initiator = cases::party(desk.connection, row.case_id.0, Role::Participant)?;
    let parties = Parties { initiator, addressees: addressees(desk, to, name)? };
    let facts = Facts::filed(appeal.case.facts.channel, desk.now);
    let there = flow::begin::<VideoReception>(desk, &Actor::system(), parties, facts, &Command::File)?;
    let stored =
        StoredAppeal { body_name: name.clone(), receiver: None, accepted_by: None, ..StoredAppeal::read(&row.form)? };
    let story = Proceedings { forwarded_from: Some(row.case_id.0), ..Proceedings::default() };
    let new = NewAppeal {
        case: there,
        body: to,
        office: row.office_id.0,
        channel: &row.channel,
        iin: &row.iin,
        form: stored.write()?,
        received_at: desk.now,
        story: story.write()?,
    };
    appeals::create(desk.connection, new)?;
    copies.add(desk.connection, there)?;
    Ok(Some(there))
}

/// Withdraw an appeal
///
/// By the participant, or by the office that filed it for a visitor, which names their written statement, before the decision (L4-3).
/// Its slot is free again.
#[utoipa::path(operation_id = "withdrawReceptionAppeal", extensions(("x-refusals" = json!("calendar-year-unknown"))), params(("id" = Uuid, Path, description = "Id of the appeal")), request_body = Option<StatementForm>, responses((status = OK, description = "The appeal, withdrawn", body = ReceptionAppeal)))]
#[post("/reception-appeals/{id}/withdrawal")]
pub async fn withdraw(ask: Ask, id: PathId, form: MaybeBody<StatementForm>) -> Answer {
    flow::take::<VideoReception, _, _>(ask, id.0, form.0, |desk, appeal, Looked { form, mut faults }| {
        appeal.act(desk, &Command::Withdraw)?;
        let filed_at = appeal.row.received_at.map_or(desk.now, |at| at.0);
        form.check(desk, &appeal.case.file.parties, filed_at, &mut faults);
        faults.none()?;
        note(desk, appeal.row.id.0, Changes::default(), |proceedings, at| {
            proceedings.withdrawal = Some(Withdrawal { at, statement: form.statement });
        })?;
        give_up(desk, appeal.row.id.0)
    })
    .await
}

/// Cancel a reception
///
/// By the participant, or by the office that filed the appeal for a visitor, before it begins: they will not come. After the
/// decision there is nothing to withdraw, and the decision stands. The slot is free again.
#[utoipa::path(operation_id = "cancelReception", extensions(("x-refusals" = json!("too-late"))), params(("id" = Uuid, Path, description = "Id of the appeal")), responses((status = OK, description = "The appeal, reception cancelled", body = ReceptionAppeal)))]
#[post("/reception-appeals/{id}/cancellation")]
pub async fn cancel(ask: Ask, id: PathId) -> Answer {
    flow::take::<VideoReception, _, _>(ask, id.0, (), |desk, appeal, ()| {
        appeal.act(desk, &Command::Cancel)?;
        give_up(desk, appeal.row.id.0)
    })
    .await
}

/// Frees the slot of an appeal that was given up, and answers.
fn give_up(desk: &mut Desk<'_>, id: Uuid) -> Answer {
    bookings::free_of_case(desk.connection, id)?;
    appeals::record(desk.connection, id, Changes { room_url: Some(None), ..timed(None) })?;
    let row = appeals::of_case(desk.connection, id)?;
    rebook_waiting(desk, &row.body)?;
    show_appeal(desk, id)?.reply()
}

/// What a satisfied complaint does besides to an appeal that is considered anew: the term runs from now, and what was heard
/// before does not count.
pub(super) fn consider_anew(desk: &mut Desk<'_>, id: Uuid) -> Result<(), Problem> {
    let mut changes = Changes { considered_from: Some(Instant(desk.now)), ..Changes::default() };
    // A reception to which nobody is said to have come is not held any more.
    if appeals::of_case(desk.connection, id)?.starts_at.is_some() {
        bookings::free_of_case(desk.connection, id)?;
        changes = Changes { considered_from: changes.considered_from, room_url: Some(None), ..timed(None) };
    }
    note(desk, id, changes, |proceedings, at| {
        proceedings.hearings.shelve(at);
        proceedings.earlier_remarks.extend(proceedings.incomplete.take());
        proceedings.earlier_returns.extend(proceedings.returned.take());
        proceedings.earlier_terminations.extend(proceedings.termination.take());
        proceedings.earlier_refusals.extend(proceedings.refusal.take());
        proceedings.earlier_no_shows.extend(proceedings.no_show.take());
        proceedings.earlier_withdrawals.extend(proceedings.withdrawal.take());
    })?;
    Ok(())
}
