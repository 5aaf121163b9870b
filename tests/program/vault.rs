//! Personal data are sealed at rest: a copy of the database tells nobody who asked for what, and no log does.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use diesel::{Connection, PgConnection, QueryableByName, RunQueryDsl, SqliteConnection, sql_query};
use merzim::config::Config;
use merzim_tests::{Backend, Server, Storage, eventually, kit};
use serde_json::{Value, json};

use super::Program;

/// What the forms of persons hold: paths of requests that file one.
const FILED: [&str; 7] = [
    "/information-requests",
    "/attendance-requests",
    "/conference-applications",
    "/reception-appeals",
    "/complaints",
    "/comments",
    "/questions",
];

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = diesel::sql_types::Text)]
    text: String,
}

/// Everything that PostgreSQL holds, as text.
fn rows(url: &str) -> String {
    let mut connection = PgConnection::establish(url).unwrap();
    let tables = "SELECT quote_ident(tablename) AS text FROM pg_tables WHERE schemaname = 'public' ORDER BY 1";
    let tables: Vec<Row> = sql_query(tables).load(&mut connection).unwrap();
    let all = tables.iter().flat_map(|table| {
        let rows = format!("SELECT t::text AS text FROM {} t", table.text);
        sql_query(rows).load::<Row>(&mut connection).unwrap()
    });
    all.map(|row| row.text + "\n").collect()
}

/// Everything that the files of SQLite in a folder hold.
fn files(folder: &Path) -> String {
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let files = files.filter(|path| path.to_string_lossy().contains("sqlite3"));
    files.map(|path| String::from_utf8_lossy(&std::fs::read(path).unwrap()).into_owned()).collect()
}

fn strings(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        // Codes, ids and times are no secrets.
        Value::String(text) if !text.contains('{') => {
            let digits = text.chars().filter(char::is_ascii_digit).count();
            let is_said = text.chars().any(|letter| letter.is_alphabetic() && !letter.is_ascii());
            // The fifth digit of the number of a legal entity is 4 or more.
            let is_entity = digits == 12 && text.as_bytes().get(4).is_some_and(|digit| *digit >= b'4');
            if is_said || text.contains('@') || (digits >= 10 && !text.contains(['-', ':']) && !is_entity) {
                found.insert(text.clone());
            }
        }
        Value::Array(items) => items.iter().for_each(|item| strings(item, found)),
        // What is to be public, if it is held.
        Value::Object(fields) => {
            fields.iter().filter(|(name, _)| *name != "topic").for_each(|(_, value)| strings(value, found));
        }
        _ => {}
    }
}

/// What persons say in the demo, and in the examples that fill its forms.
fn said_by_persons(contract: &Value) -> BTreeSet<String> {
    let (mut found, mut published) = (BTreeSet::new(), BTreeSet::new());
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("../api/src");
    for folder in std::fs::read_dir(source).unwrap() {
        let Ok(text) = std::fs::read_to_string(folder.unwrap().path().join("demo.json")) else { continue };
        let demo: Value = serde_json::from_str(&text).unwrap();
        let steps =
            demo["scenes"].as_array().into_iter().flatten().flat_map(|scene| scene["steps"].as_array().unwrap());
        for step in steps {
            let wanted = step["do"].as_str().unwrap_or_default();
            let is_filed = wanted.starts_with("POST ") && FILED.iter().any(|path| wanted.ends_with(path));
            // What others say is public, or becomes so.
            let into = if is_filed { &mut found } else { &mut published };
            let form = &contract["components"]["schemas"][step["form"].as_str().unwrap_or_default()];
            for said in [&step["body"], &form["example"], &form["examples"]] {
                strings(said, into);
            }
        }
    }
    found.retain(|said| !published.iter().any(|text| text.contains(said.as_str())));
    found
}

