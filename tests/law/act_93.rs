//! № 93-НҚ: accreditation of channels of communications and their Register.

use merzim_tests::kit::{act, id, stands, told, words};
use merzim_tests::{Backend, Server, accredit, at_once, both, edms, form, form_named, law_copy, refuse};
use serde_json::{Value, json};

fn wording() -> Value {
    json!({
        "channelName": { "kk": "Ашық үкімет порталы", "ru": "Портал открытого правительства" },
        "bodyName": { "kk": "Сынақ министрлігі", "ru": "Тестовое министерство" },
        "purpose": { "kk": "Жаңа мақсат", "ru": "Новая цель" },
        "coverage": "regional", "region": "75", "format": "hybrid",
    })
}

/// A change application of the ministry that has been received; its path.
fn change(server: &Server, entry: &str) -> String {
    let form = json!({ "entryId": entry, "newEntry": wording(), "justification": { "kk": "Атауы өзгерді", "ru": "Изменено наименование" } });
    let path = server
        .post("ministry", "/register-change-applications")
        .json(&form)
        .send()
        .expect(201)
        .header("location")
        .to_owned();
    let _ = server.submit("ministry", &path).expect(200);
    path
}

/// A cessation notice of the ministry that has been received; its path.
fn cessation(server: &Server, entry: &str, stopped_on: &str) -> String {
    let form =
        json!({ "entryId": entry, "stoppedOn": stopped_on, "text": { "kk": "Арна жабылды", "ru": "Канал закрыт" } });
    notified(server, &form)
}

/// A notice of the ministry in this form that has been received; its path.
fn notified(server: &Server, form: &Value) -> String {
    let path =
        server.post("ministry", "/cessation-notices").json(form).send().expect(201).header("location").to_owned();
    let _ = server.act("ministry", &path, "submission").json(&json!({ "edms": edms() })).send().expect(200);
    path
}

both! {
    fn rule_93_1_an_application_goes_on_the_form_signed_by_the_deputy_through_the_edms(server) {
        let path = server.draft("ministry", &form());
        // Without a signature, with one that does not hold, by somebody else than the form names.
        let unsigned = server.act("ministry", &path, "submission").json(&json!({ "edms": edms() })).send();
        let unsigned = unsigned.problem(422, "signature-invalid");
        assert_eq!((&unsigned.body["rule"], unsigned.pointers()), (&json!("93-1"), vec!["/signature"]));
        let forged = json!({ "edms": edms(), "signature": { "cms": "bm90IGEgY21z" } });
        let forged = server.act("ministry", &path, "submission").json(&forged).send();
        let forged = forged.problem(422, "signature-invalid");
        assert_eq!((&forged.body["rule"], forged.pointers()), (&json!("93-1"), vec!["/signature/cms"]));
        assert_eq!((&unsigned.body["reason"], &forged.body["reason"]), (&json!("notSigned"), &json!("notCms")));
        let head = server.submission("ministry", &path, "firstHead");
        let head = server.act("ministry", &path, "submission").json(&head).send();
        assert_eq!(head.problem(422, "signer-not-entitled").body["rule"], "93-1");
        let employee = server.submission("ministry", &path, "employee");
        let _ = server.act("ministry", &path, "submission").json(&employee).send().problem(422, "signer-not-entitled");
        // Without the EDMS document there is no filing at all.
        let mut bare = server.submission("ministry", &path, "rightToSign");
        bare.as_object_mut().unwrap().remove("edms");
        assert_eq!(server.act("ministry", &path, "submission").json(&bare).send().problem(400, "invalid-input").pointers(), ["/edms"]);
        let done = server.submit("ministry", &path).expect(200);
        assert_eq!(done.body["state"], "received");
        stands(&done, "93-1", "met", None);
        assert_eq!(done.body["number"], "ACC-2026-000001");
    }
}

both! {
    fn rule_93_1_a_signature_covers_the_form_and_its_attachments(server) {
        let path = server.draft("ministry", &form());
        let signed_before = server.submission("ministry", &path, "rightToSign");
        let version = server.get("ministry", &path).send().header("etag").to_owned();
        let changed = form_named("Басқа арна", "Другой канал");
        let _ = server.request("PUT", "ministry", &path).header("If-Match", &version).json(&changed).send().expect(200);
        let _ = server.act("ministry", &path, "submission").json(&signed_before).send().problem(422, "signature-invalid");
    }
}

both! {
    with [("readings.applicationSigner", "deputyOrFirstHead")];
    fn rule_93_1_the_reading_may_admit_the_first_head(server) {
        let path = server.draft("ministry", &form());
        let head = server.submission("ministry", &path, "firstHead");
        let _ = server.act("ministry", &path, "submission").json(&head).send().expect(200);
    }
}

both! {
    fn rule_93_2_the_three_criteria_hold_together_or_there_is_no_accreditation(server) {
        let path = server.received("ministry", &form());
        for criterion in ["noDuplication", "regulated", "effective"] {
            let mut decision = accredit();
            decision["criteria"][criterion] = json!({ "met": false, "comment": "жоқ" });
            let refused = server.decide(&path, &decision).problem(422, "criterion-unmet");
            assert_eq!(refused.body["rule"], "93-2");
        }
        let decided = server.decide(&path, &accredit()).expect(200);
        stands(&decided, "93-2", "met", Some("2026-03-31"));
    }
}

both! {
    fn rule_93_2_a_channel_that_nothing_regulates_fails_criterion_2(server) {
        let mut bare = form();
        bare.as_object_mut().unwrap().remove("regulatingAct");
        let path = server.received("ministry", &bare);
        let _ = server.decide(&path, &accredit()).problem(422, "criterion-unmet");
        bare["regulatingAct"] = json!("  ");
        let blank = server.received("ministry", &bare);
        let _ = server.decide(&blank, &accredit()).problem(422, "criterion-unmet");
    }
}

both! {
    with [("readings.missingRegulatingAct", "assessorDecides")];
    fn rule_93_2_the_reading_may_leave_it_to_the_assessor(server) {
        let mut bare = form();
        bare.as_object_mut().unwrap().remove("regulatingAct");
        let path = server.received("ministry", &bare);
        let _ = server.decide(&path, &accredit()).expect(200);
    }
}

both! {
    fn rule_93_3_a_decision_on_the_last_day_is_in_time_and_a_minute_later_it_is_late(server) {
        let in_time = server.received("ministry", &form());
        let late = server.received("ministry", &form());
        let received = server.get("ministry", &in_time).send();
        // Eight working days over Nauryz: 23, 24 and 25 March are not worked.
        stands(&received, "93-3", "open", Some("2026-03-31"));
        assert_eq!(received.duty("93-3")["dueAt"], "2026-04-01T00:00:00+05:00");
        assert_eq!(received.duty("93-3")["bearer"]["role"], "commAuthority");
        assert_eq!(received.duty("93-3")["creditor"]["role"], "applicantBody");
        server.clock("2026-03-31T23:59:00+05:00");
        stands(&server.get("ministry", &in_time).send(), "93-3", "open", Some("2026-03-31"));
        stands(&server.decide(&in_time, &accredit()).expect(200), "93-3", "met", Some("2026-03-31"));
        server.clock("2026-04-01T00:00:00+05:00");
        stands(&server.get("ministry", &late).send(), "93-3", "overdue", Some("2026-03-31"));
        let decided = server.decide(&late, &refuse()).expect(200);
        stands(&decided, "93-3", "late", Some("2026-03-31"));
        // The criteria were applied with the decision, and as late.
        stands(&decided, "93-2", "late", Some("2026-03-31"));
    }
}

both! {
    with [("sandbox_clock", "2026-03-06T09:00:00+05:00")];
    fn rule_93_3_an_application_received_on_friday_before_womens_day_is_due_after_it(server) {
        let path = server.received("ministry", &form());
        stands(&server.get("ministry", &path).send(), "93-3", "open", Some("2026-03-19"));
    }
}

