//! Certification authorities, certificates and signatures as tests need them, made with OpenSSL.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, Mutex};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use cms::content_info::ContentInfo;
use cms::signed_data::{SignedData, SignerInfos};
use der::asn1::{ObjectIdentifier, SetOfVec};
use der::{Any, Decode, Encode};
use openssl::asn1::{Asn1Integer, Asn1Time};
use openssl::bn::{BigNum, BigNumContext, MsbOption};
use openssl::cms::{CMSOptions, CmsContentInfo};
use openssl::ec::{EcGroup, EcKey};
use openssl::ecdsa::EcdsaSig;
use openssl::hash::MessageDigest;
use openssl::nid::Nid;
use openssl::pkey::{PKey, Private};
use openssl::rsa::Rsa;
use openssl::sign::Signer;
use openssl::stack::Stack;
use openssl::x509::extension::{BasicConstraints, ExtendedKeyUsage, KeyUsage};
use openssl::x509::{X509, X509Crl, X509Name};
use serde_json::{Value, json};
use tempfile::TempDir;

/// Extended key usage of an employee with the right to sign.
pub const RIGHT_TO_SIGN: &str = "1.2.398.3.3.4.1.2.2";
/// The same of first heads.
pub const FIRST_HEAD: &str = "1.2.398.3.3.4.1.2.1";
/// That of a time-stamping authority.
pub const TIME_STAMPING: &str = "1.3.6.1.5.5.7.3.8";
/// The same of other employees.
pub const EMPLOYEE: &str = "1.2.398.3.3.4.1.2.5";
/// The same of those who act for themselves.
pub const INDIVIDUAL: &str = "1.2.398.3.3.4.1.1";

/// A key of RSA with so many bits.
#[must_use]
pub fn rsa(bits: u32) -> PKey<Private> {
    PKey::from_rsa(Rsa::generate(bits).unwrap()).unwrap()
}

/// A key of ECDSA.
#[must_use]
pub fn ec() -> PKey<Private> {
    let curve = EcGroup::from_curve_name(Nid::X9_62_PRIME256V1).unwrap();
    PKey::from_ec_key(EcKey::generate(&curve).unwrap()).unwrap()
}

/// What a certificate is to say.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// Entries of the subject.
    pub subject: Vec<(Nid, String)>,
    /// From when it is valid, and until when: `20260101000000Z`.
    pub valid: (&'static str, &'static str),
    /// Whether its key is for signing what has to be proven, as those are that people sign with.
    pub signs: bool,
    /// What its key is for, by identifiers.
    pub purposes: Vec<&'static str>,
    /// Whether it is the certificate of an authority.
    pub is_authority: bool,
}

/// The certificate of somebody who signs, for an organisation if there is one.
#[must_use]
pub fn holder(iin: &str, bin: Option<&str>, role: &'static str) -> Wanted {
    let mut subject = vec![(Nid::COMMONNAME, "СЫНАҚ ҚОЛ ҚОЮШЫ".to_owned()), (Nid::SERIALNUMBER, format!("IIN{iin}"))];
    subject.extend(bin.map(|bin| (Nid::ORGANIZATIONALUNITNAME, format!("BIN{bin}"))));
    Wanted {
        subject,
        valid: ("20250101000000Z", "20270101000000Z"),
        signs: true,
        purposes: vec!["1.3.6.1.5.5.7.3.4", role],
        is_authority: false,
    }
}

/// A certificate with its key.
#[derive(Clone, Debug)]
pub struct Pair {
    /// The certificate.
    pub certificate: X509,
    /// The key.
    pub key: PKey<Private>,
}

impl Pair {
    /// An authority that certifies itself.
    #[must_use]
    pub fn root(name: &str) -> Self {
        let wanted = Wanted {
            subject: vec![(Nid::COMMONNAME, name.to_owned())],
            valid: ("20200101000000Z", "20400101000000Z"),
            signs: false,
            purposes: Vec::new(),
            is_authority: true,
        };
        let key = rsa(2048);
        let certificate = certify(&wanted, &key, None, MessageDigest::sha256());
        Self { certificate, key }
    }

    /// Certifies a key.
    #[must_use]
    pub fn certifies(&self, wanted: &Wanted, key: PKey<Private>) -> Self {
        self.certifies_with(wanted, key, MessageDigest::sha256())
    }

