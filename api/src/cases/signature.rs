//! The signature under which a case was filed, and how it was verified.

use actix_web::get;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use merzim_domain::signing::CertificateRole;
use merzim_domain::{Vocabulary, vocabulary};
use merzim_persistence::cases::CaseRow;
use merzim_persistence::signatures::{self, SignatureRow};
use merzim_persistence::{DbError, Json};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use utoipa::ToSchema;

use super::events::open_log;
use super::signing::SignedDocument;
use crate::app::{Ask, Desk, Record};
use crate::digest::sha256;
use crate::http::given::Given;
use crate::http::{Answer, At, Code, GivenBin, PathId, Reply};
use crate::problem::{Fault, Problem};
use crate::signature::{Certificate, Verified};

pub(crate) type CertificateRoleCode = Code<CertificateRole>;
type SignatureIndicationCode = Code<SignatureIndication>;

vocabulary! {
    /// What became of the verification of a signature (ETSI EN 319 102-1).
    SignatureIndication {
        /// Everything was checked, and it holds.
        TotalPassed = "totalPassed", "расталды", "подтверждена", "verified";
        /// It holds, but it was not known whether a certificate was revoked.
        Indeterminate = "indeterminate", "расталды, бірақ сертификаттың кері қайтарып алынғаны-алынбағаны тексерілмеген", "подтверждена, но отзыв сертификата не проверен", "verified, but not whether a certificate was revoked";
    }
}

/// Whoever signed.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SignatureSigner {
    /// The name in the certificate.
    #[schema(example = "ДЕМО ҚОЛ ҚОЮШЫ")]
    pub name: String,
    /// The IIN, masked but for its last four digits.
    #[schema(example = "********0001")]
    pub iin: String,
    /// BIN of the organisation that was signed for; none of somebody who acts for themselves.
    pub organisation: Option<GivenBin>,
    /// What the certificate says of its holder.
    pub role: CertificateRoleCode,
}

/// A certificate by which a signature was verified.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SignatureCertificate {
    /// The name of its holder.
    #[schema(example = "ДЕМО ҚОЛ ҚОЮШЫ")]
    pub name: String,
    /// Who issued it.
    #[schema(example = "CN=Merzim demo authority")]
    pub issuer: String,
    /// Its serial number, hexadecimal.
    #[schema(example = "01ab")]
    pub serial_number: String,
    /// From when it is valid.
    pub not_before: At,
    /// Until when it is valid.
    pub not_after: At,
    /// The SHA-256 of the certificate.
    #[schema(pattern = "^[0-9a-f]{64}$", example = "ccf72380a62a235fbf5474c2a85f6f68d0a1398f2dada1b19df37e10d4aea723")]
    pub sha256: String,
    /// The certificate, DER in base64.
    #[schema(example = "MIIB")]
    pub content: String,
}

impl From<Certificate> for SignatureCertificate {
    fn from(one: Certificate) -> Self {
        Self {
            name: one.name,
            issuer: one.issuer,
            serial_number: one.serial_number,
            not_before: At(one.not_before),
            not_after: At(one.not_after),
            sha256: sha256(&one.der),
            content: BASE64_STANDARD.encode(one.der),
        }
    }
}

/// How a signature was verified.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SignatureReport {
    /// Whether it holds.
    pub indication: SignatureIndicationCode,
    /// When it was verified. Without a time stamp this is the moment at which the certificate had to be valid.
    pub verified_at: At,
    /// What verified it, with its version.
    #[schema(example = "OpenSSL 3.0.19")]
    pub verifier: String,
    /// When it was signed, as a time stamp in it attests.
    pub stamped_at: Option<At>,
    /// Who signed.
    pub signer: SignatureSigner,
    /// The certificates that were used, the signer's first.
    pub chain: Vec<SignatureCertificate>,
}

impl Record for SignatureReport {}

impl SignatureReport {
    /// What is reported of a signature that holds, as of this moment.
    pub fn of(
        Verified { signer, chain, stamped_at, revocation_known, verifier, .. }: Verified,
        at: OffsetDateTime,
    ) -> Self {
        let indication =
            if revocation_known { SignatureIndication::TotalPassed } else { SignatureIndication::Indeterminate };
        Self {
            indication: Code(indication),
            verified_at: At(at),
            verifier,
            stamped_at: stamped_at.map(At),
            signer: SignatureSigner {
                name: chain.first().map(|one| one.name.clone()).unwrap_or_default(),
                iin: signer.person.to_string(),
                organisation: signer.organisation.map(Given),
                role: Code(signer.role),
            },
            chain: chain.into_iter().map(SignatureCertificate::from).collect(),
        }
    }

