//! What is signed, and whether a signature over it holds.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use merzim_domain::Vocabulary;
use merzim_domain::engine::{Refusal, SignatureRefusal};
use merzim_domain::rulebook::ids::RuleId;
use merzim_domain::signing::SignatureFault;
use merzim_persistence::signatures::{self, SignatureRow};
use merzim_persistence::{DbError, Id, Instant};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use time::OffsetDateTime;
use utoipa::ToSchema;
use uuid::Uuid;

use super::signature::SignatureReport;
use crate::app::{Ask, Desk};
use crate::digest::sha256;
use crate::http::{Answer, At, Reply, block};
use crate::problem::{Fault, FieldFaults, Problem};
use crate::signature::{Signer, Unverified, Verified, When};

/// An electronic digital signature (ЭЦҚ).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Signature {
    /// CMS over the bytes of the document, with them or detached: DER in base64, or PEM. In demo mode the sandbox makes one.
    #[schema(min_length = 4, max_length = 100_000, example = "MIIB")]
    pub cms: String,
}

impl Signature {
    /// The CMS itself. In PEM there are lines around it.
    fn bytes(&self) -> Option<Vec<u8>> {
        let lines = self.cms.lines().filter(|line| !line.starts_with("-----"));
        let signs: String = lines.flat_map(str::split_whitespace).collect();
        BASE64_STANDARD.decode(signs).ok()
    }
}

/// The document that is signed.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SigningDocument {
    #[serde(flatten)]
    document: SignedDocument,
    /// When it was made from the case; it stays the same until the draft, or the entry that it amends, changes.
    pub as_of: At,
}

/// What was signed.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SignedDocument {
    /// Media type of the content.
    #[schema(example = "application/json")]
    pub media_type: String,
    /// What is signed, in base64: the signature is over the bytes that this decodes to. They are JSON in its canonical form (RFC 8785).
    #[schema(example = "e30=")]
    pub content: String,
    /// The SHA-256 of those bytes, in lower-case hexadecimal. It is their hash; it is not what is signed.
    #[schema(pattern = "^[0-9a-f]{64}$", example = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a")]
    pub sha256: String,
}

impl SignedDocument {
    /// These bytes.
    pub fn of(bytes: Vec<u8>) -> Self {
        Self {
            media_type: "application/json".to_owned(),
            sha256: sha256(&bytes),
            content: BASE64_STANDARD.encode(bytes),
        }
    }
}

impl SigningDocument {
    /// These bytes, as they are at this moment.
    pub fn made(bytes: Vec<u8>, as_of: OffsetDateTime) -> Self {
        Self { document: SignedDocument::of(bytes), as_of: At(as_of) }
    }
}

/// The canonical form of what is signed.
pub fn canonical(document: &impl Serialize) -> Result<Vec<u8>, Problem> {
    serde_json_canonicalizer::to_vec(document).map_err(Problem::internal)
}

/// A form that somebody may sign.
pub trait Signable: Serialize {
    /// What it begins, as the document says.
    const PROCEDURE: &'static str;
    /// Fields that are no part of what is signed, besides the signature.
    const UNSIGNED: &'static [&'static str] = &[];

    /// The signature, if it has one.
    fn signature(&self) -> Option<&Signature>;

    /// What is signed: all that is said in it.
    fn document(&self) -> Result<Vec<u8>, Problem> {
        let mut said = serde_json::to_value(self).map_err(Problem::internal)?;
        if let Value::Object(fields) = &mut said {
            let is_signed = |name: &str| name != "signature" && !Self::UNSIGNED.contains(&name);
            fields.retain(|name, value| is_signed(name) && !value.is_null());
        }
        canonical(&json!({ "procedure": Self::PROCEDURE, "form": said }))
    }
}

/// Answers with what is signed of a form. Nothing is stored.
pub fn give_document(ask: &Ask, form: &impl Signable) -> Answer {
    Reply::ok(&SigningDocument::made(form.document()?, ask.app.clock.now()))
}

/// The verification of a signature. It is made before the transaction, for it may take seconds.
#[derive(Debug)]
pub struct Verification {
    at: OffsetDateTime,
    document: Vec<u8>,
    outcome: Result<Verified, Unverified>,
}