    /// The same, signed over this hash.
    #[must_use]
    pub fn certifies_with(&self, wanted: &Wanted, key: PKey<Private>, hash: MessageDigest) -> Self {
        Self { certificate: certify(wanted, &key, Some(self), hash), key }
    }

    /// The CMS over a document, DER.
    #[must_use]
    pub fn signs(&self, document: &[u8], how: CMSOptions) -> Vec<u8> {
        let how = how | CMSOptions::BINARY;
        let cms = CmsContentInfo::sign(Some(&self.certificate), Some(&self.key), None, Some(document), how).unwrap();
        cms.to_der().unwrap()
    }

    /// The same, detached, as it is sent.
    #[must_use]
    pub fn sent(&self, document: &[u8]) -> String {
        BASE64_STANDARD.encode(self.signs(document, CMSOptions::DETACHED))
    }

    /// The same by the program `openssl`, with these arguments: what the library has no function for.
    #[must_use]
    pub fn by_command(&self, document: &[u8], arguments: &[&str]) -> Vec<u8> {
        let folder = TempDir::new().unwrap();
        let (key, certificate) = self.write(folder.path());
        let (input, output) = (folder.path().join("document"), folder.path().join("cms"));
        std::fs::write(&input, document).unwrap();
        run(Command::new("openssl")
            .args(["cms", "-sign", "-binary", "-outform", "DER", "-in"])
            .arg(&input)
            .arg("-signer")
            .arg(certificate)
            .arg("-inkey")
            .arg(key)
            .arg("-out")
            .arg(&output)
            .args(arguments));
        std::fs::read(output).unwrap()
    }

    /// Writes both as PEM into a folder.
    fn write(&self, folder: &Path) -> (PathBuf, PathBuf) {
        let (key, certificate) = (folder.join("key.pem"), folder.join("certificate.pem"));
        std::fs::write(&key, self.key.private_key_to_pem_pkcs8().unwrap()).unwrap();
        std::fs::write(&certificate, self.certificate.to_pem().unwrap()).unwrap();
        (key, certificate)
    }

    /// A time stamp over bytes, as this authority gives it at a moment such as `20260316050000Z`: the token, DER.
    #[must_use]
    pub fn stamps(&self, bytes: &[u8], at: &str) -> Vec<u8> {
        const SHA256: &[u8] = &[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01];
        let hash = openssl::hash::hash(MessageDigest::sha256(), bytes).unwrap();
        let imprint = element(0x30, &[element(0x30, &[element(0x06, &[SHA256]), vec![5, 0]]), element(0x04, &[&hash])]);
        let policy = element(0x06, &[[0x2A, 0x03]]);
        let time = element(0x18, &[at.as_bytes()]);
        let told = element(0x30, &[element(0x02, &[[1]]), policy, imprint, element(0x02, &[[7]]), time]);
        self.by_command(&told, &["-nodetach", "-econtent_type", "1.2.840.113549.1.9.16.1.4"])
    }

    /// A list with these certificates as revoked by this authority at a moment, PEM; current between these moments.
    #[must_use]
    pub fn revokes(&self, revoked: &[(&X509, &str)], current: (&str, &str)) -> Vec<u8> {
        self.lists(revoked, current, "")
    }

    /// What is to be added to such a list: a delta.
    #[must_use]
    pub fn revokes_more(&self, revoked: &[(&X509, &str)], current: (&str, &str)) -> Vec<u8> {
        self.lists(revoked, current, "crl_extensions = delta\n[delta]\ndeltaCRL = critical,DER:020101\n")
    }

    fn lists(&self, revoked: &[(&X509, &str)], current: (&str, &str), more: &str) -> Vec<u8> {
        let folder = TempDir::new().unwrap();
        let (key, certificate) = self.write(folder.path());
        let at = |name: &str| folder.path().join(name);
        let lines: String = revoked
            .iter()
            .map(|(one, since)| {
                let number = one.serial_number().to_bn().unwrap().to_hex_str().unwrap().to_string();
                format!("R\t270101000000Z\t{}\t{number}\tunknown\t/CN=x\n", since.trim_start_matches("20"))
            })
            .collect();
        std::fs::write(at("index"), lines).unwrap();
        std::fs::write(
            at("ca.cnf"),
            format!("[ca]\ndefault_ca = one\n[one]\ndatabase = {}\ndefault_md = sha256\n{more}", at("index").display()),
        )
        .unwrap();
        run(Command::new("openssl")
            .args(["ca", "-gencrl", "-config"])
            .arg(at("ca.cnf"))
            .arg("-keyfile")
            .arg(key)
            .arg("-cert")
            .arg(certificate)
            .args(["-crl_lastupdate", current.0, "-crl_nextupdate", current.1, "-out"])
            .arg(at("list")));
        let list = std::fs::read(at("list")).unwrap();
        assert!(X509Crl::from_pem(&list).is_ok());
        list
    }
}

