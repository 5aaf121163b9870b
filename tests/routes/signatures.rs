//! Signatures as people make them: which ones hold, and what is told of those that do not.

use std::collections::BTreeSet;
use std::time::{Duration, Instant, SystemTime};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use merzim_tests::parts::accreditation::{edms, form};
use merzim_tests::parts::information::request;
use merzim_tests::parts::reception::{appeal, visitor};
use merzim_tests::signing::{
    EMPLOYEE, FIRST_HEAD, INDIVIDUAL, NcaNodeStub, Pair, RIGHT_TO_SIGN, TIME_STAMPING, Wanted, by_all, by_gost,
    changed, ec, holder, holds_by_ncanode, in_other_order, rsa, stamped, twin_of, value_of, verify_elsewhere,
};
use merzim_tests::{Answer, Backend, Server, both};
use openssl::cms::CMSOptions;
use openssl::hash::MessageDigest;
use openssl::nid::Nid;
use openssl::x509::{X509, X509Name, X509NameRef};
use serde_json::{Value, json};
use tempfile::TempDir;

const MINISTRY: &str = "100140000003";
const DEPUTY: &str = "000101500001";

/// What everybody here trusts: an authority, one below it that issues, and who stamps times.
struct Authorities {
    folder: TempDir,
    root: Pair,
    issuer: Pair,
    clock: Pair,
}

impl Authorities {
    fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let root = Pair::root("Сынақ орталығы");
        let below = |name: &str, purposes: Vec<&'static str>, is_authority| Wanted {
            subject: vec![(Nid::COMMONNAME, name.to_owned())],
            valid: ("20200101000000Z", "20400101000000Z"),
            signs: false,
            purposes,
            is_authority,
        };
        let issuer = root.certifies(&below("Сынақ беруші", vec![], true), rsa(2048));
        let clock =
            root.certifies(&Wanted { signs: true, ..below("Сынақ сағаты", vec![TIME_STAMPING], false) }, rsa(2048));
        let these = Self { folder, root, issuer, clock };
        these.write("root.pem", &these.root.certificate.to_pem().unwrap());
        these.write("issuer.pem", &these.issuer.certificate.to_pem().unwrap());
        these
    }

    fn at(&self, name: &str) -> String {
        self.folder.path().join(name).display().to_string()
    }

    fn write(&self, name: &str, bytes: &[u8]) {
        std::fs::write(self.at(name), bytes).unwrap();
    }

    /// Has a file look as if it had changed, however fast the test is.
    fn touch(&self, name: &str) {
        let later = SystemTime::now() + Duration::from_secs(5);
        std::fs::File::options().write(true).open(self.at(name)).unwrap().set_modified(later).unwrap();
    }

    /// Starts a server that trusts them, with these settings besides.
    fn server(&self, backend: Backend, settings: &[(&str, &str)]) -> Server {
        let (anchors, between) = (self.at("root.pem"), self.at("issuer.pem"));
        let own = [("signature_anchors", anchors.as_str()), ("signature_intermediates", between.as_str())];
        Server::start_with(backend, &[&own, settings].concat())
    }

    /// The same with a draft of the ministry: where it is, and what is signed of it.
    fn draft(&self, backend: Backend, settings: &[(&str, &str)]) -> (Server, String, Vec<u8>) {
        let server = self.server(backend, settings);
        let path = server.draft("ministry", &form());
        let own = document(&server, &path);
        (server, path, own)
    }

    /// Whoever signs for the ministry, with a certificate changed so.
    fn deputy(&self, change: impl Fn(&mut Wanted)) -> Pair {
        let mut wanted = holder(DEPUTY, Some(MINISTRY), RIGHT_TO_SIGN);
        change(&mut wanted);
        self.issuer.certifies(&wanted, ec())
    }
}

fn document(server: &Server, path: &str) -> Vec<u8> {
    let document = server.get("ministry", &format!("{path}/document")).send().expect(200);
    BASE64_STANDARD.decode(document.text_of("content")).unwrap()
}

fn submit(server: &Server, path: &str, cms: &[u8]) -> Answer {
    sent(server, path, &BASE64_STANDARD.encode(cms))
}

/// Why a signature does not hold.
fn why(answer: Answer) -> String {
    answer.problem(422, "signature-invalid").text_of("reason")
}

fn sent(server: &Server, path: &str, cms: &str) -> Answer {
    server.act("ministry", path, "submission").json(&json!({ "edms": edms(), "signature": { "cms": cms } })).send()
}

