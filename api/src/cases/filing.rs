//! Filing: the document that is signed, the signature, the EDMS document that carried it.

use merzim_domain::rulebook::ids::RuleId;
use merzim_domain::signing::SignerPosition;
use merzim_domain::{Role, Text, Vocabulary, zone};
use merzim_persistence::cases::{self, CaseRow};
use merzim_persistence::{Json, attachments};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use time::Date;
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use super::signing::{Evidence, Signature, Verification, canonical, not_verified};
use crate::app::{Desk, Record};
use crate::digest::sha256;
use crate::http::{Code, Looked};
use crate::problem::{Problem, Wrong};
use crate::signature::Unverified;

pub(crate) type SignerPositionCode = Code<SignerPosition>;

/// The document in the electronic document management system (ЭҚЖ / СЭД) that carried the filing.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct EdmsDocument {
    /// Its number.
    #[schema(min_length = 1, max_length = 100, pattern = r"^.*\S.*$", example = "01-15/2026")]
    pub document_number: String,
    /// Its date; not in the future.
    pub document_date: Date,
}

/// How a case is filed.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "edms": { "documentNumber": "01-15/2026", "documentDate": "2026-01-15" },
    "signature": { "cms": "MIIB" },
}))]
pub struct Submission {
    /// The EDMS document that carries it.
    pub edms: EdmsDocument,
    /// The signature of the deputy of the first head, where the form asks for one.
    pub signature: Option<Signature>,
}

/// How a case was filed.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Filing {
    /// The EDMS document that carried it.
    pub edms: EdmsDocument,
    /// Position of the signer, where it was signed.
    pub signer: Option<SignerPositionCode>,
    /// SHA-256 of the document that was signed.
    #[schema(pattern = "^[0-9a-f]{64}$", example = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    pub sha256: String,
}

/// A filing that was checked, with the evidence of its signature. It is not kept yet.
pub struct Checked {
    filing: Filing,
    evidence: Option<Evidence>,
    rule: RuleId,
}

impl Checked {
    /// The position of the signer, if it is signed.
    pub fn signer(&self) -> Option<SignerPosition> {
        self.filing.signer.map(|position| position.0)
    }

    /// Keeps the signature, and gives the record of the filing.
    pub fn keep(self, desk: &mut Desk<'_>, case: Uuid) -> Result<Json, Problem> {
        if let Some(evidence) = self.evidence {
            evidence.keep(desk, case, self.rule)?;
        }
        self.filing.write()
    }
}

impl Record for Filing {
    const VERSION: u64 = 2;

    fn upgrade(version: u64, record: &mut Value) -> Result<(), Problem> {
        if let Some(fields) = record.as_object_mut().filter(|_| version < 2) {
            fields.remove("cms");
        }
        Ok(())
    }
}

/// The bytes that are signed: to whom, from whom, the form, the entry that it amends if any, what is
/// attached, and the date.
pub fn document(
    desk: &mut Desk<'_>,
    row: &CaseRow,
    form: &Value,
    current_entry: Option<&Value>,
) -> Result<Vec<u8>, Problem> {
    let attached: Vec<Value> = attachments::of_case(desk.connection, row.id.0)?
        .into_iter()
        .map(|file| json!({ "name": file.name.0, "size": file.size, "sha256": file.sha256 }))
        .collect();
    let to = desk.app.organisation(Role::CommAuthority)?;
    let from = cases::parties(desk.connection, &[row.id.0])?;
    let from = from.iter().find(|party| party.role == Role::ApplicantBody.code());
    // The name by which the Register knows the sender, or its own.
    let name = current_entry.unwrap_or(form).get("bodyName");
    let document = json!({
        "case": row.id.0,
        "procedure": row.procedure,
        "to": { "organisation": to.bin, "name": to.name },
        "from": { "organisation": from.map(|party| &party.party), "name": name },
        "date": zone::local(row.updated_at.0).date().to_string(),
        "form": form,
        "currentEntry": current_entry,
        "attachments": attached,
    });
    canonical(&document)
}

/// Checks how a case is filed: the EDMS date, and the signature over `document` if there is one.
pub fn check(
    desk: &Desk<'_>,
    Looked { form: submission, mut faults }: Looked<Submission>,
    verification: Option<Verification>,
    document: &[u8],
    rule: RuleId,
) -> Result<Checked, Problem> {
    let today = zone::local(desk.now).date();
    if submission.edms.document_date > today {
        let message = Text::new("болашақта болмауы керек", "не должна быть в будущем", "must not be in the future");
        faults.tell_of(&["/edms/documentDate"], Wrong::from(message).not_after(today));
    }
    let evidence =
        verification.map(|one| one.evidence(desk, document).and_then(|evidence| evidence.own(desk))).transpose();
    if let (false, Err(Unverified::Fault(fault))) = (faults.is_empty(), &evidence) {
        faults.tell_of(&["/signature/cms"], fault.title());
    }
    faults.none()?;
    let evidence = evidence.map_err(|why| not_verified(rule, why))?;
    let deputies = desk.app.law.rulebook.switches().deputy_certificate;
    let filing = Filing {
        edms: submission.edms,
        signer: evidence.as_ref().map(|evidence| Code(evidence.signer().role.position(deputies))),
        sha256: sha256(document),
    };
    Ok(Checked { filing, evidence, rule })
}
