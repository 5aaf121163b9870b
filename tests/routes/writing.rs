//! What people write: what of it is kept, how it is found, how it is compared.

use merzim_tests::{Backend, MONDAY, Server, Storage, both, form, form_named, guest, meeting};
use serde_json::{Value, json};

const MAY: &str = "2026-05-14T10:00:00+05:00";
const APRIL: [(&str, &str); 2] = [("sandbox_clock", "2026-04-20T10:00:00+05:00"), ("filings_per_address", "0")];

fn drafted(server: &Server, form: &Value) -> Value {
    let path = server.draft("ministry", form);
    server.get("ministry", &path).send().expect(200).body["form"].clone()
}

/// Faults of a draft: where, and what, in English.
fn faults(server: &Server, form: &Value) -> Vec<(String, String)> {
    let answer =
        server.post("ministry", "/accreditation-applications").header("Accept-Language", "en").json(form).send();
    let answer = answer.problem(400, "invalid-input");
    let told = |fault: &Value| {
        let said = |name: &str| fault[name].as_str().unwrap().to_owned();
        (said("pointer"), said("detail"))
    };
    answer.body["errors"].as_array().unwrap().iter().map(told).collect()
}

fn closure() -> Value {
    json!({
        "ground": "stateSecrets", "explanation": { "kk": "Жабық" }, "toldThrough": ["internetResource", "massMedia", "premises"],
    })
}

fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

/// The entries that a search finds, in order.
fn found(server: &Server, text: &str) -> Vec<i64> {
    let list = server.get("", &format!("/register-entries?limit=100&text={}", encoded(text))).send().expect(200);
    list.items().iter().map(|entry| entry["number"].as_i64().unwrap()).collect()
}

both! {
    fn what_shows_nothing_is_left_out_and_letters_are_whole(server) {
        let mut typed = form();
        typed["channelName"] = json!({ "kk": "\u{feff}А\u{ad}шық \u{202e}үкі\u{200b}мет\u{202c}\u{2060}", "ru": "Маи\u{306} е\u{308}лка\u{e0041}\u{fe0f}" });
        typed["otherInformation"] = json!("бір\r\nекі\rүш\u{85}төрт\u{2028}бес\tалты\u{2029}");
        let kept = drafted(&server, &typed);
        assert_eq!(kept["channelName"], json!({ "kk": "Ашық үкімет", "ru": "Май ёлка" }));
        assert_eq!(kept["otherInformation"], "бір\nекі\nүш\nтөрт\nбес алты\n");
        // The length is that of what is kept.
        typed["otherInformation"] = json!(format!("{}{}", "й".repeat(9_999), "и\u{306}"));
        assert_eq!(drafted(&server, &typed)["otherInformation"], "й".repeat(10_000));
    }
}

both! {
    fn what_shows_nothing_at_all_is_empty(server) {
        for blank in ["", " ", "\u{a0}\u{3000}", "\u{200b}", "\u{ad}\u{202e}", "\u{3164}", "\u{2800}", "\u{feff}\u{e0001}", "\t\r\n\u{2028}"] {
            let mut empty = form();
            empty["channelName"]["kk"] = json!(blank);
            empty["resources"]["staff"] = json!(blank);
            let told = |pointer: &str| (pointer.to_owned(), "must not be empty".to_owned());
            assert_eq!(faults(&server, &empty), [told("/channelName/kk"), told("/resources/staff")], "{blank:?}");
        }
    }
}