both! {
    on backend;
    fn whatever_is_wrong_with_a_signature_is_told_and_the_filing_stays_a_draft() {
        let these = Authorities::new();
        let (server, path, own) = these.draft(backend, &[]);
        let deputy = these.deputy(|_| {});
        let by = |change: &dyn Fn(&mut Wanted)| these.deputy(change).signs(&own, CMSOptions::DETACHED);
        let strange = Pair::root("Бөтен орталық").certifies(&holder(DEPUTY, Some(MINISTRY), RIGHT_TO_SIGN), ec());
        let by_old_hash = these.issuer.certifies_with(
            &holder(DEPUTY, Some(MINISTRY), RIGHT_TO_SIGN),
            rsa(2048),
            MessageDigest::sha1(),
        );
        let short = these.issuer.certifies(&holder(DEPUTY, Some(MINISTRY), RIGHT_TO_SIGN), rsa(1024));
        let good = deputy.signs(&own, CMSOptions::DETACHED);
        let mut damaged = good.clone();
        *damaged.last_mut().unwrap() ^= 1;
        let other = [own.as_slice(), b" "].concat();
        let nobody = changed(&good, |data| data.signer_infos = cms::signed_data::SignerInfos(Default::default()));
        let of = |wanted: Wanted| these.issuer.certifies(&wanted, ec()).signs(&own, CMSOptions::DETACHED);
        let stamp = |at: &str, clock: &Pair, over: &[u8]| stamped(&good, &clock.stamps(over, at));
        // Others are told in tests of their own.
        let mut told = BTreeSet::from(["notSigned", "revoked", "otherPerson", "alreadyUsed"]);
        let cases: Vec<(&str, Vec<u8>)> = vec![
            ("notCms", b"no CMS".to_vec()),
            ("notCms", deputy.by_command(&own, &["-nodetach", "-econtent_type", "1.2.840.113549.1.9.16.1.4"])),
            ("noSigner", nobody),
            ("noSigner", deputy.by_command(&own, &["-nocerts"])),
            ("severalSigners", by_all(&[&deputy, &these.deputy(|_| {})], &own)),
            ("unknownAlgorithm", by_gost(&good)),
            ("weakAlgorithm", deputy.by_command(&own, &["-md", "sha1"])),
            ("weakAlgorithm", short.signs(&own, CMSOptions::DETACHED)),
            ("weakAlgorithm", by_old_hash.signs(&own, CMSOptions::DETACHED)),
            ("otherContent", deputy.signs(&other, CMSOptions::DETACHED)),
            ("otherContent", deputy.signs(&other, CMSOptions::empty())),
            ("broken", damaged),
            ("broken", deputy.by_command(&other, &["-noattr"])),
            ("untrusted", strange.signs(&own, CMSOptions::DETACHED)),
            ("notYetValid", by(&|wanted| wanted.valid = ("20260401000000Z", "20270101000000Z"))),
            ("expired", by(&|wanted| wanted.valid = ("20250101000000Z", "20260301000000Z"))),
            ("notForSigning", by(&|wanted| wanted.signs = false)),
            ("noIdentity", by(&|wanted| wanted.purposes = vec!["1.3.6.1.5.5.7.3.4"])),
            ("noIdentity", by(&|wanted| wanted.subject.retain(|(entry, _)| *entry != Nid::SERIALNUMBER))),
            ("noIdentity", by(&|wanted| wanted.subject.retain(|(entry, _)| *entry != Nid::ORGANIZATIONALUNITNAME))),
            ("noIdentity", by(&|wanted| wanted.subject[1].1 = "IIN061211600013".to_owned())),
            ("otherOrganisation", of(holder(DEPUTY, Some("940740000911"), RIGHT_TO_SIGN))),
            ("otherOrganisation", of(holder(DEPUTY, None, INDIVIDUAL))),
            ("badTimeStamp", stamp("20260316050000Z", &these.clock, b"another signature")),
            ("badTimeStamp", stamp("20260401000000Z", &these.clock, &value_of(&good))),
            ("badTimeStamp", stamped(&good, &good)),
        ];
        for (reason, cms) in cases {
            told.insert(reason);
            let refused = submit(&server, &path, &cms).problem(422, "signature-invalid");
            assert_eq!(
                (refused.text_of("reason").as_str(), refused.pointers()),
                (reason, vec!["/signature/cms"]),
                "{}",
                refused.text
            );
            assert_eq!(refused.body["rule"], "93-1");
        }
        let contract = server.contract();
        let known = contract.pointer("/components/schemas/SignatureFault/enum").unwrap().as_array().unwrap();
        assert!(known.iter().all(|reason| told.contains(reason.as_str().unwrap())), "{known:?}");
        // The signer may not sign this.
        let others = [holder(DEPUTY, Some(MINISTRY), FIRST_HEAD), holder(DEPUTY, Some(MINISTRY), EMPLOYEE)];
        for wanted in others {
            let signed = these.issuer.certifies(&wanted, ec()).signs(&own, CMSOptions::DETACHED);
            let _ = submit(&server, &path, &signed).problem(422, "signer-not-entitled");
        }
        let draft = server.get("ministry", &path).send().expect(200);
        assert_eq!((draft.body["state"].as_str(), draft.body["version"].as_i64()), (Some("draft"), Some(1)));
        let nothing = server.get("ministry", &signature_of(&path)).send();
        let _ = nothing.problem(404, "not-found");
        let _ = submit(&server, &path, &good).expect(200);
    }
}