both! {
    with [("sandbox_clock", "2024-12-30T12:00:00+05:00")];
    fn rule_93_3_a_sunday_that_is_worked_counts(server) {
        let path = server.draft("ministry", &form());
        let mut submission = server.submission("ministry", &path, "rightToSign");
        submission["edms"]["documentDate"] = json!("2024-12-30");
        let received = server.act("ministry", &path, "submission").json(&submission).send().expect(200);
        stands(&received, "93-3", "open", Some("2025-01-14"));
        let trace = received.duty("93-3")["trace"].as_array().unwrap();
        let sunday = trace.iter().find(|step| step["date"] == "2025-01-05").unwrap();
        assert_eq!((sunday["counted"].as_bool(), sunday["kind"].as_str()), (Some(true), Some("movedWorkingDay")));
    }
}

both! {
    with [("sandbox_clock", "2026-03-13T18:30:01+05:00")];
    fn rule_93_3_what_comes_after_hours_is_registered_on_the_next_working_day(server) {
        let path = server.received("ministry", &form());
        let received = server.get("ministry", &path).send();
        assert_eq!(received.body["registeredOn"], "2026-03-16");
        assert!(received.text_of("receivedAt").starts_with("2026-03-13T18:3"));
        stands(&received, "93-3", "open", Some("2026-03-31"));
        let steps: Vec<&str> = received.duty("93-3")["trace"].as_array().unwrap().iter().filter_map(|step| step["step"].as_str()).take(4).collect();
        assert_eq!(steps, ["event", "waiting", "waiting", "registered"]);
    }
}

both! {
    fn rule_93_3_the_trace_counts_to_eight_and_says_why_days_are_left_out(server) {
        let path = server.received("ministry", &form());
        let received = server.get("ministry", &path).header("Accept-Language", "en").send();
        let duty = received.duty("93-3").clone();
        let trace = duty["trace"].as_array().unwrap();
        let counted: Vec<u64> = trace.iter().filter_map(|step| step["number"].as_u64()).collect();
        assert_eq!(counted, [1, 2, 3, 4, 5, 6, 7, 8]);
        let nauryz = trace.iter().find(|step| step["date"] == "2026-03-23").unwrap();
        assert_eq!((nauryz["counted"].as_bool(), nauryz["kind"].as_str()), (Some(false), Some("holiday")));
        assert!(nauryz["why"].as_str().unwrap().contains("267-II"), "{nauryz}");
        assert_eq!(duty["basis"]["provision"], "5");
        assert!(duty["basis"]["phrase"].as_str().unwrap().contains("8 (сегіз) жұмыс күні"));
        // What was computed for the case is what the calculator says for its event.
        let event = duty["eventAt"].as_str().unwrap().replace('+', "%2B");
        let again = server.get("", &format!("/rules/93-3/deadline?event={event}")).header("Accept-Language", "en").send().expect(200);
        assert_eq!((&again.body["dueOn"], &again.body["trace"]), (&duty["dueOn"], &duty["trace"]));
    }
}

both! {
    fn rule_93_3_a_refusal_needs_reasons(server) {
        let path = server.received("ministry", &form());
        let mut decision = refuse();
        decision.as_object_mut().unwrap().remove("reasons");
        let refused = server.decide(&path, &decision).problem(422, "reasons-missing");
        assert_eq!(refused.body["rule"], "93-3");
        decision["reasons"] = json!({ "kk": " ", "ru": "" });
        assert_eq!(server.decide(&path, &decision).problem(400, "invalid-input").pointers(), ["/reasons/kk", "/reasons/ru"]);
        let decided = server.decide(&path, &refuse()).expect(200);
        assert_eq!((decided.body["outcome"].as_str(), decided.body["decision"]["reasons"]["ru"].as_str()), (Some("refused"), Some("Дублирует действующий канал")));
        assert_eq!(server.get("", "/register-entries").send().items().len(), 0);
    }
}

both! {
    fn rule_93_3_an_application_withdrawn_before_the_decision_is_owed_nothing(server) {
        let path = server.received("ministry", &form());
        let _ = server.act("authority", &path, "withdrawal").send().problem(403, "role-forbids-action");
        let withdrawn = server.act("ministry", &path, "withdrawal").send().expect(200);
        assert_eq!((withdrawn.body["state"].as_str(), withdrawn.body["outcome"].as_str()), (Some("withdrawn"), Some("withdrawn")));
        stands(&withdrawn, "93-2", "voided", Some("2026-03-31"));
        stands(&withdrawn, "93-3", "voided", Some("2026-03-31"));
        let late = server.decide(&path, &accredit()).problem(409, "state-forbids-action");
        assert_eq!(late.body["actions"], Value::Null);
        server.until("authority", "/notices", |notices| notices["items"][0]["kind"] == "withdrawn");
    }
}

both! {
    fn rule_93_4_the_applicant_is_notified_in_its_inbox_within_two_working_days(server) {
        server.clock("2026-03-20T15:00:00+05:00");
        let path = server.received("ministry", &form());
        let decided = server.decide(&path, &accredit()).expect(200);
        assert_eq!(decided.body["state"], "accredited");
        assert_eq!(decided.duty("93-4")["dueOn"], "2026-03-27");
        let notified = server.until("ministry", &path, |case| case["state"] == "notified");
        stands(&notified, "93-4", "met", Some("2026-03-27"));
        assert_eq!(notified.body["outcome"], "accredited");
        let inbox = server.get("ministry", "/notices").send().expect(200);
        assert_eq!((inbox.items().len(), inbox.items()[0]["kind"].as_str()), (1, Some("accredited")));
        let id = inbox.items()[0]["id"].as_str().unwrap();
        let read = server.post("ministry", &format!("/notices/{id}/acknowledgement")).send().expect(200);
        assert_eq!(read.body["acknowledgedBy"], "demo-ministry");
    }
}

both! {
    with [("notice_dispatch", "false")];
    fn rule_93_4_a_notice_delivered_after_its_term_is_late(server) {
        let path = server.received("ministry", &form());
        let decided = server.decide(&path, &refuse()).expect(200);
        assert_eq!(decided.body["state"], "refused");
        server.clock("2026-03-19T00:00:00+05:00");
        let waiting = server.get("ministry", &path).send();
        stands(&waiting, "93-4", "overdue", Some("2026-03-18"));
        assert_eq!(server.get("ministry", "/notices").send().items().len(), 0);
        // The outbox outlives the server: another one delivers.
        let server = Server::over(server.stop(), &[("sandbox_clock", "2026-03-19T09:00:00+05:00")]);
        let notified = server.until("ministry", &path, |case| case["state"] == "notified");
        stands(&notified, "93-4", "late", Some("2026-03-18"));
        assert_eq!(server.get("ministry", "/notices").send().items().len(), 1);
    }
}

both! {
    fn rules_93_5_to_7_the_entry_is_made_with_the_decision_in_both_languages(server) {
        let (path, entry) = server.accredited("ministry", &form());
        let decided = server.get("ministry", &path).send();
        for rule in ["93-5", "93-6", "93-7"] {
            stands(&decided, rule, "met", Some("2026-03-16"));
        }
        let public = server.get("", &format!("/register-entries/{entry}")).send().expect(200);
        assert_eq!(public.body["number"], 1);
        assert_eq!(public.body["channelName"], form()["channelName"]);
        assert_eq!(public.body["bodyName"], form()["bodyName"]);
        assert_eq!(public.body["includedOn"], "2026-03-16");
        assert_eq!((public.body["changes"].as_array().map(Vec::len), &public.body["removal"]), (Some(0), &Value::Null));
    }
}

both! {
    fn rule_93_8_a_change_goes_on_the_form_signed(server) {
        let (_, entry) = server.accredited("ministry", &form());
        let form = json!({ "entryId": entry, "newEntry": wording(), "justification": { "kk": "а", "ru": "б" } });
        // Nobody changes the entry of somebody else.
        let _ = server.post("akimat", "/register-change-applications").json(&form).send().problem(400, "invalid-input");
        let path = server.post("ministry", "/register-change-applications").json(&form).send().expect(201).header("location").to_owned();
        let unsigned = server.act("ministry", &path, "submission").json(&json!({ "edms": edms() })).send();
        let unsigned = unsigned.problem(422, "signature-invalid");
        assert_eq!((&unsigned.body["rule"], unsigned.pointers()), (&json!("93-8"), vec!["/signature"]));
        let done = server.submit("ministry", &path).expect(200);
        stands(&done, "93-8", "met", None);
        assert_eq!(done.body["number"], "CHG-2026-000001");
    }
}