both! {
    fn what_means_nothing_is_refused_wherever_it_stands(server) {
        for sign in ["\u{0}", "\u{b}", "\u{1b}", "\u{7f}", "\u{80}", "\u{9b}", "\u{e000}", "\u{fdd0}", "\u{fffe}", "\u{1ffff}", "\u{378}"] {
            let mut bad = form();
            bad["purpose"]["ru"] = json!(format!("а{sign}"));
            let faults = faults(&server, &bad);
            assert_eq!(faults.len(), 1, "{sign:?}: {faults:?}");
            assert_eq!(faults[0].0, "/purpose/ru");
            let query = format!("/register-entries?text=a{}", encoded(sign));
            assert_eq!(server.get("", &query).send().problem(400, "invalid-input").pointers(), ["?text"]);
        }
        // Half a surrogate is no JSON.
        let half = form().to_string().replacen("Үкіметтің", "\\ud83d", 1);
        let _ = server.post("ministry", "/accreditation-applications").bytes("application/json", half.into()).send().problem(400, "malformed-request");
    }
}

both! {
    with APRIL;
    fn names_stand_on_one_line(server) {
        for line_end in ["\n", "\r\n", "\r", "\u{85}", "\u{2028}", "\u{2029}"] {
            let name = format!("Ашық{line_end}үкімет");
            let mut bad = form();
            bad["channelName"]["ru"] = json!(name);
            bad["bodyName"]["kk"] = json!(name);
            bad["purpose"]["kk"] = json!(name);
            let told = |pointer: &str| (pointer.to_owned(), "must be on one line".to_owned());
            assert_eq!(faults(&server, &bad), [told("/bodyName/kk"), told("/channelName/ru")], "{line_end:?}");
        }
        let mut bad = meeting(MAY);
        bad["title"]["kk"] = json!("Бір\nекі");
        bad["place"]["kk"] = json!("Бір\nекі");
        bad["responsible"]["name"] = json!("Бір\nекі");
        bad["responsible"]["workPhone"] = json!("1414\n1414");
        bad["agenda"][0]["speaker"] = json!("Бір\nекі");
        bad["accessRules"]["kk"] = json!("Бір\nекі");
        let answer = server.post("holder", "/meetings").json(&bad).send().problem(400, "invalid-input");
        for pointer in ["/title/kk", "/place/kk", "/responsible/name", "/responsible/workPhone", "/agenda/0/speaker"] {
            assert!(answer.pointers().contains(&pointer), "{pointer}: {}", answer.text);
        }
        assert!(!answer.pointers().contains(&"/accessRules/kk"), "{}", answer.text);
    }
}

both! {
    fn a_search_finds_what_looks_alike(server) {
        let _ = server.accredited("ministry", &form_named("Ашық диалог порталы", "Портал «Открытый диалог» – елка"));
        let _ = server.accredited("ministry", &form_named("Май‑портал ＡＢＣ", "ёлка"));
        for (text, numbers) in [
            ("Ашық диалог", vec![1]),
            ("AШЫҚ ДИAЛOГ", vec![1]),
            ("пopтaл", vec![1, 2]),
            ("ПOPTAЛ", vec![1, 2]),
            ("диа\u{ad}лог", vec![1]),
            ("диа\u{200b}лог", vec![1]),
            ("ди\u{301}алог", vec![1]),
            ("маи\u{306}", vec![2]),
            ("май-портал", vec![2]),
            ("май—портал", vec![2]),
            ("май\u{a0}портал", vec![2]),
            ("маи-портал", vec![2]),
            ("ⲠⲞⲢⲦⲀⲖ", vec![1, 2]),
            ("nортал", vec![1, 2]),
            ("ԥорҭаԯ", vec![1, 2]),
            ("п0ртал", vec![1, 2]),
            ("abc", vec![2]),
            ("ёлка", vec![1, 2]),
            ("елка", vec![1, 2]),
            ("е\u{308}лка", vec![1, 2]),
            ("мои портал", vec![]),
        ] {
            assert_eq!(found(&server, text), numbers, "{text}");
        }
        let _ = server.get("", &format!("/register-entries?text={}", encoded("\u{200b}\u{3164}«»"))).send().problem(400, "invalid-input");
    }
}