/// Where the signature of a case is.
fn signature_of(path: &str) -> String {
    format!("/cases/{}/signature", path.rsplit('/').next().unwrap())
}

both! {
    on backend;
    fn signatures_hold_however_they_are_made_and_written() {
        let these = Authorities::new();
        let server = these.server(backend, &[]);
        let deputy = these.deputy(|_| {});
        let by_rsa = these.issuer.certifies(&holder(DEPUTY, Some(MINISTRY), RIGHT_TO_SIGN), rsa(2048));
        type Way<'a> = &'a dyn Fn(&[u8]) -> String;
        let encoded = |cms: Vec<u8>| BASE64_STANDARD.encode(cms);
        let ways: [Way<'_>; 8] = [
            &|own| deputy.sent(own),
            &|own| by_rsa.sent(own),
            &|own| encoded(deputy.signs(own, CMSOptions::empty())),
            &|own| encoded(by_rsa.by_command(own, &["-nodetach", "-stream", "-md", "sha512"])),
            &|own| encoded(by_rsa.by_command(own, &["-keyopt", "rsa_padding_mode:pss"])),
            &|own| encoded(by_rsa.by_command(own, &["-noattr"])),
            // In lines, and with the lines of PEM.
            &|own| deputy.sent(own).as_bytes().chunks(64).map(|line| String::from_utf8_lossy(line) + "\n").collect(),
            &|own| format!("-----BEGIN CMS-----\n{}\n-----END CMS-----\n", deputy.sent(own)),
        ];
        for way in ways {
            let path = server.draft("ministry", &form());
            let own = document(&server, &path);
            let cms = way(&own);
            let _ = sent(&server, &path, &cms).expect(200);
            let kept = server.get("authority", &signature_of(&path)).send().expect(200);
            assert_eq!(kept.body["document"]["content"], BASE64_STANDARD.encode(&own));
            let report = &kept.body["report"];
            assert_eq!((&report["indication"], &report["stampedAt"]), (&json!("indeterminate"), &Value::Null));
            let signer = &report["signer"];
            assert_eq!((&signer["organisation"], &signer["role"]), (&json!(MINISTRY), &json!("rightToSign")));
            assert!(signer["iin"].as_str().unwrap().ends_with("0001") && signer["iin"] != DEPUTY);
            let names: Vec<_> =
                report["chain"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap()).collect();
            assert_eq!(names, ["СЫНАҚ ҚОЛ ҚОЮШЫ", "Сынақ беруші", "Сынақ орталығы"]);
            // Anybody verifies it again without Merzim.
            let cms = BASE64_STANDARD.decode(kept.text_of("cms")).unwrap();
            verify_elsewhere(&cms, &own, &these.at("root.pem"), &these.at("issuer.pem"));
            // Nobody else sees it.
            let _ = server.get("akimatBody", &signature_of(&path)).send().problem(404, "not-found");
        }
    }
}

both! {
    on backend;
    fn a_time_stamp_proves_that_a_certificate_was_valid_when_it_was_used() {
        let these = Authorities::new();
        let (server, path, own) = these.draft(backend, &[]);
        let expired = these.deputy(|wanted| wanted.valid = ("20250101000000Z", "20260301000000Z"));
        let cms = expired.signs(&own, CMSOptions::DETACHED);
        let stamp = |at: &str| stamped(&cms, &these.clock.stamps(&value_of(&cms), at));
        assert_eq!(why(submit(&server, &path, &stamp("20260302050000Z"))), "expired");
        let _ = submit(&server, &path, &stamp("20260228050000.123Z")).expect(200);
        let kept = server.get("ministry", &signature_of(&path)).send().expect(200);
        assert_eq!(kept.body["report"]["stampedAt"], "2026-02-28T10:00:00+05:00");
    }
}