fn nothing_is_told(backend: Backend) {
    let storage = Storage::new(backend);
    let settings: Vec<(&str, &str)> = match storage.url() {
        Some(url) => vec![("MERZIM_DATABASE_URL", url), ("MERZIM_DEMO_ON_PRODUCTION", "true"), ("MERZIM_LOG", "debug")],
        None => vec![("MERZIM_LOG", "debug")],
    };
    let program = Program::start(tempfile::tempdir().unwrap(), &settings, &["--demo"]);
    let contract: Value = program.get("/api/v1/openapi.json", "").1;
    let mut secrets = said_by_persons(&contract);
    assert!(secrets.len() > 60, "{secrets:?}");
    let tokens = program.tokens();
    // What somebody files now is kept as an answer too.
    let meetings = program.get("/api/v1/meetings?limit=100", "").1;
    let open = meetings["items"].as_array().into_iter().flatten().find_map(|meeting| {
        let path = format!("/api/v1/meetings/{}/attendance-requests", meeting["id"].as_str()?);
        let guest = json!({
            "surname": "Құпияұлы", "firstName": "Жасырын", "birthYear": 1985, "contact": "+7 701 555 01 99, zh@secret.example"
        });
        let mut answer = program
            .agent
            .post(format!("{}{path}", program.base))
            .header("Idempotency-Key", "5b8c1f5e-7d0a-4a53-9a43-2f2f3c0f5a11")
            .send_json(&guest)
            .unwrap();
        (answer.status() == 201).then(|| answer.body_mut().read_json::<Value>().unwrap())
    });
    let filed = open.expect("a meeting that one may ask to attend");
    secrets.extend(["Құпияұлы", "Жасырын", "701 555 01 99", "zh@secret.example"].map(str::to_owned));
    secrets.insert(filed["lookupToken"].as_str().expect("a token").to_owned());
    let iins = tokens.values().filter_map(|token| {
        let claims = BASE64_URL_SAFE_NO_PAD.decode(token.split('.').nth(1)?).ok()?;
        serde_json::from_slice::<Value>(&claims).ok()?["iin"].as_str().map(str::to_owned)
    });
    let iins: Vec<String> = iins.collect();
    assert!(iins.len() > 3);
    secrets.extend(iins);
    secrets.extend(tokens.into_values());

    let folder = program.folder.as_ref().unwrap().path().to_owned();
    let log = std::fs::read_to_string(folder.join("log")).unwrap();
    let held = storage.url().map_or_else(|| files(&folder), rows);
    assert!(held.contains("ДЕМО: «Ашық кеңес» порталы"), "what is public is readable");
    assert!(held.contains("sealed.1.") && log.len() > 1000);
    for secret in &secrets {
        // As JSON writes it, and as PostgreSQL shows bytes.
        let hex: String = secret.bytes().map(|byte| format!("{byte:02x}")).collect();
        for text in [secret, &serde_json::to_string(secret).unwrap().trim_matches('"').to_owned(), &hex] {
            assert!(!held.contains(text.as_str()), "the database tells {secret}");
            assert!(!log.contains(text.as_str()), "the log tells {secret}");
        }
    }
}

#[test]
fn what_persons_say_is_readable_neither_in_sqlite_nor_in_the_log() {
    nothing_is_told(Backend::Sqlite);
}

#[test]
fn what_persons_say_is_readable_neither_in_postgresql_nor_in_the_log() {
    nothing_is_told(Backend::Postgres);
}

/// What is sealed in a copy of the database, by the key that it is sealed with.
fn keys_used(held: &str) -> BTreeSet<&str> {
    held.split("sealed.").skip(1).filter_map(|rest| Some(rest.split_once('.')?.0)).collect()
}

/// The numbers of its keys.
fn key_ids(server: &Server) -> Vec<i64> {
    #[derive(QueryableByName)]
    struct Key {
        #[diesel(sql_type = diesel::sql_types::BigInt)]
        id: i64,
    }
    let all = sql_query("SELECT id FROM vault_keys ORDER BY id");
    let keys: Vec<Key> = match server.database() {
        Some(url) => all.load(&mut PgConnection::establish(url).unwrap()).unwrap(),
        None => {
            let file = server.folder().join("demo.sqlite3");
            all.load(&mut SqliteConnection::establish(file.to_str().unwrap()).unwrap()).unwrap()
        }
    };
    keys.into_iter().map(|key| key.id).collect()
}