/// An element of DER with this tag, of fewer than 128 bytes.
fn element(tag: u8, parts: &[impl AsRef<[u8]>]) -> Vec<u8> {
    let content: Vec<u8> = parts.iter().flat_map(|part| part.as_ref()).copied().collect();
    let length = u8::try_from(content.len()).unwrap();
    assert!(length < 128);
    [vec![tag, length], content].concat()
}

fn run(command: &mut Command) {
    let done = command.output().unwrap();
    assert!(done.status.success(), "{command:?}: {}", String::from_utf8_lossy(&done.stderr));
}

/// Verifies a CMS over a document with the program `openssl`, as of that Monday: with an authority and an issuer, PEM.
pub fn verify_elsewhere(cms: &[u8], document: &[u8], authority: &str, issuer: &str) {
    let folder = TempDir::new().unwrap();
    let at = |name: &str| folder.path().join(name);
    std::fs::write(at("cms"), cms).unwrap();
    std::fs::write(at("document"), document).unwrap();
    let all = [authority, issuer].map(|file| std::fs::read(file).unwrap()).concat();
    std::fs::write(at("authorities"), all).unwrap();
    run(Command::new("openssl")
        .args(["cms", "-verify", "-binary", "-inform", "DER", "-purpose", "any", "-attime", "1773637200", "-in"])
        .arg(at("cms"))
        .arg("-content")
        .arg(at("document"))
        .arg("-CAfile")
        .arg(at("authorities")));
}

/// A CMS, with this token as the time stamp of its signature.
#[must_use]
pub fn stamped(cms: &[u8], token: &[u8]) -> Vec<u8> {
    let value = Any::from_der(token).unwrap();
    changed(cms, |data| {
        let mut signer = data.signer_infos.0.get(0).unwrap().clone();
        signer.unsigned_attrs = Some(
            SetOfVec::try_from(vec![cms::cert::x509::attr::Attribute {
                oid: ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.14"),
                values: SetOfVec::try_from(vec![value.clone()]).unwrap(),
            }])
            .unwrap(),
        );
        data.signer_infos = SignerInfos(SetOfVec::try_from(vec![signer]).unwrap());
    })
}

/// The value of the signature in a CMS.
#[must_use]
pub fn value_of(cms: &[u8]) -> Vec<u8> {
    let outer = ContentInfo::from_der(cms).unwrap();
    let data: SignedData = outer.content.decode_as().unwrap();
    data.signer_infos.0.get(0).unwrap().signature.as_bytes().to_vec()
}

/// A CMS in which something is changed.
#[must_use]
pub fn changed(cms: &[u8], change: impl Fn(&mut SignedData)) -> Vec<u8> {
    let mut outer = ContentInfo::from_der(cms).unwrap();
    let mut data: SignedData = outer.content.decode_as().unwrap();
    change(&mut data);
    outer.content = Any::encode_from(&data).unwrap();
    outer.to_der().unwrap()
}

/// A CMS that says to be made by the algorithms of GOST.
#[must_use]
pub fn by_gost(cms: &[u8]) -> Vec<u8> {
    changed(cms, |data| {
        let mut signer = data.signer_infos.0.get(0).unwrap().clone();
        signer.digest_alg.oid = ObjectIdentifier::new_unwrap("1.2.398.3.10.1.3.3");
        signer.signature_algorithm.oid = ObjectIdentifier::new_unwrap("1.2.398.3.10.1.1.2.3.2");
        data.signer_infos = SignerInfos(SetOfVec::try_from(vec![signer]).unwrap());
    })
}

/// Something that speaks as NCANode does, well or ill.
#[derive(Clone, Debug)]
pub struct NcaNodeStub {
    /// Where it is.
    pub url: String,
    /// What it answers where it is asked what is revoked, and where it is not.
    says: Arc<Mutex<[(u16, String); 2]>>,
    asked: Arc<Mutex<Vec<Value>>>,
}