both! {
    on backend;
    fn what_is_revoked_does_not_hold_and_what_cannot_be_looked_up_waits() {
        let these = Authorities::new();
        let deputy = these.deputy(|_| {});
        let current = ("20260301000000Z", "20260401000000Z");
        let lists = format!("{},{}", these.at("root.crl"), these.at("issuer.crl"));
        these.write("root.crl", &these.root.revokes(&[], current));
        these.write("issuer.crl", &these.issuer.revokes(&[], ("20260201000000Z", "20260301000000Z")));
        let (server, path, own) = these.draft(backend, &[("signature_crls", &lists)]);
        // The list is out of date.
        let away = sent(&server, &path, &deputy.sent(&own)).problem(503, "unavailable");
        assert!(!away.header("retry-after").is_empty());
        assert_eq!(server.get("ministry", &path).send().expect(200).body["state"], "draft");
        these.write("issuer.crl", &these.issuer.revokes(&[(&deputy.certificate, "20260310000000Z")], current));
        these.touch("issuer.crl");
        assert_eq!(why(sent(&server, &path, &deputy.sent(&own))), "revoked");
        // Signed before it was revoked, as a time stamp proves.
        let cms = deputy.signs(&own, CMSOptions::DETACHED);
        let before = stamped(&cms, &these.clock.stamps(&value_of(&cms), "20260309000000Z"));
        let _ = submit(&server, &path, &before).expect(200);
        let kept = server.get("ministry", &signature_of(&path)).send().expect(200);
        assert_eq!(kept.body["report"]["indication"], "totalPassed");
        // The operator may let it hold all the same.
        these.write("issuer.crl", &these.issuer.revokes(&[], ("20260201000000Z", "20260301000000Z")));
        let lenient =
            these.server(backend, &[("signature_crls", &lists), ("signature_accept_unknown_revocation", "true")]);
        let path = lenient.draft("ministry", &form());
        let _ = sent(&lenient, &path, &deputy.sent(&document(&lenient, &path))).expect(200);
        let kept = lenient.get("ministry", &signature_of(&path)).send().expect(200);
        assert_eq!(kept.body["report"]["indication"], "indeterminate");
    }
}

both! {
    on backend;
    fn the_signer_is_the_person_of_the_token_unless_colleagues_may_file() {
        let these = Authorities::new();
        for (colleagues, status) in [("false", 422), ("true", 200)] {
            let server = these.server(backend, &[("signature_by_colleagues", colleagues)]);
            let claims = json!({ "sub": "clerk", "org": MINISTRY, "iin": "900101300007", "roles": ["applicantBody"] });
            let clerk = format!("Bearer {}", server.signed(&claims));
            let path = server.draft("ministry", &form());
            let cms = these.deputy(|_| {}).sent(&document(&server, &path));
            let body = json!({ "edms": edms(), "signature": { "cms": cms } });
            let filed = server.act("", &path, "submission").header("Authorization", &clerk).header("If-Match", "\"1\"");
            let filed = filed.json(&body).send();
            assert_eq!(filed.status, status, "{}", filed.text);
            assert!(status == 200 || filed.body["reason"] == "otherPerson", "{}", filed.text);
        }
    }
}