fn keys_are_rotated_while_nodes_go_on(backend: Backend) {
    let server = Server::start(backend);
    server.entities();
    let held = |server: &Server| server.database().map_or_else(|| files(server.folder()), rows);
    let before = server.requested(&json!({}));
    let text = server.get("citizen", &before).send().expect(200).text_of("text");
    assert_eq!(keys_used(&held(&server)), BTreeSet::from(["1"]));

    let (done, written) = (AtomicBool::new(false), AtomicUsize::new(0));
    let (rotated, filed) = thread::scope(|scope| {
        let work = scope.spawn(|| {
            let mut filed = Vec::new();
            while !done.load(Ordering::Relaxed) {
                filed.push(server.requested(&json!({})));
                // What was filed before is read, with whatever key.
                let all = server.get("citizen", "/information-requests?limit=100").send().expect(200);
                assert_eq!(all.items().len(), filed.len() + 1);
                written.fetch_add(1, Ordering::Relaxed);
                thread::sleep(Duration::from_millis(100));
            }
            filed
        });
        // Some is written before, between and after.
        let rotated = [2, 4].map(|before| {
            eventually(60, || written.load(Ordering::Relaxed) >= before);
            merzim::rotate_keys(server.config())
        });
        eventually(60, || written.load(Ordering::Relaxed) >= 8);
        done.store(true, Ordering::Relaxed);
        (rotated.map(Result::unwrap), work.join().unwrap())
    });
    assert_eq!(rotated, [2, 3]);
    // What was written with former keys meanwhile is sealed by the next rotation. They go when nobody can write with them any more.
    assert_eq!(merzim::rotate_keys(server.config()).unwrap(), 4);
    if backend == Backend::Postgres {
        // SQLite keeps pages of before in its journal while somebody reads.
        assert_eq!(keys_used(&held(&server)), BTreeSet::from(["4"]));
    }
    assert_eq!(key_ids(&server), [0, 1, 2, 3, 4]);
    let long_ago = "UPDATE vault_keys SET made_at = '2026-01-01 00:00:00.000000' WHERE id < 4";
    server.storage().alter(long_ago, long_ago);
    assert_eq!(merzim::rotate_keys(server.config()).unwrap(), 5);
    assert_eq!(key_ids(&server), [0, 3, 4, 5]);
    for request in filed.iter().chain([&before]) {
        assert_eq!(server.get("citizen", request).send().expect(200).text_of("text"), text);
    }

    // Another master key wraps the keys, while the former one is still known; then it is not needed.
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("another");
    std::fs::write(&file, merzim::Master::made().unwrap()).unwrap();
    let (former, another) = (server.config().vault_key.clone().unwrap(), file);
    let storage = server.stop();
    let with = |key: &Path, former: &[&Path]| {
        let former = former.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(",");
        merzim_tests::config_over(&storage, &[("vault_key", key.to_str().unwrap()), ("vault_former_keys", &former)])
    };
    let opened = |config: &Config| merzim::unlock(config, merzim::open_database(config).unwrap()).map(drop);
    let refused = opened(&with(&another, &[])).unwrap_err().to_string();
    assert!(refused.contains("MERZIM_VAULT_KEY"), "{refused}");
    assert_eq!(merzim::rotate_keys(&with(&another, &[&former])).unwrap(), 6);
    opened(&with(&another, &[])).unwrap();
    assert!(opened(&with(&former, &[])).is_err());
    // Without a key beside the database, none is made up.
    let nowhere = tempfile::tempdir().unwrap();
    let lost = merzim_tests::config_over(
        &storage,
        &[("vault_key", ""), ("data_dir", nowhere.path().to_str().unwrap()), ("database_url", &url_of(&storage))],
    );
    let refused = opened(&lost).unwrap_err().to_string();
    assert!(refused.contains("vault-key") && std::fs::read_dir(&nowhere).unwrap().count() == 0, "{refused}");
    let settings = [("vault_key", another.to_str().unwrap())];
    let server = Server::over(storage, &settings);
    assert_eq!(server.get("citizen", &before).send().expect(200).text_of("text"), text);
}

fn url_of(storage: &Storage) -> String {
    let file = || format!("sqlite://{}", storage.folder().join("demo.sqlite3").display());
    storage.url().map_or_else(file, str::to_owned)
}

/// What an earlier release has stored may look sealed, and what is sealed may be damaged.
fn what_looks_sealed_is_not_taken_for_it(backend: Backend) {
    let server = Server::start(backend);
    let draft = server.draft("ministry", &merzim_tests::form());
    let names = |server: &Server| {
        let list = server.get("ministry", &format!("/cases/{}/attachments", kit::id(&draft))).send().expect(200);
        list.items().iter().map(|file| file["name"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    for _ in 0..2 {
        let _ = server.attached("ministry", &draft);
    }
    let storage = server.stop();
    let both = |statement: &str, storage: &Storage| storage.alter(statement, statement);
    both("UPDATE attachments SET name = 'sealed.1.pdf'", &storage);
    let last = "(SELECT CAST(id AS TEXT) FROM attachments ORDER BY id DESC LIMIT 1)";
    both(&format!("UPDATE attachments SET name = 'sealed.pdf' WHERE CAST(id AS TEXT) = {last}"), &storage);
    both("UPDATE vault_keys SET complete = (1 = 0)", &storage);
    let server = Server::over(storage, &[]);
    assert_eq!(names(&server), ["sealed.1.pdf", "sealed.pdf"]);

    let storage = server.stop();
    both("UPDATE attachments SET name = 'sealed.1.AAAA'", &storage);
    let server = Server::over(storage, &[]);
    let said = merzim::rotate_keys(server.config()).unwrap_err().to_string();
    assert!(said.contains("attachments.name at "), "{said}");
    // Nothing else is held up.
    let _ = server.draft("ministry", &merzim_tests::form());
}

#[test]
fn what_looks_sealed_is_not_taken_for_it_in_sqlite() {
    what_looks_sealed_is_not_taken_for_it(Backend::Sqlite);
}

#[test]
fn what_looks_sealed_is_not_taken_for_it_in_postgresql() {
    what_looks_sealed_is_not_taken_for_it(Backend::Postgres);
}

#[test]
fn keys_of_sqlite_are_rotated_while_a_node_goes_on() {
    keys_are_rotated_while_nodes_go_on(Backend::Sqlite);
}

#[test]
fn keys_of_postgresql_are_rotated_while_a_node_goes_on() {
    keys_are_rotated_while_nodes_go_on(Backend::Postgres);
}