impl NcaNodeStub {
    /// Starts it. It answers until the test ends.
    #[must_use]
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let stub = Self { url, says: Arc::default(), asked: Arc::default() };
        let own = stub.clone();
        std::thread::spawn(move || listener.incoming().flatten().for_each(|stream| own.serve(stream)));
        stub
    }

    fn serve(&self, stream: TcpStream) {
        let mut reader = BufReader::new(stream.try_clone().unwrap());
        let (mut line, mut length) = (String::new(), 0);
        while reader.read_line(&mut line).unwrap_or_default() > 2 {
            if let Some(told) = line.to_lowercase().strip_prefix("content-length:") {
                length = told.trim().parse().unwrap();
            }
            line.clear();
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body).unwrap();
        let asked: Value = serde_json::from_slice(&body).unwrap();
        let is_asked = asked["revocationCheck"].as_array().is_some_and(|ways| !ways.is_empty());
        self.asked.lock().unwrap().push(asked);
        let (status, text) = self.says.lock().unwrap()[usize::from(!is_asked)].clone();
        let head = format!("HTTP/1.1 {status} X\r\nContent-Type: application/json\r\nConnection: close\r\n");
        let _ = write!(&stream, "{head}Content-Length: {}\r\n\r\n{text}", text.len());
    }

    /// From now on it answers this.
    pub fn says(&self, status: u16, body: &Value) {
        let said = (status, body.to_string());
        *self.says.lock().unwrap() = [said.clone(), said];
    }

    /// From now on it answers the first where it is asked what is revoked, else the second.
    pub fn says_by_revocation(&self, asked: &Value, unasked: &Value) {
        *self.says.lock().unwrap() = [asked, unasked].map(|body| (200, body.to_string()));
    }

    /// What it was asked.
    #[must_use]
    pub fn asked(&self) -> Vec<Value> {
        self.asked.lock().unwrap().clone()
    }
}

/// What NCANode says of a signature by this certificate that holds.
#[must_use]
pub fn holds_by_ncanode(certificate: &X509) -> Value {
    let number = certificate.serial_number().to_bn().unwrap().to_hex_str().unwrap().to_lowercase();
    json!({
        "status": 200, "message": "OK", "valid": true,
        "signers": [{ "certificates": [{
            "valid": true, "serialNumber": number, "keyUsage": "SIGN", "keyUser": ["ORGANIZATION", "CAN_SIGN"],
            "revocations": [{ "revoked": false, "by": "OCSP", "revocationTime": null, "reason": null }],
            "subject": { "iin": "061211600012", "bin": "100140000003" },
        }], "tsp": null }],
    })
}

/// A CMS over a document whose signed attributes do not stand in the order of DER, and are signed so.
#[must_use]
pub fn in_other_order(signer: &Pair, document: &[u8]) -> Vec<u8> {
    let cms = signer.signs(document, CMSOptions::DETACHED);
    let outer = ContentInfo::from_der(&cms).unwrap();
    let data: SignedData = outer.content.decode_as().unwrap();
    let one = data.signer_infos.0.get(0).unwrap();
    let (sorted, own) = (one.signed_attrs.as_ref().unwrap().to_der().unwrap(), one.signature.as_bytes());
    let attributes: Vec<Vec<u8>> = one.signed_attrs.as_ref().unwrap().iter().map(|one| one.to_der().unwrap()).collect();
    let reversed: Vec<u8> = attributes.iter().rev().flatten().copied().collect();
    let head = &sorted[..sorted.len() - reversed.len()];
    let mut with = Signer::new(MessageDigest::sha256(), &signer.key).unwrap();
    // What is signed is a SET; in the CMS its tag is another.
    let signature = loop {
        let signature = with.sign_oneshot_to_vec(&[head, &reversed].concat()).unwrap();
        with = Signer::new(MessageDigest::sha256(), &signer.key).unwrap();
        // Of the same length, so that nothing else changes.
        if signature.len() == own.len() {
            break signature;
        }
    };
    let at = |part: &[u8]| cms.windows(part.len()).position(|one| one == part).unwrap();
    let (attributes_at, signature_at) = (at(&sorted[head.len()..]), at(own));
    let mut changed = cms.clone();
    changed[attributes_at..attributes_at + reversed.len()].copy_from_slice(&reversed);
    changed[signature_at..signature_at + own.len()].copy_from_slice(&signature);
    changed
}