both! {
    on backend;
    fn what_ncanode_says_is_not_enough_by_itself() {
        let (these, node) = (Authorities::new(), NcaNodeStub::start());
        let (server, path, own) = these.draft(backend, &[("signature_ncanode", &node.url)]);
        let deputy = these.deputy(|_| {});
        let good = by_gost(&deputy.signs(&own, CMSOptions::DETACHED));
        let holds = holds_by_ncanode(&deputy.certificate);
        let but = |place: &str, value: Value| {
            let mut said = holds.clone();
            *said.pointer_mut(place).unwrap() = value;
            said
        };
        let certificate = "/signers/0/certificates/0";
        let cases = [
            ("noSigner", but("/signers", json!([]))),
            ("noSigner", but("/signers/0/certificates", json!([]))),
            ("noSigner", but(&format!("{certificate}/serialNumber"), json!("1234"))),
            ("notForSigning", but(&format!("{certificate}/keyUsage"), json!("AUTH"))),
            ("notForSigning", but(&format!("{certificate}/keyUsage"), Value::Null)),
            ("broken", but("/valid", json!(false))),
            ("untrusted", but(&format!("{certificate}/valid"), json!(false))),
            ("revoked", but(&format!("{certificate}/revocations/0/revoked"), json!(true))),
        ];
        for (reason, said) in cases {
            node.says(200, &said);
            assert_eq!(why(submit(&server, &path, &good)), reason);
        }
        node.says(400, &json!({ "status": 400, "message": "Bad Request" }));
        assert_eq!(why(submit(&server, &path, &good)), "broken");
        // It is asked for the signature over this very document, whatever stands in the CMS.
        node.says(200, &holds);
        let other = [own.as_slice(), b" "].concat();
        let asked = node.asked().len();
        let attached = by_gost(&deputy.signs(&other, CMSOptions::empty()));
        assert_eq!(why(submit(&server, &path, &attached)), "otherContent");
        let no_role = by_gost(&these.deputy(|wanted| wanted.purposes = vec![]).signs(&own, CMSOptions::DETACHED));
        assert_eq!(why(submit(&server, &path, &no_role)), "noIdentity");
        assert_eq!(node.asked().len(), asked);
        let attached = by_gost(&deputy.signs(&own, CMSOptions::empty()));
        let _ = submit(&server, &path, &attached).expect(200);
        let question = node.asked().pop().unwrap();
        assert_eq!(
            (&question["data"], &question["revocationCheck"]),
            (&json!(BASE64_STANDARD.encode(&own)), &json!(["OCSP"]))
        );
        let kept = server.get("ministry", &signature_of(&path)).send().expect(200);
        assert_eq!(
            (&kept.body["report"]["verifier"], &kept.body["report"]["indication"]),
            (&json!("NCANode 3"), &json!("totalPassed"))
        );
    }
}

both! {
    on backend;
    fn while_ncanode_is_away_a_filing_stays_a_draft_and_it_is_left_alone_for_a_while() {
        let (these, node) = (Authorities::new(), NcaNodeStub::start());
        let (server, path, own) = these.draft(backend, &[("signature_ncanode", &node.url)]);
        let deputy = these.deputy(|_| {});
        let good = by_gost(&deputy.signs(&own, CMSOptions::DETACHED));
        // It does not tell whether the certificate is revoked, what it says is nothing, it fails.
        let mut silent = holds_by_ncanode(&deputy.certificate);
        silent["signers"][0]["certificates"][0]["revocations"] = json!([]);
        let lists = json!({ "status": 400, "message": "Cannot load CRL nca_gost2022.crl" });
        for (status, said) in [(200, silent), (400, lists), (500, json!({})), (503, json!({})), (200, json!("OK"))] {
            node.says(status, &said);
            let away = submit(&server, &path, &good).problem(503, "unavailable");
            assert!(!away.header("retry-after").is_empty());
        }
        for _ in 0..5 {
            let _ = submit(&server, &path, &good).problem(503, "unavailable");
        }
        let asked = node.asked().len();
        let _ = submit(&server, &path, &good).problem(503, "unavailable");
        assert_eq!(node.asked().len(), asked, "it is left alone");
        let draft = server.get("ministry", &path).send().expect(200);
        assert_eq!((draft.body["state"].as_str(), draft.body["version"].as_i64()), (Some("draft"), Some(1)));
        // Other signatures hold meanwhile.
        let _ = sent(&server, &path, &deputy.sent(&own)).expect(200);
    }
}

/// A CMS, DER, with these certificates instead of its own, in this order, which a library would sort.
fn with_certificates(cms: &[u8], own: &X509, certificates: &[&X509]) -> Vec<u8> {
    let (own, all) =
        (own.to_der().unwrap(), certificates.iter().flat_map(|one| one.to_der().unwrap()).collect::<Vec<_>>());
    let at = cms.windows(own.len()).position(|part| part == own).unwrap();
    let spliced = [&cms[..at], &all, &cms[at + own.len()..]].concat();
    // The elements around it are as much longer: the message, its content, the signed data, the certificates.
    let longer = all.len() - own.len();
    let mut place = 0;
    let mut grown = spliced;
    for skipped in [0, 11, 0] {
        place = grow(&mut grown, place + skipped, longer);
    }
    let set = at - 4;
    let _ = grow(&mut grown, set, longer);
    grown
}