both! {
    fn rule_93_9_a_cessation_is_notified_in_free_form(server) {
        let (_, entry) = server.accredited("ministry", &form());
        let path = cessation(&server, &entry, "2026-03-16");
        let done = server.get("ministry", &path).send();
        stands(&done, "93-9", "met", None);
        assert_eq!(done.body["number"], "CES-2026-000001");
        let before = json!({ "entryId": entry, "stoppedOn": "2026-03-15", "text": { "kk": "а", "ru": "б" } });
        assert_eq!(server.post("ministry", "/cessation-notices").json(&before).send().problem(400, "invalid-input").pointers(), ["/stoppedOn"]);
        // What is wrong whatever the entry is told beside an entry that is not there.
        let nowhere = json!({ "entryId": "0199f3f4-93a1-7c5e-8f5d-2f9c1a1f0a11", "stoppedOn": "2028-01-01", "text": { "kk": "а", "ru": "б" } });
        let told = server.post("ministry", "/cessation-notices").json(&nowhere).send().problem(400, "invalid-input");
        assert_eq!(told.pointers(), ["/entryId", "/stoppedOn"]);
    }
}

both! {
    fn rule_93_10_a_change_is_entered_within_three_working_days_and_the_old_wording_kept(server) {
        let (_, entry) = server.accredited("ministry", &form());
        server.clock("2026-05-06T10:00:00+05:00");
        let path = change(&server, &entry);
        stands(&server.get("ministry", &path).send(), "93-10", "open", Some("2026-05-13"));
        let _ = server.act("ministry", &path, "entry").send().problem(403, "role-forbids-action");
        server.clock("2026-05-13T23:00:00+05:00");
        let entered = server.act("authority", &path, "entry").send().expect(200);
        stands(&entered, "93-10", "met", Some("2026-05-13"));
        stands(&entered, "93-6", "met", Some("2026-05-13"));
        let public = server.get("", &format!("/register-entries/{entry}")).send().expect(200);
        assert_eq!(public.body["channelName"]["ru"], "Портал открытого правительства");
        assert_eq!(public.body["changes"][0]["note"]["kk"], "Атауы өзгерді");
        assert_eq!((public.body["region"].as_str(), public.body["includedOn"].as_str()), (Some("75"), Some("2026-03-16")));
        let history = server.get("", &format!("/register-entries/{entry}/history")).send().expect(200);
        assert_eq!(history.items().len(), 2);
        assert_eq!(history.items()[0]["supersededOn"], "2026-05-13");
        let before = server.get("", "/register-entries?asOf=2026-05-12").send().expect(200);
        assert_eq!(before.items()[0]["channelName"], form()["channelName"]);
        server.until("ministry", "/notices", |notices| notices["items"][0]["kind"] == "entered");
    }
}

both! {
    fn rule_93_10_a_cessation_entered_late_is_late_and_the_channel_stays_visible_as_removed(server) {
        let (_, entry) = server.accredited("ministry", &form());
        let path = cessation(&server, &entry, "2026-03-16");
        stands(&server.get("authority", &path).send(), "93-10", "open", Some("2026-03-19"));
        server.clock("2026-03-20T09:00:00+05:00");
        stands(&server.get("authority", &path).send(), "93-10", "overdue", Some("2026-03-19"));
        let entered = server.act("authority", &path, "entry").send().expect(200);
        stands(&entered, "93-10", "late", Some("2026-03-19"));
        let removed = server.get("", "/register-entries?status=removed").send().expect(200);
        let removal = &removed.items()[0]["removal"];
        assert_eq!((removal["stoppedOn"].as_str(), removal["enteredOn"].as_str()), (Some("2026-03-16"), Some("2026-03-20")));
        assert_eq!(removal["note"]["ru"], "Канал закрыт");
        assert_eq!(server.get("", "/register-entries?status=active").send().items().len(), 0);
        assert_eq!(server.get("", "/register-entries?asOf=2026-03-19&status=active").send().items().len(), 1);
        // What is removed can be amended no more.
        let again = json!({ "entryId": entry, "newEntry": wording(), "justification": { "kk": "а", "ru": "б" } });
        let _ = server.post("ministry", "/register-change-applications").json(&again).send().problem(409, "entry-removed");
    }
}

both! {
    fn rule_93_10_what_waits_for_a_channel_that_is_removed_lapses_and_nobody_owes_it(server) {
        let (_, entry) = server.accredited("ministry", &form());
        let waiting = change(&server, &entry);
        let written = json!({ "entryId": entry, "newEntry": wording(), "justification": { "kk": "а", "ru": "б" } });
        let written = server.post("ministry", "/register-change-applications").json(&written).send().expect(201).header("location").to_owned();
        let stop = cessation(&server, &entry, "2026-03-16");
        let _ = server.act("authority", &stop, "entry").send().expect(200);
        let lapsed = server.get("ministry", &waiting).send().expect(200);
        assert_eq!((lapsed.body["state"].as_str(), lapsed.body["outcome"].as_str()), (Some("lapsed"), Some("lapsed")));
        stands(&lapsed, "93-10", "voided", Some("2026-03-19"));
        let _ = server.act("authority", &waiting, "entry").send().problem(409, "state-forbids-action");
        server.until("ministry", "/notices", |notices| {
            notices["items"].as_array().is_some_and(|notices| notices.iter().any(|notice| notice["kind"] == "lapsed"))
        });
        // A draft that was still being written can be filed no more.
        let submission = server.submission("ministry", &written, "rightToSign");
        let removed = server.act("ministry", &written, "submission").json(&submission).send().problem(409, "entry-removed");
        assert!(removed.body["since"].as_str().is_some_and(|since| since.starts_with("2026-")), "{}", removed.text);
        // That it was not entered may be complained of; then it is entered after all, and the channel stays removed.
        let complaint = complained(&server, &waiting, "decision");
        let kept = act(&server, "authority", &complaint, "satisfaction", &json!({ "reasons": words() })).expect(200);
        assert_eq!(kept.text_of("state"), "received");
        stands(&server.get("ministry", &waiting).send(), "93-10", "open", Some("2026-03-19"));
        let _ = server.act("authority", &waiting, "entry").send().expect(200);
        let satisfied = server.get("ministry", &complaint).send().expect(200);
        assert_eq!((satisfied.text_of("state").as_str(), &satisfied.body["decision"]["reopened"]), ("satisfied", &json!(true)));
        let public = server.get("", &format!("/register-entries/{entry}")).send().expect(200);
        assert_eq!((public.text_of("status").as_str(), public.body["removal"]["stoppedOn"].as_str()), ("removed", Some("2026-03-16")));
        assert_eq!(public.body["changes"].as_array().map(Vec::len), Some(1));
    }
}

both! {
    fn rule_93_10_what_came_before_the_channel_stopped_is_entered_after_it_too(server) {
        let (_, entry) = server.accredited("ministry", &form());
        let waiting = change(&server, &entry);
        server.clock("2026-03-17T10:00:00+05:00");
        let stop = cessation(&server, &entry, "2026-03-17");
        let _ = server.act("authority", &stop, "entry").send().expect(200);
        stands(&server.get("ministry", &waiting).send(), "93-10", "open", Some("2026-03-19"));
        let entered = server.act("authority", &waiting, "entry").send().expect(200);
        stands(&entered, "93-10", "met", Some("2026-03-19"));
        let public = server.get("", &format!("/register-entries/{entry}")).send().expect(200);
        assert_eq!((public.text_of("status").as_str(), &public.body["format"]), ("removed", &json!("hybrid")));
    }
}

