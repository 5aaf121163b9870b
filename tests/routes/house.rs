//! The house: in which order its rooms stand, and that no room looks up to one above it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The rooms of `api/src` from the ground up. Rooms of one storey do not know each other, and a room knows only those below.
const API: &[&[&str]] = &[
    // What everybody may need.
    &["config", "metrics", "problem", "signature"],
    &["auth"],
    // One request and its answer.
    &["http"],
    // The application's services.
    &["app", "connections"],
    &["descriptors", "docs", "law", "problems"],
    // What the cases of all procedures share.
    &["cases", "caller"],
    // The procedures.
    &["accreditation", "complaints", "meetings", "reception"],
    // Its entries are what accreditation makes.
    &["register"],
    // The list of them.
    &["parts"],
    &["demo", "dispatch", "operations"],
    &["openapi"],
    &["server"],
];

/// The same of `domain/src`.
const DOMAIN: &[&[&str]] = &[
    &["text", "zone"],
    &["vocabulary"],
    &["calendar", "identity", "region", "role"],
    &["reading"],
    &["rulebook"],
    &["law"],
    &["term", "reception"],
    &["engine"],
    &["procedures"],
];

/// The same of `persistence/src`.
const PERSISTENCE: &[&[&str]] = &[
    &["error", "storage", "backend"],
    &["sql_types"],
    &["schema"],
    &["connection"],
    &["attempts", "idempotency", "numbers", "vault"],
    &["cases"],
    &["page"],
    &[
        "amendments",
        "applications",
        "attachments",
        "complaints",
        "meetings",
        "notices",
        "obligations",
        "reception",
        "register",
    ],
    &["attendance", "comments"],
];

fn source(krate: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(krate).join("src")
}

fn files_below(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files_below(&path, found);
        } else if path.extension().is_some_and(|end| end == "rs") {
            found.push(path);
        }
    }
}

/// The code of a file, without comments and its own tests.
fn code(path: &Path) -> String {
    let text = fs::read_to_string(path).unwrap();
    let lines = text.lines().take_while(|line| *line != "#[cfg(test)]");
    lines.filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// The first names in a list of paths such as `a::b, c::{d, e}`, up to the brace that ends it.
fn first_names(list: &str) -> Vec<String> {
    let (mut names, mut depth, mut name) = (Vec::new(), 0_usize, String::new());
    for sign in list.chars() {
        match sign {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => names.push(std::mem::take(&mut name)),
            _ if depth == 0 => name.push(sign),
            _ => {}
        }
    }
    names.push(name);
    let first = |path: String| path.trim().split("::").next().unwrap_or_default().trim().to_owned();
    names.into_iter().map(first).filter(|name| !name.is_empty()).collect()
}

/// The rooms that a file names: by `crate::…`, or by as many `super::` as lead to the top.
fn named(code: &str, depth: usize) -> BTreeSet<String> {
    let up = "super::".repeat(depth);
    let ways = ["crate::", up.as_str()];
    let mut rooms = BTreeSet::new();
    for way in ways.iter().filter(|way| !way.is_empty()) {
        for (place, _) in code.match_indices(way) {
            let before = code[..place].chars().next_back();
            if before.is_some_and(|sign| sign.is_alphanumeric() || sign == '_' || sign == ':' || sign == '$') {
                continue;
            }
            let rest = &code[place + way.len()..];
            match rest.strip_prefix('{') {
                Some(list) => rooms.extend(first_names(list)),
                None => rooms
                    .extend(rest.split(|sign: char| !sign.is_alphanumeric() && sign != '_').next().map(str::to_owned)),
            }
        }
    }
    rooms
}

fn expect_order(krate: &str, storeys: &[&[&str]]) {
    let storey = |room: &str| storeys.iter().position(|rooms| rooms.contains(&room));
    let root = source(krate);
    let mut files = Vec::new();
    files_below(&root, &mut files);
    let (mut faults, mut arrows) = (Vec::new(), 0);
    for file in files {
        let inside = file.strip_prefix(&root).unwrap();
        let room = inside.iter().next().unwrap().to_str().unwrap().trim_end_matches(".rs").to_owned();
        if ["lib", "main"].contains(&room.as_str()) {
            continue;
        }
        let Some(here) = storey(&room) else {
            faults.push(format!("{room} stands in no storey of {krate}"));
            continue;
        };
        let is_root = inside.ends_with("mod.rs") || inside.components().count() == 1;
        let depth = inside.components().count() - usize::from(is_root && inside.components().count() > 1);
        for other in named(&code(&file), depth).into_iter().filter(|other| *other != room) {
            // What is no room is a word of the crate itself.
            if let Some(there) = storey(&other) {
                arrows += 1;
                if there >= here {
                    faults.push(format!("{} looks up to {other}", inside.display()));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(arrows > storeys.len(), "{arrows} arrows were seen");
}

#[test]
fn no_room_looks_up_to_one_above_it() {
    expect_order("domain", DOMAIN);
    expect_order("persistence", PERSISTENCE);
    expect_order("api", API);
}

#[test]
fn an_arrow_is_seen_however_it_is_written() {
    let seen = |code: &str, depth| named(code, depth).into_iter().collect::<Vec<_>>();
    assert_eq!(seen("use crate::app::App;", 1), ["app"]);
    assert_eq!(seen("use crate::{auth::{a, b}, http, law::x};", 1), ["auth", "http", "law"]);
    assert_eq!(seen("let a = crate::server::start();", 1), ["server"]);
    assert_eq!(seen("use super::super::demo::Sandbox;", 2), ["demo"]);
    assert_eq!(seen("$crate::text::Text", 1), Vec::<String>::new());
}