both! {
    fn who_writes_without_kazakh_letters_finds_them_after_what_is_spelt_so(server) {
        for (kk, ru) in [("Қазақ үні", "Голос"), ("Казак", "Казак"), ("Қазақстан", "Вестник"), ("Казакстан", "Казакстан"), ("Мектеп", "Школа")] {
            let _ = server.accredited("ministry", &form_named(kk, ru));
        }
        assert_eq!(found(&server, "казак"), [2, 4, 1, 3]);
        assert_eq!(found(&server, "қазақ"), [1, 3, 2, 4]);
        assert_eq!(found(&server, "казак уни"), [1]);
        assert!(found(&server, "казакк").is_empty());
        // Page by page each comes once, in the same order.
        for limit in 1..=5 {
            let mut next = Some(format!("/register-entries?limit={limit}&text={}", encoded("казак")));
            let mut seen = Vec::new();
            while let Some(path) = next {
                let page = server.get("", &path).send().expect(200);
                assert!(page.items().len() <= limit);
                seen.extend(page.items().iter().map(|entry| entry["number"].as_i64().unwrap()));
                let cursor = page.body["nextCursor"].as_str();
                next = cursor.map(|cursor| format!("/register-entries?limit={limit}&text={}&cursor={cursor}", encoded("казак")));
            }
            assert_eq!(seen, [2, 4, 1, 3], "{limit}");
        }
        let csv = server.get("", &format!("/register-entries.csv?text={}", encoded("казак"))).send().expect(200);
        assert_eq!(csv.text.lines().count(), 5);
    }
}

both! {
    with APRIL;
    fn meetings_are_found_so_too(server) {
        let titled = |title: &str, day: u8| {
            let mut form = meeting(&format!("2026-05-{day}T10:00:00+05:00"));
            form["title"] = json!({ "kk": title });
            server.announced(&form).rsplit('/').next().unwrap().to_owned()
        };
        let (first, second, third) = (titled("Қоғам", 12), titled("Когам", 13), titled("Қoғaм", 14));
        let found = |query: &str| -> Vec<String> {
            let list = server.get("", &format!("/meetings?{query}")).send().expect(200);
            list.items().iter().map(|one| one["id"].as_str().unwrap().to_owned()).collect()
        };
        let text = encoded("когам");
        assert_eq!(found(&format!("text={text}&order=earliest")), [second.clone(), first.clone(), third.clone()]);
        assert_eq!(found(&format!("text={text}")), [second.clone(), third.clone(), first.clone()]);
        assert_eq!(found(&format!("text={}&order=earliest", encoded("қоғам"))), [first, third.clone(), second]);
        // What is closed is no longer found by its agenda, in whichever letters.
        assert!(found(&format!("text={}", encoded("жол жондеу"))).contains(&third));
        let _ = server.act("holder", &format!("/meetings/{third}"), "closure").json(&closure()).send().expect(200);
        assert!(!found(&format!("text={}", encoded("жол жондеу"))).contains(&third));
    }
}

both! {
    fn a_name_in_other_letters_is_no_other_name(server) {
        let _ = server.accredited("ministry", &form_named("Ашық диалог порталы", "Портал открытого диалога"));
        let alike = |kk: &str, ru: &str| {
            let path = server.received("akimat", &form_named(kk, ru));
            let list = server.get("authority", &format!("{path}/similar-channels")).send().expect(200);
            list.items().first().map(|channel| channel["likeness"].as_f64().unwrap())
        };
        let same = alike("Ашық диалог порталы", "Портал открытого диалога");
        assert_eq!(same, Some(1.0));
        for (kk, ru) in [
            ("Aшық диaлoг пopтaлы", "Пopтaл oткpытoгo диaлoгa"),
            ("АШЫҚ ДИАЛОГ ПОРТАЛЫ", "ПOPTAЛ OTKPЫTOГO ДИAЛOГA"),
            ("Ашык диалог порталы", "По\u{ad}ртал откры\u{200b}того диа\u{301}лога"),
            ("«Ашық»—диалог\u{a0}порталы", "Портал: открытого, диалога"),
            // Nor in whole words of other alphabets, in letters of other peoples, in digits.
            ("ⲀШЫҚ ДИАЛОГ ⲠⲞⲢⲦⲀⲖЫ", "ᴨᴏᴘᴛᴀᴫ ᴏᴛᴋᴘытого диаԯоӷа"),
            ("Aшық dиалог nортaлы".replace('d', "д").as_str(), "П0ртал откpыто7о диалога".replace('7', "r").as_str()),
            // Nor without blanks, or with some within words.
            ("АшықДиалогПорталы", "Портал\u{200b}Открытого\u{200b}Диалога"),
            ("Аш ық диа лог пор талы", "Пор\u{200a}тал от·кры·то·го ди_а_ло_га"),
        ] {
            assert_eq!(alike(kk, ru), same, "{kk} {ru}");
        }
    }
}