/// Makes the element at a place longer, whose length stands in two bytes; the place of what is in it.
fn grow(der: &mut [u8], place: usize, by: usize) -> usize {
    assert_eq!(der[place + 1], 0x82, "{:x?}", &der[place..place + 4]);
    let length = u16::from_be_bytes([der[place + 2], der[place + 3]]) + u16::try_from(by).unwrap();
    der[place + 2..place + 4].copy_from_slice(&length.to_be_bytes());
    place + 4
}

both! {
    on backend;
    fn nobody_signs_with_the_certificate_of_another() {
        let these = Authorities::new();
        let (server, path, own) = these.draft(backend, &[]);
        let deputy = these.deputy(|_| {}).certificate;
        // Somebody makes a certificate with the same issuer and number, and signs with that.
        let issuer = these.issuer.certificate.subject_name();
        let forge = |issuer: &X509NameRef| {
            let key = ec();
            let mut forged = X509::builder().unwrap();
            forged.set_version(2).unwrap();
            forged.set_serial_number(deputy.serial_number()).unwrap();
            forged.set_issuer_name(issuer).unwrap();
            forged.set_subject_name(deputy.subject_name()).unwrap();
            forged.set_not_before(deputy.not_before()).unwrap();
            forged.set_not_after(deputy.not_after()).unwrap();
            forged.set_pubkey(&key).unwrap();
            forged.sign(&key, MessageDigest::sha256()).unwrap();
            Pair { certificate: forged.build(), key }
        };
        // OpenSSL takes names for equal that differ in case and spaces.
        let mut alike = X509Name::builder().unwrap();
        alike.append_entry_by_nid(Nid::COMMONNAME, "СЫНАҚ  беруші").unwrap();
        let alike = alike.build();
        for forged in [forge(issuer), forge(&alike)] {
            let cms = forged.signs(&own, CMSOptions::DETACHED);
            for certificates in [[&forged.certificate, &deputy], [&deputy, &forged.certificate]] {
                let told = submit(&server, &path, &with_certificates(&cms, &forged.certificate, &certificates));
                let told = told.problem(422, "signature-invalid").text_of("reason");
                assert!(["broken", "untrusted"].contains(&told.as_str()), "{told}");
            }
        }
        assert_eq!(server.get("ministry", &path).send().expect(200).body["state"], "draft");
    }
}

both! {
    on backend;
    fn of_a_list_and_what_was_added_to_it_each_revokes() {
        let these = Authorities::new();
        let deputy = these.deputy(|_| {});
        let current = ("20260301000000Z", "20260401000000Z");
        these.write("root.crl", &these.root.revokes(&[], current));
        these.write("issuer.crl", &these.issuer.revokes(&[(&deputy.certificate, "20260302000000Z")], current));
        // A delta is newer, and does not name what its base names.
        these.write("delta.crl", &these.issuer.revokes_more(&[], ("20260310000000Z", "20260401000000Z")));
        let lists = ["root.crl", "issuer.crl", "delta.crl"].map(|name| these.at(name)).join(",");
        let (server, path, own) = these.draft(backend, &[("signature_crls", &lists)]);
        assert_eq!(why(sent(&server, &path, &deputy.sent(&own))), "revoked");
        // A delta alone does not tell of whom it does not name.
        let lists = ["root.crl", "delta.crl"].map(|name| these.at(name)).join(",");
        let server = these.server(backend, &[("signature_crls", &lists)]);
        let path = server.draft("ministry", &form());
        let _ = sent(&server, &path, &deputy.sent(&document(&server, &path))).problem(503, "unavailable");
    }
}

both! {
    on backend;
    fn an_authority_that_stamps_times_must_be_good_now() {
        let these = Authorities::new();
        let current = ("20260301000000Z", "20260401000000Z");
        these.write("issuer.crl", &these.issuer.revokes(&[], current));
        these.write("root.crl", &these.root.revokes(&[(&these.clock.certificate, "20260310000000Z")], current));
        let lists = ["root.crl", "issuer.crl"].map(|name| these.at(name)).join(",");
        let server = these.server(backend, &[("signature_crls", &lists)]);
        let path = server.draft("ministry", &form());
        // Whoever has its key says that it was before.
        let cms = these.deputy(|_| {}).signs(&document(&server, &path), CMSOptions::DETACHED);
        let stamped = stamped(&cms, &these.clock.stamps(&value_of(&cms), "20260305000000Z"));
        assert_eq!(why(submit(&server, &path, &stamped)), "badTimeStamp");
    }
}