impl Verification {
    /// Verifies a signature, if there is one, over a document.
    pub async fn of(
        ask: &Ask,
        signature: Option<&Signature>,
        document: impl Future<Output = Result<Vec<u8>, Problem>>,
    ) -> Result<Option<Self>, Problem> {
        let Some(signature) = signature.cloned() else { return Ok(None) };
        let (app, document) = (ask.app.clone(), document.await);
        let turn = ask.app.lanes.verification().await?;
        block(move || {
            // Its turn lasts as long as the work, whoever has gone meanwhile.
            let _turn = turn;
            let (at, cms) = (app.clock.now(), signature.bytes());
            let outcome = match (&cms, &document) {
                (Some(cms), Ok(document)) => app.signatures.verify(cms, document, When { received: at, now: at }),
                (None, _) => Err(SignatureFault::NotCms.into()),
                // Why it cannot be made is told by whoever needs it.
                (_, Err(problem)) => Err(Unverified::Unavailable(format!("no document: {problem}"))),
            };
            Ok(Some(Self { at, document: document.unwrap_or_default(), outcome }))
        })
        .await
    }

    /// The same of a form.
    pub async fn of_form(ask: &Ask, form: &impl Signable) -> Result<Option<Self>, Problem> {
        Self::of(ask, form.signature(), async { form.document() }).await
    }

    /// The evidence of a signature over a form, by whoever acts, and for the organisation for which they do.
    pub fn evidence_of(self, desk: &Desk<'_>, form: &impl Signable, rule: RuleId) -> Result<Evidence, Problem> {
        let evidence = self.evidence(desk, &form.document()?).and_then(|evidence| evidence.own(desk));
        evidence.map_err(|why| not_verified(rule, why))
    }

    /// The evidence of a signature over this document, by whoever acts.
    ///
    /// # Errors
    /// Why it does not hold, or that this cannot be found out.
    pub fn evidence(self, desk: &Desk<'_>, document: &[u8]) -> Result<Evidence, Unverified> {
        let Self { at, document: signed, outcome } = self;
        let verified = outcome?;
        if signed != document {
            return Err(SignatureFault::OtherContent.into());
        }
        let signer = &verified.signer;
        let by_colleague = signer.organisation.is_some() && desk.app.config.signatures.by_colleagues;
        // A program files what somebody of its organisation has signed.
        let for_another = by_colleague || (signer.organisation.is_some() && desk.call.is_program());
        if desk.call.person.as_ref() != Some(&signer.person) && !for_another {
            return Err(SignatureFault::OtherPerson.into());
        }
        Ok(Evidence { at, verified, document: signed })
    }
}

/// A signature that holds, and what it is over.
#[derive(Debug)]
pub struct Evidence {
    at: OffsetDateTime,
    verified: Verified,
    document: Vec<u8>,
}

impl Evidence {
    /// Who signed.
    pub const fn signer(&self) -> &Signer {
        &self.verified.signer
    }

    /// The same, if it was signed for the organisation for which the caller acts.
    ///
    /// # Errors
    /// That it was not.
    pub fn own(self, desk: &Desk<'_>) -> Result<Self, Unverified> {
        let is_own = self.signer().organisation == desk.call.actor.organisation;
        if is_own { Ok(self) } else { Err(SignatureFault::OtherOrganisation.into()) }
    }

    /// Keeps it for a case, which was filed so under a rule. Else 422: a case was filed under this signature already.
    pub fn keep(self, desk: &mut Desk<'_>, case: Uuid, rule: RuleId) -> Result<(), Problem> {
        let Self { at, verified, document } = self;
        let (cms, fingerprint) = (verified.cms.clone(), sha256(&verified.fingerprint));
        let report = SignatureReport::of(verified, at).bytes()?;
        let (id, case_id) = (Id(desk.app.ids.next()), Id(case));
        let row = SignatureRow { id, case_id, fingerprint, verified_at: Instant(at), document, cms, report };
        signatures::keep(desk.connection, row).map_err(|error| match error {
            DbError::Duplicate(_) => not_verified(rule, SignatureFault::AlreadyUsed.into()),
            error => error.into(),
        })
    }
}

/// That nothing is signed as a rule asks, told of the field at `pointer`.
pub fn not_signed(pointer: &str, rule: RuleId, fault: SignatureFault) -> Problem {
    let mut faults = FieldFaults::default();
    faults.tell_of(&[pointer], fault.title());
    let refusal = Refusal::by(SignatureRefusal::SignatureInvalid, rule).because(fault.title());
    Problem::from(refusal).at(faults).for_reason(fault)
}

/// That a signature is not known to hold, told of the field `/signature/cms`; or that this cannot be found out now.
pub fn not_verified(rule: RuleId, why: Unverified) -> Problem {
    match why {
        Unverified::Fault(fault) => not_signed("/signature/cms", rule, fault),
        Unverified::Unavailable(cause) => {
            tracing::warn!(cause, "a signature cannot be verified now");
            Problem::from(Fault::Unavailable)
        }
    }
}