both! {
    fn rule_93_9_another_notice_takes_the_place_of_a_cessation_whose_day_has_not_come(server) {
        let (_, entry) = server.accredited("ministry", &form());
        let shown = || server.get("", &format!("/register-entries/{entry}")).send().expect(200);
        let goes_on = json!({ "entryId": entry, "continues": true, "text": { "kk": "Арна жұмысын жалғастырады", "ru": "Канал продолжает работу" } });
        // Nothing to take back yet; and it cannot both stop and go on.
        assert_eq!(server.post("ministry", "/cessation-notices").json(&goes_on).send().problem(400, "invalid-input").pointers(), ["/continues"]);
        let both = json!({ "entryId": entry, "continues": true, "stoppedOn": "2026-03-26", "text": { "kk": "а" } });
        assert_eq!(server.post("ministry", "/cessation-notices").json(&both).send().problem(400, "invalid-input").pointers(), ["/stoppedOn"]);
        let first = cessation(&server, &entry, "2026-03-26");
        let _ = server.act("authority", &first, "entry").send().expect(200);
        // The wrong day is put right: column 5 says so, and column 6 has the new one.
        let second = cessation(&server, &entry, "2026-04-10");
        let third = notified(&server, &goes_on);
        let entered = server.act("authority", &second, "entry").send().expect(200);
        stands(&entered, "93-10", "met", Some("2026-03-19"));
        let corrected = shown();
        assert_eq!(corrected.body["removal"]["stoppedOn"], "2026-04-10");
        let what = &corrected.body["changes"][0]["what"][0];
        assert_eq!((&what["field"], &what["from"]["kk"], &what["to"]["ru"]), (&json!("stoppedOn"), &json!("2026-03-26"), &json!("2026-04-10")));
        // It is taken back, even if the day comes before that is entered.
        server.clock("2026-04-10T10:00:00+05:00");
        assert_eq!(shown().text_of("status"), "removed");
        let _ = server.act("authority", &third, "entry").send().expect(200);
        let kept = shown();
        assert_eq!((kept.text_of("status").as_str(), &kept.body["removal"]), ("active", &Value::Null));
        assert_eq!(kept.body["changes"].as_array().map(Vec::len), Some(2));
        assert_eq!(server.get("", "/register-entries?status=active&asOf=2026-04-09").send().items()[0]["removal"]["stoppedOn"], "2026-04-10");
        let csv = server.get("", "/register-entries.csv?lang=ru").send().expect(200);
        assert!(csv.text.contains("дата прекращения работы: «2026-04-10» → «–»; обоснование: Канал продолжает работу"), "{}", csv.text);
        // From the day on which it stops nothing is put right any more.
        let last = cessation(&server, &entry, "2026-04-10");
        let _ = server.act("authority", &last, "entry").send().expect(200);
        let again = json!({ "entryId": entry, "continues": true, "text": { "kk": "а" } });
        let _ = server.post("ministry", "/cessation-notices").json(&again).send().problem(409, "entry-removed");
    }
}

both! {
    fn rules_93_8_and_93_9_what_says_the_same_and_waits_is_not_filed_twice(server) {
        let (_, entry) = server.accredited("ministry", &form());
        let (_, other) = server.accredited("ministry", &form());
        let draft = |collection: &str, form: &Value| server.post("ministry", collection).json(form).send().expect(201).header("location").to_owned();
        let changes = |purpose: &str| {
            // What stays as it is, and why, makes no difference.
            let newer = json!({ "channelName": form()["channelName"], "bodyName": { "ru": "Другое министерство" }, "format": form()["format"] });
            draft("/register-change-applications", &json!({ "entryId": entry, "newEntry": newer, "justification": { "ru": purpose } }))
        };
        let ends = || draft("/cessation-notices", &cessation_form(&entry));
        for paths in [[changes("а"), changes("б"), changes("в")], [ends(), ends(), ends()]] {
            let submissions = paths.each_ref().map(|path| server.submission("ministry", path, "rightToSign"));
            let answers = at_once(3, |number| server.act("ministry", &paths[number], "submission").json(&submissions[number]).send());
            let (filed, refused): (Vec<_>, Vec<_>) = answers.iter().partition(|answer| answer.status == 200);
            assert_eq!((filed.len(), refused.len()), (1, 2), "{answers:?}");
            let number = filed[0].text_of("number");
            for answer in refused {
                assert_eq!((answer.status, answer.text_of("type").as_str()), (409, "urn:merzim:problem:already-filed"));
                assert!(answer.text_of("detail").contains(&number), "{}", answer.text);
            }
            // The first has ended: the same may be filed again.
            let first = paths.iter().zip(&answers).find(|(_, answer)| answer.status == 200).unwrap().0;
            let second = paths.iter().zip(&answers).position(|(_, answer)| answer.status == 409).unwrap();
            let _ = server.act("ministry", first, "withdrawal").send().expect(200);
            let _ = server.act("ministry", &paths[second], "submission").json(&submissions[second]).send().expect(200);
        }
        // Of another channel it is something else.
        let _ = (change(&server, &entry), change(&server, &other));
    }
}

both! {
    fn rule_93_10_what_was_received_later_stays_whatever_is_entered_first(server) {
        let shown = |entry: &str| server.get("", &format!("/register-entries/{entry}")).send().expect(200);
        let enter = |path: &str| server.act("authority", path, "entry").send();
        let change = |entry: &str, said: Value| {
            let mut newer = json!({ "channelName": form()["channelName"], "bodyName": form()["bodyName"] });
            newer.as_object_mut().unwrap().extend(said.as_object().unwrap().clone());
            let form = json!({ "entryId": entry, "newEntry": newer, "justification": words() });
            let path = server.post("ministry", "/register-change-applications").json(&form).send().expect(201).header("location").to_owned();
            let _ = server.submit("ministry", &path).expect(200);
            path
        };
        let named = |name: &str| json!({ "channelName": { "kk": name, "ru": name } });
        // Changes: the later one keeps what it says, the earlier one has the rest, and column 5 tells both.
        let (_, entry) = server.accredited("ministry", &form());
        let mut first = named("Бірінші");
        first["format"] = json!("hybrid");
        let (first, second) = (change(&entry, first), change(&entry, named("Екінші")));
        let _ = enter(&second).expect(200);
        let entered = enter(&first).expect(200);
        assert_eq!(entered.body["state"], "entered");
        stands(&entered, "93-10", "met", Some("2026-03-19"));
        let both = shown(&entry);
        assert_eq!((&both.body["channelName"]["kk"], &both.body["format"]), (&json!("Екінші"), &json!("hybrid")));
        let names: Vec<_> = both.body["changes"].as_array().unwrap().iter().map(|one| one["what"][0]["to"]["kk"].clone()).collect();
        assert_eq!(names, [json!("Екінші"), json!("Бірінші"), json!("Екінші")]);
        // What says the same as what was received later is entered with it.
        let (third, last) = (change(&entry, named("Үшінші")), change(&entry, named("Соңғы")));
        let again = change(&entry, named("Үшінші"));
        let _ = enter(&again).expect(200);
        assert_eq!(enter(&third).expect(200).body["state"], "entered");
        let _ = enter(&last).expect(200);
        assert_eq!(shown(&entry).body["channelName"]["kk"], "Үшінші");
        // Two at once.
        for round in 0..4 {
            let newest = format!("Б {round}");
            let paths = [change(&entry, named("А")), change(&entry, named(&newest))];
            for answer in at_once(2, |number| enter(&paths[number])) {
                assert_eq!(answer.status, 200, "{}", answer.text);
            }
            assert_eq!(shown(&entry).body["channelName"]["kk"], json!(newest));
        }
        // Cessations: an earlier day that was named later stays; so does that the channel goes on.
        let (_, entry) = server.accredited("ministry", &form());
        let (late, early) = (cessation(&server, &entry, "2026-03-26"), cessation(&server, &entry, "2026-03-18"));
        let _ = enter(&early).expect(200);
        server.clock("2026-03-18T10:00:00+05:00");
        let _ = enter(&late).expect(200);
        let stopped = shown(&entry);
        assert_eq!((stopped.text_of("status").as_str(), &stopped.body["removal"]["stoppedOn"]), ("removed", &json!("2026-03-18")));
        let (_, entry) = server.accredited("ministry", &form());
        let _ = enter(&cessation(&server, &entry, "2026-04-10")).expect(200);
        let another = cessation(&server, &entry, "2026-04-20");
        let goes_on = notified(&server, &json!({ "entryId": entry, "continues": true, "text": words() }));
        let _ = enter(&goes_on).expect(200);
        let _ = enter(&another).expect(200);
        assert_eq!(shown(&entry).body["removal"], Value::Null);
    }
}