both! {
    with APRIL;
    fn the_list_for_the_entrance_stands_as_the_kazakh_alphabet_does(server) {
        let path = server.announced(&meeting(MAY));
        let ordered = [
            "Абаев", "абаева", "Әбішев", "Баев", "Ғани", "Ежов", "Ёлкин", "Жанов", "Исаев", "Кимов", "Қалиев", "Ли", "Ниязов", "Ңұров", "Осипов",
            "Өтегенов", "Уалиев", "Ұланов", "Үсенов", "Фёдоров", "Хамитов", "Һәкімов", "Цой", "Ыбыраев", "Ілиясов", "Яковлев", "Smith",
        ];
        for (place, _) in ordered.iter().enumerate() {
            let mut form = guest();
            // In another order than that in which they are to stand.
            form["surname"] = json!(ordered[place * 10 % ordered.len()]);
            let _ = server.post("", &format!("{path}/attendance-requests")).json(&form).send().expect(201);
        }
        let csv = server.get("holder", &format!("{path}/admission-list.csv")).send().expect(200);
        let listed: Vec<&str> = csv.text.lines().skip(1).map(|line| line.split(';').nth(1).unwrap().trim_matches('"')).collect();
        assert_eq!(listed, ordered);
    }
}

fn words_of_an_older_database_are_folded_anew(backend: Backend) {
    let server = Server::over(Storage::new(backend), &[("sandbox_clock", MONDAY)]);
    for number in 0..3 {
        let _ = server.accredited("ministry", &form_named(&format!("Ёлка{number} маи\u{306}"), "Қазақ"));
    }
    let mut later = meeting("2026-05-14T10:00:00+05:00");
    later["title"] = json!({ "kk": "Ашық Ёлка" });
    let _ = server.announced(&later);
    let search = |server: &Server| {
        let meetings =
            server.get("", &format!("/meetings?text={}", encoded("ашык елка"))).send().expect(200).items().len();
        (found(server, "елка"), found(server, "казак"), meetings)
    };
    let whole = (vec![1, 2, 3], vec![1, 2, 3], 1);
    assert_eq!(search(&server), whole);
    let storage = server.stop();
    // As an older program has left it, of which one row was brought up to date before somebody stopped that.
    let old = "UPDATE register_revisions SET plain = NULL, search = 'old'
                   WHERE entry_id IN (SELECT id FROM register_entries WHERE number > 1);
               UPDATE open_meetings SET plain = NULL, search = 'old'";
    storage.alter(old, old);
    let server = Server::over(storage, &[]);
    assert_eq!(search(&server), whole);
}

#[test]
fn words_of_an_older_database_are_folded_anew_on_sqlite() {
    words_of_an_older_database_are_folded_anew(Backend::Sqlite);
}

#[test]
fn words_of_an_older_database_are_folded_anew_on_postgres() {
    words_of_an_older_database_are_folded_anew(Backend::Postgres);
}
