//! Filing: the document that is signed, the signature, the EDMS document that carried it.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use merzim_domain::engine::{Refusal, SignatureRefusal};
use merzim_domain::rulebook::ids::RuleId;
use merzim_domain::signing::{Signed, SignerPosition};
use merzim_domain::{Role, Text, Vocabulary, zone};
use merzim_persistence::attachments;
use merzim_persistence::cases::{self, CaseRow};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use time::{Date, OffsetDateTime};
use utoipa::ToSchema;
use validator::Validate;

use crate::app::{Desk, Record};
use crate::digest::sha256;
use crate::http::{At, Code, Looked};
use crate::problem::{FieldFaults, Problem, Wrong};

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

/// An electronic signature.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Signature {
    /// Detached CMS over the bytes of the document, base64. In demo mode the sandbox makes one.
    #[schema(min_length = 4, max_length = 100_000, example = "eyJkZW1vIjp0cnVlfQ==")]
    pub cms: String,
}

/// How a case is filed.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "edms": { "documentNumber": "01-15/2026", "documentDate": "2026-01-15" },
    "signature": { "cms": "eyJkZW1vIjp0cnVlfQ==" },
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
    /// The signature, base64.
    #[schema(example = "eyJkZW1vIjp0cnVlfQ==")]
    pub cms: Option<String>,
}

impl Record for Filing {}

/// The document that is signed.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SigningDocument {
    /// Media type of the content.
    #[schema(example = "application/json")]
    pub media_type: String,
    /// What is signed, in base64: the signature is over the bytes that this decodes to.
    #[schema(example = "e30=")]
    pub content: String,
    /// The SHA-256 of those bytes, in lower-case hexadecimal. It is their hash; it is not what is signed.
    #[schema(pattern = "^[0-9a-f]{64}$", example = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a")]
    pub sha256: String,
    /// When it was made from the case; it stays the same until the draft, or the entry that it amends, changes.
    pub as_of: At,
}

/// The bytes that are signed: to whom, from whom, the form, the entry that it amends if any, what is
/// attached, and the date, with sorted names.
pub fn document_bytes(
    desk: &mut Desk<'_>,
    row: &CaseRow,
    form: &Value,
    current_entry: Option<&Value>,
) -> Result<Vec<u8>, Problem> {
    let attached: Vec<Value> = attachments::of_case(desk.connection, row.id.0)?
        .into_iter()
        .map(|file| json!({ "name": file.name, "size": file.size, "sha256": file.sha256 }))
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
    serde_json::to_vec(&document).map_err(Problem::internal)
}

impl SigningDocument {
    /// The document of a case.
    pub fn of(
        desk: &mut Desk<'_>,
        row: &CaseRow,
        form: &Value,
        current_entry: Option<&Value>,
    ) -> Result<Self, Problem> {
        Ok(Self::made(document_bytes(desk, row, form, current_entry)?, row.updated_at.0))
    }

    /// These bytes, as they are at this moment.
    pub fn made(bytes: Vec<u8>, as_of: OffsetDateTime) -> Self {
        Self {
            media_type: "application/json".to_owned(),
            sha256: sha256(&bytes),
            content: BASE64_STANDARD.encode(bytes),
            as_of: At(as_of),
        }
    }
}

/// What a signature must be over.
const WHAT_IS_SIGNED: Text = Text::new(
    "қолтаңба құжаттың content өрісіндегі байттарға (base64-тен декодталған күйінде) қойылады; sha256 – сол байттардың хеші",
    "подписываются байты из поля content документа, декодированные из base64; sha256 – их хеш",
    "what is signed are the bytes in content of the document, decoded from base64; sha256 is their hash",
);

/// That nothing is signed as a rule asks, told of the field at `pointer`.
pub fn not_signed(pointer: &str, rule: RuleId) -> Problem {
    let mut faults = FieldFaults::default();
    faults.tell_of(&[pointer], SignatureRefusal::SignatureInvalid.title());
    Problem::from(Refusal::by(SignatureRefusal::SignatureInvalid, rule).because(WHAT_IS_SIGNED)).at(faults)
}

/// Checks how a case is filed: the EDMS date, and the signature over `document` if there is one.
pub fn check(
    desk: &Desk<'_>,
    Looked { form: submission, mut faults }: Looked<Submission>,
    document: &[u8],
    rule: RuleId,
) -> Result<(Option<Signed>, Filing), Problem> {
    let today = zone::local(desk.now).date();
    if submission.edms.document_date > today {
        let message = Text::new("болашақта болмауы керек", "не должна быть в будущем", "must not be in the future");
        faults.tell_of(&["/edms/documentDate"], Wrong::from(message).not_after(today));
    }
    let verify = |Signature { cms }: &Signature| {
        let cms = BASE64_STANDARD.decode(cms).ok()?;
        desk.app.signatures.verify(&cms, document)
    };
    let verified = submission.signature.as_ref().map(verify);
    if !faults.is_empty() && matches!(verified, Some(None)) {
        faults.tell_of(&["/signature/cms"], SignatureRefusal::SignatureInvalid.title());
    }
    faults.none()?;
    let not_signed = || not_signed("/signature/cms", rule);
    let signer = verified.map(|signer| signer.ok_or_else(not_signed)).transpose()?;
    let employee = signer.as_ref().map(|signer| signer.employee().ok_or_else(not_signed)).transpose()?;
    let signed = employee.map(|(organisation, position)| Signed {
        for_applicant: desk.call.actor.organisation.as_ref() == Some(organisation),
        position,
    });
    let filing = Filing {
        edms: submission.edms.clone(),
        signer: employee.map(|(_, position)| Code(position)),
        sha256: sha256(document),
        cms: submission.signature.as_ref().map(|signature| signature.cms.clone()),
    };
    Ok((signed, filing))
}