both! {
    fn rule_93_9_a_removal_that_has_happened_is_not_moved_by_a_notice_that_names_no_day(server) {
        let (_, entry) = server.accredited("ministry", &form());
        let first = cessation(&server, &entry, "2026-03-17");
        let second = notified(&server, &json!({ "entryId": entry, "text": words() }));
        let _ = server.act("authority", &first, "entry").send().expect(200);
        server.clock("2026-03-19T10:00:00+05:00");
        let _ = server.act("authority", &second, "entry").send().expect(200);
        let removed = server.get("", &format!("/register-entries/{entry}")).send().expect(200);
        assert_eq!((&removed.body["removal"]["stoppedOn"], &removed.body["removal"]["note"]), (&json!("2026-03-17"), &words()));
        // Column 5 has no line that changes nothing.
        assert_eq!(removed.body["changes"], json!([]));
    }
}

both! {
    fn rule_93_9_another_word_is_filed_though_the_same_was_said_before(server) {
        let (_, entry) = server.accredited("ministry", &form());
        let _ = (cessation(&server, &entry, "2026-04-10"), cessation(&server, &entry, "2026-04-20"));
        let last = cessation(&server, &entry, "2026-04-10");
        let draft = |stopped_on: &str, text: &Value| {
            let form = json!({ "entryId": entry, "stoppedOn": stopped_on, "text": text });
            server.post("ministry", "/cessation-notices").json(&form).send()
        };
        // The same is the same in one language, with other blanks.
        let same = draft("2026-04-10", &json!({ "ru": "Канал  закрыт" })).expect(201).header("location").to_owned();
        let _ = server.act("ministry", &same, "submission").json(&json!({ "edms": edms() })).send().problem(409, "already-filed");
        // What the Register says already, and a day that is not meant, are not written.
        let _ = server.act("authority", &last, "entry").send().expect(200);
        assert_eq!(draft("2026-04-10", &json!({ "ru": "Канал закрыт" })).problem(400, "invalid-input").pointers(), ["/stoppedOn"]);
        let _ = draft("2026-04-10", &json!({ "ru": "Канал закрыт навсегда" })).expect(201);
        assert_eq!(draft("2027-03-18", &words()).problem(400, "invalid-input").pointers(), ["/stoppedOn"]);
        let _ = draft("2027-03-17", &words()).expect(201);
    }
}

both! {
    fn rule_93_8_the_signed_document_names_the_sender_and_what_the_register_says_now(server) {
        let read = |path: &str| -> Value {
            use base64::Engine;
            let document = server.get("ministry", &format!("{path}/document")).send().expect(200).text_of("content");
            serde_json::from_slice(&base64::prelude::BASE64_STANDARD.decode(document).unwrap()).unwrap()
        };
        let bin = "100140000003";
        let applied = read(&server.draft("ministry", &form()));
        assert_eq!(applied["from"], json!({ "organisation": bin, "name": form()["bodyName"] }));
        let (_, entry) = server.accredited("ministry", &form());
        let renamed = json!({ "channelName": form()["channelName"], "bodyName": { "kk": "Жаңа", "ru": "Новое" } });
        let renamed = json!({ "entryId": entry, "newEntry": renamed, "justification": words() });
        let renamed = server.post("ministry", "/register-change-applications").json(&renamed).send().expect(201);
        let path = renamed.header("location").to_owned();
        // The sender is who the Register knows, not who it wants to be.
        assert!(renamed.body["parties"].to_string().contains("Тестовое министерство"), "{}", renamed.body["parties"]);
        assert_eq!(read(&path)["from"]["name"], form()["bodyName"]);
        let signed = server.submission("ministry", &path, "rightToSign");
        let other = change(&server, &entry);
        let _ = server.act("authority", &other, "entry").send().expect(200);
        let refused = server.act("ministry", &path, "submission").json(&signed).send().problem(409, "entry-changed");
        assert_eq!(refused.body["rule"], "93-8");
        assert_eq!(read(&path)["currentEntry"]["channelName"], wording()["channelName"]);
        let filed = server.submit("ministry", &path).expect(200);
        assert_eq!(filed.body["currentEntry"]["channelName"], wording()["channelName"]);
        let kept = read(&path);
        let _ = server.act("authority", &path, "entry").send().expect(200);
        assert_eq!(read(&path), kept);
    }
}

fn cessation_form(entry: &str) -> Value {
    json!({ "entryId": entry, "stoppedOn": "2026-03-26", "text": { "kk": "Арна жабылды", "ru": "Канал закрыт" } })
}

both! {
    fn rule_93_9_a_cessation_needs_no_day_and_may_be_for_tomorrow_in_one_language(server) {
        for (day, stopped_on) in [(Some("2026-03-17"), "2026-03-17"), (None, "2026-03-16")] {
            let (_, entry) = server.accredited("ministry", &form());
            let mut form = json!({ "entryId": entry, "text": { "ru": "Канал закрывается" } });
            if let Some(day) = day {
                form["stoppedOn"] = json!(day);
            }
            let drafted = server.post("ministry", "/cessation-notices").json(&form).send().expect(201);
            let path = drafted.header("location").to_owned();
            let _ = server.act("ministry", &path, "submission").json(&json!({ "edms": edms() })).send().expect(200);
            // The Register is kept in both languages.
            let half = server.act("authority", &path, "entry").send().problem(400, "invalid-input");
            assert_eq!(half.pointers(), ["/note/kk"]);
            let other = json!({ "note": { "kk": "Арна жабылады", "ru": "Другое" } });
            assert_eq!(server.act("authority", &path, "entry").json(&other).send().problem(400, "invalid-input").pointers(), ["/note/ru"]);
            let whole = json!({ "note": { "kk": "Арна жабылады" } });
            let _ = server.act("authority", &path, "entry").json(&whole).send().expect(200);
            let removal = server.get("", &format!("/register-entries/{entry}")).send().body["removal"].clone();
            // What the applicant said stays.
            assert_eq!(removal["note"], json!({ "kk": "Арна жабылады", "ru": "Канал закрывается" }));
            assert_eq!(removal["stoppedOn"], stopped_on);
        }
    }
}

both! {
    fn rule_93_5_an_application_in_one_language_is_completed_before_it_enters_the_register(server) {
        let mut one = form();
        one["bodyName"] = json!({ "kk": "Сынақ министрлігі" });
        one["channelName"] = json!({ "kk": "Ашық үкімет чаты" });
        one["purpose"] = json!({ "kk": "Азаматтардың сұрақтарына жауап беру" });
        let path = server.received("ministry", &one);
        let seen = server.get("ministry", &path).send().expect(200);
        assert_eq!(seen.body["form"]["channelName"], one["channelName"]);
        let listed = server.get("ministry", "/accreditation-applications").send().expect(200);
        assert_eq!(listed.items()[0]["channelName"], one["channelName"]);
        let half = server.decide(&path, &accredit()).problem(400, "invalid-input");
        assert_eq!(half.pointers(), ["/register/bodyName/ru", "/register/channelName/ru", "/register/purpose/ru"]);
        let mut whole = accredit();
        whole["register"] = json!({
            "channelName": { "ru": "Чат открытого правительства" }, "bodyName": { "ru": "Тестовое министерство" },
            "purpose": { "ru": "Ответы на вопросы граждан" },
        });
        // What the form says is completed, not contradicted.
        let mut other = whole.clone();
        other["register"]["channelName"]["kk"] = json!("Мүлде басқа арна");
        assert_eq!(server.decide(&path, &other).problem(400, "invalid-input").pointers(), ["/register/channelName/kk"]);
        let entry = server.decide(&path, &whole).expect(200).body["decision"]["registerEntry"].as_str().unwrap().to_owned();
        let public = server.get("", &format!("/register-entries/{entry}")).send().expect(200);
        assert_eq!(public.body["channelName"], json!({ "kk": "Ашық үкімет чаты", "ru": "Чат открытого правительства" }));
        // Neither language is none, and a third is unknown.
        for nothing in [json!({}), json!({ "kk": "" }), json!({ "kk": null }), json!({ "en": "Chat" })] {
            one["channelName"] = nothing;
            let _ = server.post("ministry", "/accreditation-applications").json(&one).send().problem(400, "invalid-input");
        }
    }
}

