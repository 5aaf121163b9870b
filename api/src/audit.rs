//! The tree of all events: its signed head, that it only grows, and the loop that makes it grow.

use std::time::{Duration, Instant};

use actix_web::get;
use actix_web::web::Data;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use merzim_domain::Text;
use merzim_persistence::audit::{self, Finding, HeadRow, Rebuilt};
use merzim_persistence::{Connection, PATIENCE};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::app::App;
use crate::app::lanes::Lane;
use crate::http::{Answer, At, Query, Reply, block};
use crate::notary::{Notary, signed};
use crate::problem::{Problem, Wrong};

/// The signed head of the tree of all events.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AuditHead {
    /// How many events are in the tree.
    #[schema(minimum = 0, example = 7)]
    pub size: i64,
    /// The hash of the tree (RFC 9162), in hexadecimal.
    #[schema(pattern = "^[0-9a-f]{64}$", example = "ccf72380a62a235fbf5474c2a85f6f68d0a1398f2dada1b19df37e10d4aea723")]
    pub root: String,
    /// When it was signed.
    pub at: At,
    /// The bytes that are signed, in base64: canonical JSON (RFC 8785) with `at`, `log` (the SHA-256 of the public key), `root` and `size`.
    #[schema(example = "eyJhdCI6IjIwMjYtMDMtMTZUMDU6MDA6MDAuMDAwMDAwWiJ9")]
    pub signed: String,
    /// The signature over them, Ed25519, in base64.
    #[schema(example = "MEUCIQ==")]
    pub signature: String,
    /// The public key, PEM. Keep it from elsewhere: whoever changes the events could send another.
    #[schema(example = "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA\n-----END PUBLIC KEY-----\n")]
    pub public_key: String,
}

impl AuditHead {
    fn of(row: HeadRow) -> Result<Self, Problem> {
        Ok(Self {
            signed: BASE64_STANDARD.encode(signed(&row).map_err(Problem::internal)?),
            size: row.size,
            root: row.root,
            at: row.at.into(),
            signature: row.signature,
            public_key: row.public_key,
        })
    }
}

/// The last head. Of a tree that is still empty, one is signed now.
pub fn head(app: &App, connection: &mut Connection) -> Result<AuditHead, Problem> {
    if let Some(head) = audit::last_head(connection)? {
        return AuditHead::of(head);
    }
    let root = audit::empty(connection)?;
    AuditHead::of(app.notary.sign(0, root, app.clock.now()).map_err(Problem::internal)?)
}

/// The first head above a leaf, which stays the same while the tree grows; without a leaf the last one.
pub fn head_over(app: &App, connection: &mut Connection, leaf: Option<i64>) -> Result<AuditHead, Problem> {
    let above = leaf.map(|leaf| audit::head_over(connection, leaf)).transpose()?.flatten();
    above.map_or_else(|| head(app, connection), AuditHead::of)
}

/// Get the signed head of the log
///
/// All events of all cases are leaves of one Merkle tree (RFC 9162), as in Certificate Transparency. The proofs of a case (`listCaseProofs`)
/// lead to its head. Whoever keeps the head can tell later whether an event was changed, removed or dated back. A new event is in the
/// tree within seconds.
#[utoipa::path(tag = "Log", operation_id = "getAuditHead", responses((status = OK, description = "The head", body = AuditHead)))]
#[get("/audit/head")]
pub async fn get(app: Data<App>) -> Answer {
    let inner = app.clone();
    app.answer(Lane::Read, move |connection| Ok(Reply::ok(&head(&inner, connection)?)?.public())).await
}

/// How large the tree was.
#[derive(Clone, Copy, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Before {
    /// `size` of a head that you have kept.
    #[param(minimum = 1, example = 1)]
    pub size: i64,
}

/// That the tree of a head that somebody has kept is the beginning of the present one.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AuditConsistency {
    /// The present head.
    pub head: AuditHead,
    /// The hashes of the proof (RFC 9162 §2.1.4), in hexadecimal.
    #[schema(example = json!(["ccf72380a62a235fbf5474c2a85f6f68d0a1398f2dada1b19df37e10d4aea723"]))]
    pub path: Vec<String>,
}

const NOT_YET: Text =
    Text::new("ағаш әлі мұндай үлкен емес", "дерево ещё не так велико", "the tree is not as large yet");

/// Find the proof that the log only grows
///
/// From its hashes the root of a head that you have kept is worked out, and the root of the present one. So the log was continued, and
/// not rewritten (RFC 9162 §2.1.4).
#[utoipa::path(tag = "Log", operation_id = "findAuditConsistency", params(Before), responses((status = OK, description = "The proof", body = AuditConsistency)))]
#[get("/audit/consistency")]
pub async fn prove(app: Data<App>, before: Query<Before>) -> Answer {
    let inner = app.clone();
    app.answer(Lane::Read, move |connection| {
        let head = head(&inner, connection)?;
        if before.0.size > head.size {
            return Err(Problem::parameter("size", Wrong::from(NOT_YET)));
        }
        let path = audit::consistency(connection, before.0.size, head.size)?;
        Ok(Reply::ok(&AuditConsistency { head, path })?.public())
    })
    .await
}

/// How many events get their places in one transaction.
const AT_ONCE: i64 = 1000;
/// How often it is looked whether events wait.
const PAUSE: Duration = Duration::from_secs(1);

/// Gives events their places in the tree as long as the program runs.
pub async fn keep(app: Data<App>) {
    loop {
        if let Err(problem) = grow(&app).await {
            tracing::warn!(code = problem.code(), cause = problem.cause(), "the tree of events does not grow");
        }
        tokio::time::sleep(PAUSE).await;
    }
}

/// Gives the events that wait their places, and signs the head.
pub async fn grow(app: &Data<App>) -> Result<(), Problem> {
    let app = app.clone();
    block(move || {
        while app.db.read(Instant::now() + PATIENCE, |connection| Ok::<_, Problem>(audit::is_behind(connection)?))? {
            app.db.write(Instant::now() + PATIENCE, |connection| {
                let is_signed = |head: &HeadRow| app.notary.has_signed(head);
                if let Some((size, root)) = audit::grow(connection, AT_ONCE, &is_signed)? {
                    let head = app.notary.sign(size, root, app.clock.now()).map_err(Problem::internal)?;
                    audit::keep_head(connection, &head)?;
                }
                Ok::<_, Problem>(())
            })?;
        }
        Ok(())
    })
    .await
}

/// Holds everything that is stored against what was recorded; tells what is wrong, and gives the number of events.
///
/// # Errors
/// When the database fails.
pub fn verify(
    connection: &mut Connection,
    notary: &Notary,
    kept: Option<&AuditHead>,
    tell: &mut impl FnMut(Finding),
) -> Result<i64, Problem> {
    let mut after = None;
    while let Some(last) = audit::check_cases(connection, after, tell)? {
        after = Some(last);
    }
    let mut tree = Rebuilt::of(kept.map(|head| (head.size, head.root.clone())));
    while tree.go_on(connection, &|head| notary.has_signed(head), tell)? {}
    tree.end(connection, tell)?;
    Ok(tree.size())
}