    /// The report as one line.
    pub fn line(&self) -> String {
        let SignatureSigner { name, iin, organisation, role } = &self.signer;
        let organisation = organisation.as_ref().map(|bin| format!(", for {}", bin.0)).unwrap_or_default();
        let indication = self.indication.0.code();
        format!(
            "{indication}: signed by {name}, IIN {iin}{organisation}, {}, with {}",
            role.0.title().en,
            self.verifier
        )
    }

    /// The report as it is stored: it names the signer.
    pub fn bytes(&self) -> Result<Vec<u8>, Problem> {
        serde_json::to_vec(&self.write()?.0).map_err(Problem::internal)
    }

    /// The report that was stored so.
    pub fn stored(bytes: &[u8]) -> Result<Self, Problem> {
        Self::read(&Json(serde_json::from_slice(bytes).map_err(Problem::internal)?))
    }
}

/// The signature under which a case was filed. It has what it takes to verify it again, but for the lists of revoked certificates.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "document": {
        "mediaType": "application/json", "content": "e30=",
        "sha256": "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a",
    },
    "cms": "MIIB",
    "report": {
        "indication": "indeterminate", "verifiedAt": "2026-03-16T10:00:00+05:00", "verifier": "OpenSSL 3.0.19", "stampedAt": null,
        "signer": { "name": "ДЕМО ҚОЛ ҚОЮШЫ", "iin": "********0001", "organisation": "100140000003", "role": "rightToSign" },
        "chain": [
            {
                "name": "ДЕМО ҚОЛ ҚОЮШЫ", "issuer": "CN=Merzim demo authority", "serialNumber": "01ab",
                "notBefore": "2025-01-01T05:00:00+05:00", "notAfter": "2027-01-01T05:00:00+05:00",
                "sha256": "ccf72380a62a235fbf5474c2a85f6f68d0a1398f2dada1b19df37e10d4aea723", "content": "MIIB",
            },
            {
                "name": "Merzim demo authority", "issuer": "CN=Merzim demo authority", "serialNumber": "01",
                "notBefore": "2020-01-01T05:00:00+05:00", "notAfter": "2040-01-01T05:00:00+05:00",
                "sha256": "374864c2bbd7c8cfd0bd3d06f9e73f9a3fb4536f01a8d1b3efb2841b2f959763", "content": "MIIC",
            },
        ],
    },
}))]
pub struct CaseSignature {
    /// What was signed.
    pub document: SignedDocument,
    /// The CMS as it came, in base64.
    #[schema(example = "MIIB")]
    pub cms: String,
    /// How it was verified when the case was filed.
    pub report: SignatureReport,
}

/// The signature under which a case was filed, if the caller, who sees its log, may see it.
pub(super) fn shown(desk: &mut Desk<'_>, case: &CaseRow) -> Result<Option<SignatureRow>, Problem> {
    let shows = desk.app.place(&case.procedure).and_then(|place| place.signature_shown);
    if !shows.map_or(Ok(true), |shows| shows(desk, case))? {
        return Ok(None);
    }
    match signatures::of_case(desk.connection, case.id.0) {
        Err(DbError::NotFound) => Ok(None),
        row => Ok(Some(row?)),
    }
}

/// Get the signature of a case
///
/// The one under which it was last filed: what was signed, the CMS, and how it was verified. Whoever sees the events of the case sees it;
/// of an appeal, whoever sees the IIN whole. Else 404: it was filed without a signature, or what names the signer is erased.
#[utoipa::path(tag = "Cases", operation_id = "getCaseSignature", params(("id" = Uuid, Path, description = "Id of the case, of whatever procedure")), security(("bearer" = []), ("lookupToken" = [])), responses((status = OK, description = "The signature", body = CaseSignature)))]
#[get("/cases/{id}/signature")]
pub async fn get(ask: Ask, id: PathId) -> Answer {
    ask.show(move |desk| {
        let (case, _) = open_log(desk, id.0)?;
        let row = shown(desk, &case)?.ok_or(Fault::NotFound)?;
        Reply::ok(&CaseSignature {
            document: SignedDocument::of(row.document),
            cms: BASE64_STANDARD.encode(row.cms),
            report: SignatureReport::stored(&row.report)?,
        })
    })
    .await
}