both! {
    fn rule_93_7_what_a_change_repeats_keeps_its_words_in_both_languages(server) {
        let (_, entry) = server.accredited("ministry", &form());
        let public = || server.get("", &format!("/register-entries/{entry}")).send().expect(200);
        let filed = |new_entry: Value| {
            let change = json!({ "entryId": entry, "newEntry": new_entry, "justification": { "kk": "Атауы өзгерді", "ru": "Новое имя" } });
            let path = server.post("ministry", "/register-change-applications").json(&change).send().expect(201).header("location").to_owned();
            let _ = server.submit("ministry", &path).expect(200);
            path
        };
        let said = form();
        let only = |field: &str, lang: &str| json!({ lang: said[field][lang] });
        // The purpose and the body stay as they are, whichever language says so.
        let new = json!({ "kk": "Жаңа арна", "ru": "Новый канал" });
        let path = filed(json!({ "channelName": new, "bodyName": only("bodyName", "ru"), "purpose": only("purpose", "kk") }));
        let _ = server.act("authority", &path, "entry").send().expect(200);
        let changed = public();
        assert_eq!((&changed.body["channelName"], &changed.body["bodyName"], &changed.body["purpose"]), (&new, &said["bodyName"], &said["purpose"]));
        let fields = changed.body["changes"][0]["what"].as_array().unwrap();
        assert_eq!(fields.len(), 1, "{}", changed.text);
        // Nor does the authority rename a channel that the form leaves as it is.
        let path = filed(json!({ "channelName": { "ru": new["ru"] }, "bodyName": only("bodyName", "kk"), "purpose": { "kk": "Жаңа мақсат" } }));
        let half = server.act("authority", &path, "entry").send().problem(400, "invalid-input");
        assert_eq!(half.pointers(), ["/purpose/ru"]);
        let whole = json!({ "channelName": { "kk": "Басқа арна" }, "purpose": { "ru": "Новая цель" } });
        let _ = server.act("authority", &path, "entry").json(&whole).send().expect(200);
        let changed = public();
        assert_eq!((&changed.body["channelName"], &changed.body["purpose"]), (&new, &json!({ "kk": "Жаңа мақсат", "ru": "Новая цель" })));
    }
}

both! {
    fn rule_93_7_column_5_says_what_was_changed_from_what_to_what_when_and_why_in_every_form(server) {
        let (_, entry) = server.accredited("ministry", &form());
        server.clock("2026-05-06T10:00:00+05:00");
        // The two names of paragraph 10 are enough, in one language.
        let change = json!({
            "entryId": entry, "justification": { "kk": "Атауы өзгерді" },
            "newEntry": { "channelName": { "kk": "Жаңа чат", "ru": "Новый чат" }, "bodyName": form()["bodyName"] },
        });
        let drafted = server.post("ministry", "/register-change-applications").json(&change).send().expect(201);
        let path = drafted.header("location").to_owned();
        let submission = server.submission("ministry", &path, "rightToSign");
        let _ = server.act("ministry", &path, "submission").json(&submission).send().expect(200);
        let note = json!({ "note": { "ru": "Изменено наименование" } });
        let _ = server.act("authority", &path, "entry").json(&note).send().expect(200);
        let public = server.get("", &format!("/register-entries/{entry}")).send().expect(200);
        let changed = &public.body["changes"][0];
        assert_eq!((changed["enteredOn"].as_str(), changed["what"].as_array().map(Vec::len)), (Some("2026-05-06"), Some(1)));
        assert_eq!(changed["what"][0]["field"], "channelName");
        assert_eq!((&changed["what"][0]["from"]["ru"], &changed["what"][0]["to"]["ru"]), (&json!("Чат открытого правительства"), &json!("Новый чат")));
        assert_eq!(changed["note"], json!({ "kk": "Атауы өзгерді", "ru": "Изменено наименование" }));
        // What was left out stays as it was.
        assert_eq!((&public.body["coverage"], &public.body["format"]), (&form()["coverage"], &form()["format"]));
        let line = "2026-05-06: наименование канала: «Чат открытого правительства» → «Новый чат»; обоснование: Изменено наименование";
        let csv = server.get("", "/register-entries.csv?lang=ru").send().expect(200);
        assert!(csv.text.contains(line), "{}", csv.text);
        let list = server.get("", "/register-entries").send().expect(200);
        assert_eq!(&list.items()[0]["changes"][0], changed);
    }
}

both! {
    fn rule_93_2_a_refusal_names_a_criterion_or_what_of_paragraph_3_is_not_met(server) {
        let groundless = |fault: bool| {
            let mut decision = accredit();
            decision["outcome"] = json!("refused");
            decision["reasons"] = json!({ "kk": "Қажет емес", "ru": "Не нужен" });
            if fault {
                decision["formFault"] = json!({ "kk": "Нысанның 7-тармағы толтырылмаған", "ru": "Не заполнен пункт 7 формы" });
            }
            decision
        };
        let path = server.received("ministry", &form());
        let refused = server.decide(&path, &groundless(false)).problem(422, "no-ground");
        assert_eq!(refused.body["rule"], "93-2");
        // Signs without a letter name nothing.
        let mut signs = groundless(true);
        signs["formFault"] = json!({ "kk": "-", "ru": "…" });
        assert_eq!(server.decide(&path, &signs).problem(422, "no-ground").pointers(), ["/formFault"]);
        // Nor does an accreditation name what is not met.
        let mut accredited = groundless(true);
        accredited["outcome"] = json!("accredited");
        assert_eq!(server.decide(&path, &accredited).problem(400, "invalid-input").pointers(), ["/formFault"]);
        let decided = server.decide(&path, &groundless(true)).expect(200);
        assert_eq!(decided.body["decision"]["formFault"]["ru"], "Не заполнен пункт 7 формы");
    }
}

both! {
    with [("readings.refusalGround", "anyReasons")];
    fn rule_93_2_the_reading_may_take_any_reasons(server) {
        let path = server.received("ministry", &form());
        let mut decision = accredit();
        decision["outcome"] = json!("refused");
        decision["reasons"] = json!({ "kk": "Қажет емес", "ru": "Не нужен" });
        let _ = server.decide(&path, &decision).expect(200);
    }
}

both! {
    fn rule_93_4_the_applicant_sees_when_and_by_which_way_it_was_notified(server) {
        let path = server.received("ministry", &form());
        assert_eq!(server.decide(&path, &refuse()).expect(200).body["notified"], Value::Null);
        let notified = server.until("ministry", &path, |case| case["state"] == "notified");
        assert_eq!(notified.body["notified"]["carrier"], "inbox");
        assert!(notified.text_of("state") == "notified" && notified.body["notified"]["at"].is_string());
    }
}

/// A complaint of the ministry about a case; its path.
fn complained(server: &Server, case: &str, ground: &str) -> String {
    let form = json!({ "case": id(case), "ground": ground, "text": "Заңсыз" });
    server.post("ministry", "/complaints").json(&form).send().expect(201).header("location").to_owned()
}

/// The same about a refusal, decided so by the body that considers it.
fn decided(server: &Server, case: &str, decision: &Value) -> Value {
    let complaint = complained(server, case, "decision");
    let to = json!({ "to": "050140000408", "toName": words() });
    let _ = act(server, "authority", &complaint, "passing-on", &to).expect(200);
    let _ = server.step("ministry", &complaint, "hearing-waiver").expect(200);
    let mut decision = decision.clone();
    decision["reasons"] = words();
    act(server, "complaints", &complaint, "decision", &decision).expect(200).body["decision"].clone()
}

