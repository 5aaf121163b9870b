//! The register of organisations.

use merzim_tests::{Answer, Server, at_once, both, tally};
use serde_json::{Value, json};

fn import(server: &Server, csv: &str) -> Answer {
    server.post("registrar", "/organisation-imports").json(&json!({ "csv": csv })).send()
}

fn done(answer: &Answer) -> [i64; 3] {
    ["entered", "replaced", "unchanged"].map(|field| answer.body[field].as_i64().unwrap())
}

both! {
    fn organisations_come_from_a_spreadsheet_all_lines_or_none(server) {
        let csv = "\u{feff}bin;kind;nameKk;nameRu;region;from;until\r\n\
            150540000027;agency;Агенттік;Агентство;;2025-01-01;\r\n\
            000340000014;localRepresentativeBody;Мәслихат;Маслихат;33;2025-01-01;2027-01-01\r\n";
        assert_eq!(done(&import(&server, csv).expect(200)), [2, 0, 0]);
        // The same again, with commas and other columns first, and one name changed.
        let csv = "from,bin,kind,nameRu,nameKk\n2025-01-01,150540000027,agency,Агентство,Агенттік\n2025-01-01,000340000014,localRepresentativeBody,\"Маслихат, областной\",Мәслихат\n";
        assert_eq!(done(&import(&server, csv).expect(200)), [0, 1, 1]);
        let list = server.get("", "/organisations?text=областной").send().expect(200);
        let found = &list.items()[0];
        assert_eq!((&found["name"]["ru"], &found["region"], &found["until"]), (&json!("Маслихат, областной"), &Value::Null, &Value::Null));
        assert_eq!((&found["stateBody"], &found["version"]), (&json!(true), &json!(2)));
        // Of a file with mistakes nothing is kept, and each is told as in a form, with its line, whatever stands before it.
        let csv = "bin;kind;nameKk;nameRu;from;until\n910740000014;generalProsecutor;Бас прокуратура;Генпрокуратура;2025-01-01;\n\n\n\
            1;agency;А;Б;-0001-01-01;\n920740000036;emperor;;Б;2025-02-30;\n\"060140000073\";agency;А;Б\u{202e};2025-01-02;2025-01-01\n\n\
            910740000014;agency;А;Б;2025-01-01;\n080340000054;agency;А;Б;2025-01-01;;\n080340000054;agency\n";
        let wrong = import(&server, csv).problem(400, "invalid-input");
        let mut pointers = wrong.pointers();
        pointers.sort_unstable();
        let told = ["10", "11", "5/bin", "5/from", "6/from", "6/kind", "6/nameKk", "7/until", "9/bin"];
        assert_eq!(pointers, told.map(|place| format!("/csv/{place}")), "{}", wrong.text);
        let fault = |pointer: &str| wrong.body["errors"].as_array().unwrap().iter().find(|one| one["pointer"] == pointer).unwrap();
        assert!(fault("/csv/6/kind")["allowed"].as_array().unwrap().contains(&json!("agency")), "{}", wrong.text);
        assert_eq!((&fault("/csv/6/nameKk")["code"], &fault("/csv/9/bin")["code"]), (&json!("required"), &json!("twice")));
        assert!(server.get("", "/organisations?bin=910740000014").send().expect(200).items().is_empty());
        for csv in ["bin;bin;kind;nameKk;nameRu;from\n", "bin;kind\n", "bin;kind;nameKk;nameRu;from;colour\n", "\u{feff}\n", ";;;\n"] {
            assert_eq!(import(&server, csv).problem(400, "invalid-input").pointers(), ["/csv"], "{csv}");
        }
    }
}

both! {
    fn of_several_who_import_at_once_nobody_is_refused(server) {
        let csv = |kind: &str| {
            format!("bin;kind;nameKk;nameRu;from\n150540000027;{kind};А;Б;2025-01-01\n000340000014;{kind};А;Б;2025-01-01\n")
        };
        let kinds = ["agency", "otherStateBody"].map(csv);
        let answers = at_once(8, |number| import(&server, &kinds[number % 2]).expect(200));
        let lines = |place: usize| answers.iter().map(|answer| done(answer)[place]).sum::<i64>();
        assert_eq!((lines(0), lines(1) + lines(2)), (2, 14));
        let list = server.get("", "/organisations").send().expect(200);
        let kinds: Vec<_> = list.items().iter().map(|one| (&one["kind"], &one["version"])).collect();
        assert_eq!((kinds.len(), kinds[0]), (2, kinds[1]));
        assert_eq!(kinds[0].1, &json!(1 + lines(1) / 2));
    }
}

both! {
    with [("media_since", "2025-02-03")];
    fn a_body_that_was_there_earlier_owes_every_week_since(server) {
        let csv = |from: &str| {
            format!("bin;kind;nameKk;nameRu;from\n150540000027;agency;А;Б;{from}\n000340000014;agency;В;Г;{from}\n")
        };
        let owed = |body: &str, weeks: usize| {
            let all = server.until("mediaAuthority", &format!("/weekly-submissions?body={body}&limit=100"), |list| {
                list["items"].as_array().is_some_and(|items| items.len() >= weeks)
            });
            assert_eq!(all.items().len(), weeks, "{body}");
        };
        for (from, weeks) in [("2026-03-02", 4), ("2025-02-03", 60)] {
            let _ = import(&server, &csv(from)).expect(200);
            for body in ["150540000027", "000340000014"] {
                owed(body, weeks);
            }
        }
    }
}