both! {
    fn under_one_signature_one_thing_is_filed(server) {
        let form = server.signed_form("citizen", &request(&json!({})));
        let file = || server.post("citizen", "/information-requests").json(&form).send();
        let filed: Vec<Answer> = std::thread::scope(|scope| {
            let all: Vec<_> = (0..8).map(|_| scope.spawn(file)).collect();
            all.into_iter().map(|one| one.join().unwrap()).collect()
        });
        let (first, again): (Vec<_>, Vec<_>) = filed.into_iter().partition(|one| one.status == 201);
        assert_eq!((first.len(), again.len()), (1, 7));
        assert!(again.into_iter().all(|one| why(one) == "alreadyUsed"));
    }
}

#[test]
fn what_is_made_to_be_slow_is_read_at_once() {
    let server = Server::start(Backend::Sqlite);
    let path = server.draft("ministry", &form());
    let deputy = Authorities::new().deputy(|wanted| {
        // A name of thousands of entries, the last ones first.
        let entry = |number: usize| (Nid::ORGANIZATIONNAME, format!("{:04}", 4000 - number));
        wanted.subject.extend((0..2000).map(entry));
    });
    let cms = deputy.signs(&document(&server, &path), CMSOptions::DETACHED);
    let began = Instant::now();
    let _ = submit(&server, &path, &cms).problem(422, "signature-invalid");
    assert!(began.elapsed() < Duration::from_secs(3), "{:?}", began.elapsed());
}

/// A form, signed by a persona over what the address below its collection gives.
fn signed(server: &Server, who: &str, collection: &str, form: &Value) -> Value {
    let document = server.post(who, &format!("/{collection}/document")).json(form).send().expect(200);
    let signing = json!({ "content": document.body["content"] });
    let cms = server.post(who, "/sandbox/signatures").json(&signing).send().expect(200).text_of("cms");
    let mut form = form.clone();
    form["signature"] = json!({ "cms": cms });
    form
}

both! {
    with [("sandbox_clock", "2025-11-03T10:00:00+05:00")];
    fn appeals_and_complaints_may_be_signed(server) {
        let office = server.office(1);
        let form = signed(&server, "participant", "reception-appeals", &appeal(&office));
        let mut other = form.clone();
        other["question"] = json!("Басқа сұрақ");
        let other = server.post("participant", "/reception-appeals").json(&other).send().problem(422, "signature-invalid");
        assert_eq!((&other.body["reason"], &other.body["rule"]), (&json!("otherContent"), &json!("L3")));
        // An office has the appeals of visitors signed on paper.
        let mut visitors = visitor(&office);
        visitors["signature"] = form["signature"].clone();
        let visitors = server.post("office", "/reception-appeals").json(&visitors).send().problem(400, "invalid-input");
        assert!(visitors.pointers().contains(&"/signature"), "{}", visitors.text);
        let filed = server.post("participant", "/reception-appeals").json(&form).send().expect(201);
        let path = filed.header("location").to_owned();
        server.clock("2025-12-01T10:00:00+05:00");
        let complaint = json!({ "case": filed.body["id"], "ground": "silence", "text": "Жауап жоқ" });
        let complaint = signed(&server, "participant", "complaints", &complaint);
        let mut other = complaint.clone();
        other["text"] = json!("Басқа мәтін");
        let other = server.post("participant", "/complaints").json(&other).send().problem(422, "signature-invalid");
        assert_eq!(other.body["reason"], "otherContent");
        let complained = server.post("participant", "/complaints").json(&complaint).send().expect(201);
        // Whoever sees the IIN masked sees no signature, neither by itself nor with the case.
        let at = |what: &str| format!("/cases/{}/{what}", filed.text_of("id"));
        let _ = server.get("operator", &at("events")).send().problem(403, "role-forbids-action");
        assert_eq!(server.get("office", &path).send().expect(200).body["applicant"]["iin"], "********0012");
        let _ = server.get("office", &at("events")).send().expect(200);
        let _ = server.get("office", &at("signature")).send().problem(404, "not-found");
        assert!(!server.get("office", &at("case.zip")).send().expect(200).bytes.windows(13).any(|part| part == b"signature.p7s"));
        for (signed, shown) in [(&form, server.get("body", &path).send()), (&complaint, complained.clone())] {
            // The evidence has it, and nothing else does.
            assert!(!shown.text.contains(signed["signature"]["cms"].as_str().unwrap()), "{}", shown.text);
            let kept = server.get("body", &signature_of(&format!("/{}", shown.text_of("id")))).send().expect(200);
            assert_eq!(kept.body["cms"], signed["signature"]["cms"]);
            assert_eq!(kept.body["report"]["signer"]["role"], "individual");
        }
    }
}

