//! The proofs that the events of a case are in the signed log, as they are shown.

use actix_web::get;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use merzim_domain::Bin;
use merzim_persistence::audit as stored;
use merzim_persistence::events::{self, EventRow};
use merzim_persistence::page::Page;
use serde::Serialize;
use utoipa::ToSchema;

use super::events::open_log;
use crate::app::{Ask, Desk};
use crate::audit::{self, AuditHead};
use crate::http::{Answer, Paging, PathId, Query, Reply};
use crate::problem::Problem;

/// Who acted, of which the event has a digest.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProvenActor {
    /// The subject of the token.
    #[schema(example = "demo-applicant")]
    pub actor: String,
    /// Id of the request; none of what Merzim does by itself.
    #[schema(example = "0199f3f4-93a1-7c5e-8f5d-2f9c1a1f0a11")]
    pub request: Option<String>,
    /// Random, so that nobody can guess who it was.
    #[schema(example = "00112233445566778899aabbccddeeff")]
    pub salt: String,
}

/// That an event is in the signed log.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct EventProof {
    /// The event, as in `listCaseEvents`.
    #[schema(minimum = 1, example = 2)]
    pub sequence: i64,
    /// Its bytes in the log, in base64: canonical JSON (RFC 8785). `previous` is the hash of the event before it in the case, `by` the
    /// SHA-256 of who acted.
    #[schema(example = "eyJhY3Rpb24iOiJzdWJtaXQifQ==")]
    pub event: String,
    /// The hash of its leaf: the SHA-256 of a byte 00 and these bytes, in hexadecimal.
    #[schema(pattern = "^[0-9a-f]{64}$", example = "ccf72380a62a235fbf5474c2a85f6f68d0a1398f2dada1b19df37e10d4aea723")]
    pub hash: String,
    /// Who acted, as canonical JSON has it under `by`; seen by the actor's own organisation only.
    pub by: Option<ProvenActor>,
    /// Its place among all leaves, from 0; none while it waits for one, which takes seconds.
    #[schema(minimum = 0, example = 5)]
    pub position: Option<i64>,
    /// The hashes that lead from it to `root` of the head (RFC 9162 §2.1.3), in hexadecimal; none while it waits.
    #[schema(example = json!(["ccf72380a62a235fbf5474c2a85f6f68d0a1398f2dada1b19df37e10d4aea723"]))]
    pub path: Option<Vec<String>>,
}

/// Proofs of events, the first one first.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct EventProofs {
    /// The signed head to which they lead.
    pub head: AuditHead,
    /// The items of this page.
    pub items: Vec<EventProof>,
    /// Cursor of the next page; absent on the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "MDE5OWYzZjQ5M2ExN2M1ZThmNWQyZjljMWExZjBhMTE")]
    pub next_cursor: Option<String>,
}

/// The proofs of these events of a case, which follow one another and the event with this hash, up to a head.
pub(super) fn proofs_of(
    desk: &mut Desk<'_>,
    head: AuditHead,
    before: Option<&str>,
    rows: &[EventRow],
) -> Result<EventProofs, Problem> {
    let leaves: Vec<i64> = rows.iter().filter_map(|row| row.leaf).filter(|leaf| *leaf < head.size).collect();
    let mut paths = leaves.iter().copied().zip(stored::inclusion(desk.connection, &leaves, head.size)?);
    let mut previous = before.map(str::to_owned);
    let own = desk.call.actor.organisation.as_ref().map(Bin::as_str);
    let mut items = Vec::with_capacity(rows.len());
    for row in rows {
        let event = row.sealed(previous.as_deref())?;
        let (position, path) = match row.leaf.filter(|leaf| *leaf < head.size) {
            Some(_) => paths.next().unzip(),
            None => (None, None),
        };
        let by = row.by();
        items.push(EventProof {
            sequence: row.sequence,
            event: BASE64_STANDARD.encode(event),
            hash: row.hash.clone(),
            by: (row.organisation.as_deref() == own).then_some(ProvenActor {
                actor: by.actor,
                request: by.request,
                salt: by.salt,
            }),
            position,
            path,
        });
        previous = Some(row.hash.clone());
    }
    Ok(EventProofs { head, items, next_cursor: None })
}

/// List the proofs of the events of a case
///
/// Of each event its bytes in the log and the hashes that lead from it to the signed head. So anybody can check, with SHA-256 alone, that
/// it was recorded so, in this order, and at that time.
#[utoipa::path(tag = "Cases", operation_id = "listCaseProofs", params(("id" = Uuid, Path, description = "Id of the case, of whatever procedure"), Paging), security(("bearer" = []), ("lookupToken" = [])), responses((status = OK, description = "A page of proofs", body = EventProofs)))]
#[get("/cases/{id}/proofs")]
pub async fn list(ask: Ask, id: PathId, page: Query<Paging>) -> Answer {
    let (after, limit) = (page.0.place::<i64>()?.unwrap_or_default(), page.0.limit());
    ask.list(move |desk| {
        open_log(desk, id.0)?;
        let page = Page::of(events::of_case(desk.connection, id.0, after, limit + 1)?, limit);
        let before = match page.items.first().filter(|_| after > 0) {
            Some(first) => events::hash_before(desk.connection, id.0, first.sequence)?,
            None => None,
        };
        let next = page.items.last().filter(|_| page.more).map(|row| row.sequence.to_string());
        let head = audit::head(desk.app, desk.connection)?;
        Ok(Reply::ok(&proofs_of(desk, head, before.as_deref(), &page.items)?)?.next(next))
    })
    .await
}