both! {
    fn organisations_are_found_by_words_kind_region_and_day_in_the_order_of_names(server) {
        let enter = |bin: &str, kk: &str, said: Value| {
            let mut form = said;
            form["name"] = json!({ "kk": kk, "ru": kk });
            let _ = server.entered(bin, &form).expect(201);
        };
        enter("150540000027", "Ұлттық агенттік", json!({ "kind": "agency" }));
        enter("000740000004", "Қазыналық әкімдік", json!({ "kind": "localExecutiveBody", "region": "33" }));
        enter("080340000054", "Ауыл министрлігі", json!({ "until": "2026-01-01" }));
        enter("110940000014", "казна", json!({}));
        let names = |query: &str| -> Vec<String> {
            let list = server.get("", &format!("/organisations{query}")).send().expect(200);
            list.items().iter().map(|one| one["name"]["kk"].as_str().unwrap().to_owned()).collect()
        };
        assert_eq!(names(""), ["Ауыл министрлігі", "казна", "Қазыналық әкімдік", "Ұлттық агенттік"]);
        assert_eq!(names("?limit=2").len(), 2);
        assert_eq!(names("?text=каз"), ["казна", "Қазыналық әкімдік"]);
        assert_eq!(names("?kind=agency"), ["Ұлттық агенттік"]);
        assert_eq!(names("?region=33"), ["Қазыналық әкімдік"]);
        assert_eq!(names("?on=2026-01-01&text=министрлігі"), Vec::<String>::new());
        assert_eq!(names("?on=2025-12-31&text=министрлігі"), ["Ауыл министрлігі"]);
        let first = server.get("", "/organisations?limit=1").send().expect(200);
        let next = first.body["nextCursor"].as_str().unwrap();
        assert_eq!(names(&format!("?limit=1&cursor={next}")), ["казна"]);
    }
}

both! {
    fn an_organisation_is_entered_once_and_keeps_its_bin(server) {
        let entered = at_once(8, |_| server.entered("150540000027", &json!({})));
        let tally = tally(&entered);
        assert_eq!(tally.get(&201), Some(&1), "{tally:?}");
        assert!(tally.keys().all(|status| [201, 400, 409].contains(status)), "{tally:?}");
        assert_eq!(server.entered("150540000027", &json!({})).problem(400, "invalid-input").pointers(), ["/bin"]);
        let one = entered.iter().find(|answer| answer.status == 201).unwrap();
        let path = one.header("location").to_owned();
        let put = |version: &str| {
            let form = json!({ "kind": "agency", "from": "2025-01-01", "name": { "kk": "Жаңа", "ru": "Новое" } });
            server.request("PUT", "registrar", &path).header("If-Match", version).json(&form).send()
        };
        let changed = put("\"1\"").expect(200);
        assert_eq!((changed.header("etag"), &changed.body["kind"]), ("\"2\"", &json!("agency")));
        assert_eq!((&changed.body["bin"], put("\"1\"").status), (&json!("150540000027"), 412));
        assert_eq!(server.request("PUT", "ministry", &path).header("If-Match", "\"2\"").json(&json!({})).send().status, 403);
    }
}

/// So many organisations that not all that hold a word are looked up by it.
const MANY: usize = 6_000;

/// Numbers that organisations may have.
fn bins() -> impl Iterator<Item = String> {
    (1..100_000_u32).filter_map(|number| {
        let digits = format!("150540{number:05}");
        let remainder = |first: u32| {
            let weights = (0..11).map(|place| (first - 1 + place) % 11 + 1);
            digits.chars().zip(weights).map(|(digit, weight)| digit.to_digit(10).unwrap() * weight).sum::<u32>() % 11
        };
        let check =
            Some(remainder(1)).filter(|check| *check < 10).or_else(|| Some(remainder(3)).filter(|check| *check < 10));
        check.map(|check| format!("{digits}{check}"))
    })
}

both! {
    fn words_are_found_however_many_organisations_hold_them(server) {
        let line = |(number, bin): (usize, String)| {
            let (which, last) = (["екінші", "бірінші"][number % 2], if number == 4711 { "су телеарнасы" } else { "асу" });
            format!("{bin};agency;{number:05};жалпы {which} {last};2020-01-01\n")
        };
        let lines: String = (1..=MANY).zip(bins()).map(line).collect();
        assert_eq!(done(&import(&server, &format!("bin;kind;nameKk;nameRu;from\n{lines}")).expect(200))[0], i64::try_from(MANY).unwrap());
        let names = |query: &str| -> Vec<String> {
            let list = server.get("", &format!("/organisations?limit=3&{query}")).send().expect(200);
            list.items().iter().map(|one| one["name"]["kk"].as_str().unwrap().to_owned()).collect()
        };
        // What most of them hold, what half of them do, and what one does.
        assert_eq!(names("text=жалпы"), ["00001", "00002", "00003"]);
        assert_eq!(names("text=жалпы екінші"), ["00002", "00004", "00006"]);
        assert_eq!(names("text=телеарна"), ["04711"]);
        // A long word is found anywhere in a word, a short one at the beginning.
        for one in ["text=арнас", "text=жалпы су", "text=т с", "text=жалпы биринши тел"] {
            assert_eq!(names(one), ["04711"], "{one}");
        }
        for none in ["text=ары", "text=телеарна екінші", "text=ру", "text=р"] {
            assert!(names(none).is_empty(), "{none}");
        }
        // Page by page each is met once, whichever way it is found.
        for (text, number) in [("екінші", MANY / 2), ("асу", MANY - 1), ("телеарна", 1)] {
            let (mut seen, mut next) = (0, Some(format!("/organisations?limit=100&text={text}")));
            while let Some(page) = next {
                let page = server.get("", &page).send().expect(200);
                seen += page.items().len();
                next = page.body["nextCursor"].as_str().map(|at| format!("/organisations?limit=100&text={text}&cursor={at}"));
            }
            assert_eq!(seen, number, "{text}");
        }
    }
}