/// An application that was refused, its applicant notified.
fn refused(server: &Server, form: &Value) -> String {
    let path = server.received("ministry", form);
    let _ = server.decide(&path, &refuse()).expect(200);
    server.until("ministry", &path, |case| case["state"] == "notified");
    path
}

both! {
    fn article_100_a_refused_application_is_decided_anew_after_a_complaint(server) {
        for decision in [json!({ "decision": "satisfied" }), json!({ "decision": "sentBack" })] {
            let path = refused(&server, &form());
            let said = decided(&server, &path, &decision);
            assert_eq!((&said["reopened"], &said["bound"]), (&json!(true), &json!(false)));
            let open = server.get("ministry", &path).send().expect(200);
            assert_eq!((open.text_of("state").as_str(), &open.body["outcome"], &open.body["decision"]), ("received", &Value::Null, &Value::Null));
            assert_eq!((&open.body["earlierDecisions"][0]["outcome"], &open.body["notified"]), (&json!("refused"), &Value::Null));
            // The eight working days run anew.
            stands(&open, "93-3", "open", Some("2026-03-31"));
            stands(&open, "93-2", "open", Some("2026-03-31"));
            let form = json!({ "case": id(&path), "ground": "decision", "text": "Заңсыз" });
            let _ = server.post("ministry", "/complaints").json(&form).send().problem(409, "nothing-to-complain-of");
            // It may be refused again, and complained of again.
            let _ = server.decide(&path, &refuse()).expect(200);
            let again = server.until("ministry", &path, |case| case["state"] == "notified");
            assert_eq!(again.body["earlierDecisions"].as_array().map(Vec::len), Some(1));
            stands(&again, "93-4", "met", Some("2026-03-18"));
            let _ = complained(&server, &path, "decision");
        }
        told(&server, "authority", "reopened");
        told(&server, "ministry", "reopened");
    }
}

both! {
    with [("notice_dispatch", "false")];
    fn a_refusal_that_was_taken_back_before_it_was_told_is_not_told(server) {
        let path = server.received("ministry", &form());
        let _ = server.decide(&path, &refuse()).expect(200);
        let said = decided(&server, &path, &json!({ "decision": "satisfied" }));
        assert_eq!(said["reopened"], true);
        stands(&server.get("ministry", &path).send(), "93-4", "voided", Some("2026-03-18"));
        let _ = server.decide(&path, &accredit()).expect(200);
        // The outbox outlives the server: another one delivers.
        let server = Server::over(server.stop(), &[("sandbox_clock", "2026-03-17T09:00:00+05:00")]);
        let notified = server.until("ministry", &path, |case| case["state"] == "notified");
        stands(&notified, "93-4", "met", Some("2026-03-18"));
        let told: Vec<Value> = server.get("ministry", "/notices").send().items().iter().map(|notice| notice["kind"].clone()).collect();
        assert!(told.contains(&json!("accredited")) && !told.contains(&json!("refused")), "{told:?}");
    }
}

both! {
    fn article_100_4_who_is_bound_by_a_complaint_accredits(server) {
        let mut bare = form();
        bare.as_object_mut().unwrap().remove("regulatingAct");
        for means in ["annulledWithNewAct", "boundToAct"] {
            let path = refused(&server, &bare);
            let said = decided(&server, &path, &json!({ "decision": "satisfied", "means": means }));
            assert_eq!((&said["reopened"], &said["bound"]), (&json!(true), &json!(true)), "{means}");
            let bound = server.decide(&path, &refuse()).problem(409, "bound-by-complaint");
            let complaint = server.get("authority", bound.text_of("caseHref").trim_start_matches("/api/v1")).send().expect(200);
            assert!(bound.text_of("detail").contains(&complaint.text_of("number")), "{}", bound.text);
            assert_eq!(complaint.body["decision"]["bound"], true);
            let accredited = server.decide(&path, &accredit()).expect(200);
            let entry = accredited.body["decision"]["registerEntry"].as_str().unwrap();
            let _ = server.get("", &format!("/register-entries/{entry}")).send().expect(200);
        }
    }
}

both! {
    fn article_91_4_who_satisfies_a_complaint_of_silence_itself_accredits_within_three_working_days(server) {
        let path = server.received("ministry", &form());
        server.clock("2026-04-01T10:00:00+05:00");
        let complaint = complained(&server, &path, "silence");
        let kept = act(&server, "authority", &complaint, "satisfaction", &json!({ "reasons": words() })).expect(200);
        stands(&kept, "L8-2", "open", Some("2026-04-06"));
        let open = server.get("authority", &path).send().expect(200);
        stands(&open, "93-3", "open", Some("2026-04-06"));
        let _ = server.decide(&path, &refuse()).problem(409, "bound-by-complaint");
        let decided = server.decide(&path, &accredit()).expect(200);
        let terms = decided.body["obligations"].as_array().unwrap().iter().filter(|duty| duty["rule"] == "93-3");
        assert_eq!(terms.map(|duty| duty["status"].as_str().unwrap()).collect::<Vec<_>>(), ["late", "met"]);
        let satisfied = server.get("ministry", &complaint).send().expect(200);
        stands(&satisfied, "L8-10", "met", Some("2026-04-06"));
        stands(&satisfied, "L8-2", "voided", Some("2026-04-06"));
        assert_eq!((&satisfied.body["decision"]["reopened"], &satisfied.body["decision"]["bound"]), (&json!(true), &json!(true)));
    }
}

both! {
    fn article_91_4_an_application_that_was_withdrawn_satisfies_no_complaint(server) {
        let path = server.received("ministry", &form());
        server.clock("2026-04-01T10:00:00+05:00");
        let complaint = complained(&server, &path, "silence");
        let _ = server.act("ministry", &path, "withdrawal").send().expect(200);
        let _ = act(&server, "authority", &complaint, "satisfaction", &json!({ "reasons": words() })).problem(409, "nothing-to-do-anew");
    }
}

both! {
    fn article_91_2_an_application_that_was_accredited_meanwhile_stays_so(server) {
        let path = server.received("ministry", &form());
        server.clock("2026-04-01T10:00:00+05:00");
        let complaint = complained(&server, &path, "silence");
        let _ = server.decide(&path, &accredit()).expect(200);
        let satisfied = act(&server, "authority", &complaint, "satisfaction", &json!({ "reasons": words() })).expect(200);
        assert_eq!((&satisfied.body["decision"]["reopened"], &satisfied.body["decision"]["bound"]), (&json!(false), &json!(false)));
        stands(&satisfied, "L8-10", "met", Some("2026-04-06"));
        assert_eq!(server.get("ministry", &path).send().body["outcome"], "accredited");
    }
}

both! {
    fn rule_93_10_after_a_complaint_of_silence_the_entry_is_owed_anew(server) {
        let (_, entry) = server.accredited("ministry", &form());
        let path = change(&server, &entry);
        server.clock("2026-03-20T10:00:00+05:00");
        let complaint = complained(&server, &path, "silence");
        let _ = act(&server, "authority", &complaint, "satisfaction", &json!({ "reasons": words() })).expect(200);
        // Three working days after Friday 20 March, Nauryz in between.
        stands(&server.get("ministry", &path).send(), "93-10", "open", Some("2026-03-30"));
        let _ = server.act("authority", &path, "entry").send().expect(200);
    }
}