both! {
    on backend;
    fn while_ncanode_cannot_tell_what_is_revoked_a_filing_waits_unless_the_operator_says_otherwise() {
        let (these, node) = (Authorities::new(), NcaNodeStub::start());
        for (accepted, status) in [("false", 503), ("true", 200)] {
            let settings =
                [("signature_ncanode", node.url.as_str()), ("signature_accept_unknown_revocation", accepted)];
            let server = these.server(backend, &settings);
            let path = server.draft("ministry", &form());
            let deputy = these.deputy(|_| {});
            let good = by_gost(&deputy.signs(&document(&server, &path), CMSOptions::DETACHED));
            // As it answers while OCSP is away, and without the question what is revoked.
            let mut unknown = holds_by_ncanode(&deputy.certificate);
            unknown["valid"] = json!(false);
            unknown["signers"][0]["certificates"][0]["valid"] = json!(false);
            let mut unasked = holds_by_ncanode(&deputy.certificate);
            unasked["signers"][0]["certificates"][0]["revocations"] = json!([]);
            node.says_by_revocation(&unknown, &unasked);
            let filed = submit(&server, &path, &good);
            assert_eq!(filed.status, status, "{}", filed.text);
            if status == 200 {
                let kept = server.get("ministry", &signature_of(&path)).send().expect(200);
                assert_eq!(kept.body["report"]["indication"], "indeterminate");
            }
        }
    }
}

both! {
    with [("readings.deputyCertificate", "anyEmployee")];
    fn rule_93_1_the_reading_may_take_the_certificate_of_any_employee_for_a_deputys(server) {
        let path = server.draft("ministry", &form());
        let signed = server.submission("ministry", &path, "employee");
        let filed = server.act("ministry", &path, "submission").json(&signed).send().expect(200);
        assert_eq!(filed.body["filing"]["signer"], "deputyFirstHead");
    }
}

#[test]
fn time_stamps_may_have_authorities_of_their_own() {
    let these = Authorities::new();
    let others = Authorities::new();
    let anchors = others.at("root.pem");
    let server = these.server(Backend::Sqlite, &[("signature_tsa_anchors", &anchors)]);
    let path = server.draft("ministry", &form());
    let cms = these.deputy(|_| {}).signs(&document(&server, &path), CMSOptions::DETACHED);
    let stamp = |clock: &Pair| stamped(&cms, &clock.stamps(&value_of(&cms), "20260315050000Z"));
    let stamped_at =
        |path: &str| server.get("ministry", &signature_of(path)).send().expect(200).body["report"]["stampedAt"].clone();
    let _ = submit(&server, &path, &stamp(&others.clock)).expect(200);
    assert_eq!(stamped_at(&path), "2026-03-15T10:00:00+05:00");
    // A time stamp of somebody who is not trusted counts as none.
    let path = server.draft("ministry", &form());
    let cms = these.deputy(|_| {}).signs(&document(&server, &path), CMSOptions::DETACHED);
    let unknown = stamped(&cms, &these.clock.stamps(&value_of(&cms), "20260315050000Z"));
    let _ = submit(&server, &path, &unknown).expect(200);
    assert_eq!(stamped_at(&path), Value::Null);
}

both! {
    on backend;
    fn attributes_may_be_signed_in_any_order_and_ecdsa_has_no_twin() {
        let these = Authorities::new();
        let server = these.server(backend, &[]);
        let path = server.draft("ministry", &form());
        // Two attributes in the other order, and signed so.
        let deputy = these.deputy(|_| {});
        let cms = in_other_order(&deputy, &document(&server, &path));
        let _ = submit(&server, &path, &cms).expect(200);
        // Of a signature by ECDSA anybody can make another one over the same.
        let form = server.signed_form("citizen", &request(&json!({})));
        let twin = twin_of(&BASE64_STANDARD.decode(form["signature"]["cms"].as_str().unwrap()).unwrap());
        let _ = server.post("citizen", "/information-requests").json(&form).send().expect(201);
        let mut again = form.clone();
        again["signature"]["cms"] = json!(BASE64_STANDARD.encode(twin));
        let again =
            server.post("citizen", "/information-requests").json(&again).send().problem(422, "signature-invalid");
        assert_eq!(again.body["reason"], "alreadyUsed");
    }
}