/// The same CMS with the other signature by ECDSA that holds over the same: its second number is negated.
#[must_use]
pub fn twin_of(cms: &[u8]) -> Vec<u8> {
    let curve = EcGroup::from_curve_name(Nid::X9_62_PRIME256V1).unwrap();
    let (mut order, mut context, mut negated) =
        (BigNum::new().unwrap(), BigNumContext::new().unwrap(), BigNum::new().unwrap());
    curve.order(&mut order, &mut context).unwrap();
    let own = EcdsaSig::from_der(&value_of(cms)).unwrap();
    negated.checked_sub(&order, own.s()).unwrap();
    let twin = EcdsaSig::from_private_components(own.r().to_owned().unwrap(), negated).unwrap().to_der().unwrap();
    changed(cms, |data| {
        let mut signer = data.signer_infos.0.get(0).unwrap().clone();
        signer.signature = der::asn1::OctetString::new(twin.clone()).unwrap();
        data.signer_infos = SignerInfos(SetOfVec::try_from(vec![signer]).unwrap());
    })
}

/// A CMS with the signatures of all these over one document.
#[must_use]
pub fn by_all(signers: &[&Pair], document: &[u8]) -> Vec<u8> {
    let [first, others @ ..] = signers else { panic!("nobody signs") };
    let mut all = Vec::new();
    let mut certificates = Stack::new().unwrap();
    for one in others {
        certificates.push(one.certificate.clone()).unwrap();
        let outer = ContentInfo::from_der(&one.signs(document, CMSOptions::DETACHED)).unwrap();
        let data: SignedData = outer.content.decode_as().unwrap();
        all.extend(data.signer_infos.0.into_vec());
    }
    let how = CMSOptions::BINARY | CMSOptions::DETACHED;
    let own =
        CmsContentInfo::sign(Some(&first.certificate), Some(&first.key), Some(&certificates), Some(document), how);
    changed(&own.unwrap().to_der().unwrap(), |data| {
        let mut signers = data.signer_infos.0.clone().into_vec();
        signers.extend(all.clone());
        data.signer_infos = SignerInfos(SetOfVec::try_from(signers).unwrap());
    })
}

fn certify(wanted: &Wanted, key: &PKey<Private>, by: Option<&Pair>, hash: MessageDigest) -> X509 {
    let mut subject = X509Name::builder().unwrap();
    for (entry, text) in &wanted.subject {
        subject.append_entry_by_nid(*entry, text).unwrap();
    }
    let subject = subject.build();
    let mut number = BigNum::new().unwrap();
    number.rand(100, MsbOption::ONE, false).unwrap();
    let mut certificate = X509::builder().unwrap();
    certificate.set_version(2).unwrap();
    certificate.set_serial_number(&Asn1Integer::from_bn(&number).unwrap()).unwrap();
    certificate.set_subject_name(&subject).unwrap();
    certificate.set_issuer_name(by.map_or(&subject, |by| by.certificate.subject_name())).unwrap();
    certificate.set_not_before(&Asn1Time::from_str_x509(wanted.valid.0).unwrap()).unwrap();
    certificate.set_not_after(&Asn1Time::from_str_x509(wanted.valid.1).unwrap()).unwrap();
    certificate.set_pubkey(key).unwrap();
    let mut constraints = BasicConstraints::new();
    let mut usage = KeyUsage::new();
    if wanted.is_authority {
        constraints.critical().ca();
        usage.critical().key_cert_sign().crl_sign();
    } else if wanted.signs {
        usage.critical().digital_signature().non_repudiation();
    } else {
        usage.critical().digital_signature().key_encipherment();
    }
    certificate.append_extension(constraints.build().unwrap()).unwrap();
    certificate.append_extension(usage.build().unwrap()).unwrap();
    if !wanted.purposes.is_empty() {
        let mut purposes = ExtendedKeyUsage::new();
        // A key that stamps times is for nothing else.
        if wanted.purposes.contains(&TIME_STAMPING) {
            purposes.critical();
        }
        for purpose in &wanted.purposes {
            purposes.other(purpose);
        }
        certificate.append_extension(purposes.build().unwrap()).unwrap();
    }
    certificate.sign(by.map_or(key, |by| &by.key), hash).unwrap();
    certificate.build()
}