both! {
    fn rule_93_8_a_change_that_changes_nothing_is_neither_filed_nor_entered(server) {
        let (_, entry) = server.accredited("ministry", &form());
        let same = form();
        let mut change_form = json!({
            "entryId": entry, "justification": { "kk": "Жоқ" },
            "newEntry": { "channelName": { "kk": same["channelName"]["kk"] }, "bodyName": same["bodyName"], "format": same["format"], "coverage": same["coverage"] },
        });
        let refused = server.post("ministry", "/register-change-applications").json(&change_form).send().problem(400, "invalid-input");
        assert_eq!(refused.pointers(), ["/newEntry"]);
        // The second says nothing but what the first says too: it has nothing left to enter.
        let mut less = wording();
        less.as_object_mut().unwrap().remove("purpose");
        let less = json!({ "entryId": entry, "newEntry": less, "justification": { "kk": "а", "ru": "б" } });
        let first = change(&server, &entry);
        let second = server.post("ministry", "/register-change-applications").json(&less).send().expect(201).header("location").to_owned();
        let _ = server.submit("ministry", &second).expect(200);
        change_form["newEntry"] = wording();
        let drafted = server.post("ministry", "/register-change-applications").json(&change_form).send().expect(201).header("location").to_owned();
        let signed = server.submission("ministry", &drafted, "rightToSign");
        let _ = server.act("authority", &first, "entry").send().expect(200);
        let refused = server.act("authority", &second, "entry").send().problem(422, "nothing-changes");
        assert_eq!(refused.body["rule"], "93-10");
        let _ = server.act("ministry", &drafted, "submission").json(&signed).send().problem(400, "invalid-input");
        let public = server.get("", &format!("/register-entries/{entry}")).send().expect(200);
        assert_eq!(public.body["changes"].as_array().map(Vec::len), Some(1));
        let _ = server.act("ministry", &second, "withdrawal").send().expect(200);
    }
}

both! {
    fn rule_93_9_a_channel_that_is_to_stop_stays_in_the_register_until_that_day(server) {
        let (_, entry) = server.accredited("ministry", &form());
        let path = cessation(&server, &entry, "2026-03-26");
        let _ = server.act("authority", &path, "entry").send().expect(200);
        let shown = || server.get("", &format!("/register-entries/{entry}")).send().expect(200);
        let listed = |query: &str| server.get("", &format!("/register-entries?{query}")).send().expect(200).items().len();
        let csv = |query: &str| server.get("", &format!("/register-entries.csv?{query}")).send().expect(200);
        let before = shown();
        assert_eq!((before.text_of("status").as_str(), before.body["removal"]["stoppedOn"].as_str()), ("active", Some("2026-03-26")));
        assert_eq!((listed("status=active"), listed("status=removed")), (1, 0));
        let file = csv("status=active");
        assert!(file.text.contains("2026-03-26"), "{}", file.text);
        // It is in use until then, so what is said of it may be changed; its end stays.
        let renamed = json!({ "channelName": form()["channelName"], "bodyName": form()["bodyName"], "format": "hybrid" });
        let renamed = json!({ "entryId": entry, "newEntry": renamed, "justification": { "kk": "а", "ru": "б" } });
        let renamed = server.post("ministry", "/register-change-applications").json(&renamed).send().expect(201).header("location").to_owned();
        let _ = server.submit("ministry", &renamed).expect(200);
        let _ = server.act("authority", &renamed, "entry").send().expect(200);
        let after = shown();
        assert_eq!((&after.body["removal"], after.body["changes"].as_array().map(Vec::len)), (&before.body["removal"], Some(1)));
        // It duplicates another channel as long as it works.
        let alike = server.received("akimat", &form());
        let similar = || server.get("authority", &format!("{alike}/similar-channels")).send().expect(200).items().len();
        assert_eq!(similar(), 1);
        server.clock("2026-03-26T00:00:00+05:00");
        assert_eq!((shown().text_of("status").as_str(), listed("status=active"), listed("status=removed"), similar()), ("removed", 0, 1, 0));
        assert_ne!(csv("status=active").header("etag"), file.header("etag"));
        assert_eq!((listed("asOf=2026-03-25&status=active"), listed("asOf=2026-03-25&status=removed")), (1, 0));
    }
}

both! {
    fn reading_applicant_hearing_a_refusal_asks_for_none_and_says_by_which_reading(server) {
        let rule = server.get("", "/rules/93-3").send().expect(200);
        assert!(rule.text.contains("applicantHearing") && rule.text.contains("termAfterComplaint"), "{}", rule.text);
        let reading = server.get("", "/readings").send().expect(200);
        let reading = reading.items().iter().find(|one| one["id"] == "applicantHearing").unwrap().clone();
        assert_eq!((reading["choice"].as_str(), reading["options"][1]["available"].as_bool()), (Some("notAsked"), Some(false)));
    }
}

both! {
    fn an_edition_is_pinned_when_the_case_is_filed(server) {
        let path = server.received("ministry", &form());
        assert_eq!(server.get("ministry", &path).send().body["pinnedEdition"], "2024-03-24");
    }
}

both! {
    with [("sandbox_clock", "2024-03-22T10:00:00+05:00")];
    fn nothing_is_filed_under_an_act_that_is_not_in_force(server) {
        let refused = server.post("ministry", "/accreditation-applications").json(&form()).send();
        let refused = refused.problem(409, "act-not-in-force");
        assert!(!refused.text_of("detail").is_empty());
    }
}

both! {
    with [("sandbox_clock", "2027-12-30T10:00:00+05:00")];
    fn a_term_that_leaves_the_calendar_is_refused_and_nothing_is_kept(server) {
        let path = server.draft("ministry", &form());
        let refused = server.submit("ministry", &path).problem(422, "calendar-year-unknown");
        assert!(refused.text_of("detail").contains("2028"), "{}", refused.text);
        assert_eq!(server.get("ministry", &path).send().body["state"], "draft");
    }
}

/// A copy of the law in which a second edition, from 20 March 2026, gives five working days for the notice.
fn law_with_a_second_edition() -> tempfile::TempDir {
    let folder = law_copy();
    let act = folder.path().join("acts/93.toml");
    let text = std::fs::read_to_string(&act).unwrap();
    let start = text.find("[[rules]]\nid = \"93-4\"").unwrap();
    let end = start + text[start + 1..].find("[[rules]]").unwrap() + 1;
    let old = text[start..end].replace("id = \"93-4\"", "id = \"93-4\"\neditions = [\"2024-03-24\"]");
    let new = text[start..end]
        .replace("id = \"93-4\"", "id = \"93-4\"\neditions = [\"2026-03-20\"]")
        .replace("within = 2", "within = 5");
    let edition = "from = \"2024-03-24\"\nuntil = \"2026-03-20\"\nnote = { kk = \"а\", ru = \"б\", en = \"c\" }\n\n[[editions]]\nid = \"2026-03-20\"\nfrom = \"2026-03-20\"";
    let text = format!("{}{old}{new}{}", &text[..start], &text[end..]).replace("from = \"2024-03-24\"", edition);
    std::fs::write(&act, text).unwrap();
    folder
}

fn a_later_edition_leaves_filed_cases_alone(backend: Backend) {
    let law = law_with_a_second_edition();
    let server = Server::start_with(backend, &[("law_dir", law.path().to_str().unwrap())]);
    let before = server.received("ministry", &form());
    let drafted = server.draft("ministry", &form());
    server.clock("2026-03-26T10:00:00+05:00");
    let after = server.received("ministry", &form());
    let edition = |path: &str| server.get("ministry", path).send().text_of("pinnedEdition");
    assert_eq!((edition(&before).as_str(), edition(&after).as_str()), ("2024-03-24", "2026-03-20"));
    // A draft goes by the edition of the day on which it is filed.
    assert_eq!(edition(&drafted), "2024-03-24");
    let _ = server.submit("ministry", &drafted).expect(200);
    assert_eq!(edition(&drafted), "2026-03-20");
    stands(&server.decide(&before, &refuse()).expect(200), "93-4", "open", Some("2026-03-30"));
    stands(&server.decide(&after, &refuse()).expect(200), "93-4", "open", Some("2026-04-02"));
    let due = |event: &str| {
        server.get("", &format!("/rules/93-4/deadline?event={event}")).send().expect(200).text_of("dueOn")
    };
    assert_eq!((due("2026-03-19").as_str(), due("2026-03-26").as_str()), ("2026-03-26", "2026-04-02"));
}

mod a_later_edition_never_touches_a_case_that_was_filed_before_it {
    use super::{Backend, a_later_edition_leaves_filed_cases_alone};

    #[test]
    fn sqlite() {
        a_later_edition_leaves_filed_cases_alone(Backend::Sqlite);
    }

    #[test]
    fn postgres() {
        a_later_edition_leaves_filed_cases_alone(Backend::Postgres);
    }
}
