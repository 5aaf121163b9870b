//! `/register-entries`

use merzim_tests::{Server, both, edms, form, form_named};
use serde_json::{Value, json};

fn regional(kk: &str, ru: &str, region: &str) -> Value {
    let mut form = form_named(kk, ru);
    form["coverage"] = json!("regional");
    form["region"] = json!(region);
    form
}

fn numbers(server: &Server, query: &str) -> Vec<i64> {
    let list = server.get("", &format!("/register-entries?limit=100&{query}")).send().expect(200);
    list.items().iter().map(|entry| entry["number"].as_i64().unwrap()).collect()
}

both! {
    fn each_filter_does_what_it_says(server) {
        let _ = server.accredited("ministry", &form_named("Бірінші арна", "Первый канал"));
        server.clock("2026-04-01T10:00:00+05:00");
        let (_, second) = server.accredited("akimat", &regional("Екінші арна", "Второй канал", "75"));
        server.clock("2026-04-10T10:00:00+05:00");
        let _ = server.accredited("akimat", &regional("Үшінші 100%_арна", "Третий канал", "71"));
        let stop = json!({ "entryId": second, "stoppedOn": "2026-04-10", "text": { "kk": "Жабылды", "ru": "Закрыт" } });
        let path = server.post("akimat", "/cessation-notices").json(&stop).send().expect(201).header("location").to_owned();
        let _ = server.act("akimat", &path, "submission").json(&json!({ "edms": edms() })).send().expect(200);
        let _ = server.act("authority", &path, "entry").send().expect(200);

        assert_eq!(numbers(&server, ""), [1, 2, 3]);
        assert_eq!(numbers(&server, "body=100140000003"), [1]);
        assert_eq!(numbers(&server, "body=000740000004"), [2, 3]);
        assert_eq!(numbers(&server, "region=75"), [2]);
        assert_eq!(numbers(&server, "status=active"), [1, 3]);
        assert_eq!(numbers(&server, "status=removed"), [2]);
        assert_eq!(numbers(&server, "includedFrom=2026-04-01"), [2, 3]);
        assert_eq!(numbers(&server, "includedTo=2026-04-01"), [1, 2]);
        assert_eq!(numbers(&server, "includedFrom=2026-04-01&includedTo=2026-04-09"), [2]);
        assert_eq!(numbers(&server, "text=ЕКІНШІ"), [2]);
        assert_eq!(numbers(&server, "text=%D0%BA%D0%B0%D0%BD%D0%B0%D0%BB%20%D1%82%D1%80%D0%B5%D1%82%D0%B8%D0%B9"), [3]);
        assert_eq!(numbers(&server, "text=100%25"), [3]);
        let _ = server.get("", "/register-entries?text=%25").send().problem(400, "invalid-input");
        assert!(numbers(&server, "text=жоқсөз").is_empty());
        assert_eq!(numbers(&server, "asOf=2026-03-16"), [1]);
        assert_eq!(numbers(&server, "asOf=2026-04-09&status=active"), [1, 2]);
        assert_eq!(numbers(&server, "asOf=2026-04-10&status=removed"), [2]);
        assert!(numbers(&server, "asOf=2026-03-15").is_empty());
    }
}

both! {
    fn it_is_read_without_login_and_tagged(server) {
        let _ = server.accredited("ministry", &form());
        let first = server.get("", "/register-entries").send().expect(200);
        assert!(first.header("cache-control").contains("public"));
        let tag = first.header("etag").to_owned();
        let again = server.get("", "/register-entries").header("If-None-Match", &tag).send();
        assert_eq!((again.status, again.text.as_str()), (304, ""));
        let _ = server.accredited("ministry", &form());
        assert_eq!(server.get("", "/register-entries").header("If-None-Match", &tag).send().status, 200);
    }
}

/// A file in an archive, as text.
fn unpacked(archive: &[u8], name: &str) -> String {
    let archive = rawzip::ZipArchive::from_slice(archive).unwrap();
    let mut entries = archive.entries();
    while let Some(entry) = entries.next_entry().unwrap() {
        if entry.file_path().as_ref() == name.as_bytes() {
            let found = archive.get_entry(entry.wayfinder()).unwrap();
            return std::io::read_to_string(flate2::read::DeflateDecoder::new(found.data())).unwrap();
        }
    }
    panic!("no {name}");
}

both! {
    fn it_is_downloaded_with_the_six_columns_in_either_language(server) {
        for number in 0..3 {
            let _ = server.accredited("ministry", &form_named(&format!("=Арна{number}"), &format!("Канал \"{number}\"")));
        }
        let csv = server.get("", "/register-entries.csv?lang=ru").send().expect(200);
        assert!(csv.header("content-type").starts_with("text/csv"));
        let lines: Vec<&str> = csv.text.trim_start_matches('\u{feff}').lines().collect();
        assert_eq!((lines.len(), lines[0].split(';').next()), (4, Some("\"№\"")));
        assert!(lines[1].starts_with("\"1\";\"Канал \"\"0\"\"\";\"Тестовое министерство\";\"2026-03-16\";\"\";"), "{}", lines[1]);
        for (query, lang, begin) in [("", "kk", "\"1\";\"'=Арна0\";"), ("", "en", "\"1\",\"'=Арна0\","), ("", "ru", "\"1\";\"Канал"), ("lang=kk&", "ru", "\"1\";\"'=Арна0\";"), ("lang=ru&", "en", "\"1\";\"Канал"), ("separator=comma&", "ru", "\"1\",\"Канал"), ("separator=tab&lang=kk&", "kk", "\"1\"\t\"'=Арна0\"\t")] {
            let csv = server.get("", &format!("/register-entries.csv?{query}status=active")).header("Accept-Language", lang).send().expect(200);
            assert!(csv.bytes.starts_with("\u{feff}\"№\"".as_bytes()) && csv.text.contains(&format!("\n{begin}")), "{query} {lang}: {}", csv.text);
        }
        let kazakh = server.get("", "/register-entries.csv?status=active").send().expect(200);
        // A spreadsheet must not take a name for a formula.
        assert!(kazakh.text.contains("\"1\";\"'=Арна0\";\"Сынақ министрлігі\""), "{}", kazakh.text);
        let filtered = server.get("", "/register-entries.csv?status=removed").send().expect(200);
        assert_eq!(filtered.text.lines().count(), 1);
        let xlsx = server.get("", "/register-entries.xlsx").send().expect(200);
        let sheet = unpacked(&xlsx.bytes, "xl/worksheets/sheet1.xml");
        let cell = |place: &str| {
            let (_, rest) = sheet.split_once(&format!("<c r=\"{place}\"")).unwrap_or_else(|| panic!("no {place} in {sheet}"));
            rest.split_once("</c>").unwrap().0.to_owned()
        };
        // A number and a day are such, and whatever begins as a formula is text.
        assert!(cell("A2").ends_with("><v>1</v>") && !cell("A2").contains("t="), "{}", cell("A2"));
        assert!(cell("D2").contains(" s=\"") && cell("D2").ends_with("<v>46097</v>") && !cell("D2").contains("t="), "{}", cell("D2"));
        assert!(cell("B2").contains("t=\"inlineStr\"") && cell("B2").contains("<t>=Арна0</t>") && !sheet.contains("<f>"), "{}", cell("B2"));
        assert!(cell("A1").contains(" s=\""), "the head is bold: {}", cell("A1"));
        assert_eq!(xlsx.header("content-disposition"), "attachment; filename=\"register.xlsx\"; filename*=UTF-8''register.xlsx");
    }
}
