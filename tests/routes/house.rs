//! The house: in which order its rooms stand, and that no room looks up to one above it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The place of the rooms that no list names: those of procedures, which are known by a sign.
const PROCEDURES: &str = "*";

/// A procedure's room in `api/src` is a part of the program.
const API_SIGN: &str = "const PART: Part ";

/// One in `persistence/src` has a table of its own.
const PERSISTENCE_SIGN: &str = "table! {";

/// The rooms of `api/src` from the ground up. Rooms of one storey do not know each other, and a room knows only those below.
const API: &[&[&str]] = &[
    // What everybody may need.
    &["config", "digest", "enumeration", "metrics", "outbound"],
    &["problem"],
    &["auth", "masters", "notary", "signature"],
    // One request and its answer.
    &["http"],
    // The application's services.
    &["app", "connections"],
    &["audit", "descriptors", "docs", "law", "problems"],
    // What the cases of all procedures share.
    &["cases", "caller"],
    // Who the parties of cases are, what is owed time and again, what a day brings, and what everybody may follow.
    &["organisations", "recurring", "daily", "gatherings"],
    &[PROCEDURES],
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
    &["text", "writing", "zone", "tally"],
    &["vocabulary", "week"],
    &["calendar", "contact", "gathering", "identity", "link", "region", "role"],
    &["reading"],
    &["organisation", "personal", "rulebook", "signing"],
    &["law"],
    &["agenda", "term", "reception"],
    &["engine"],
    &["consideration"],
    &["procedures"],
    &["duties", "pictures"],
];

/// The same of `persistence/src`.
const PERSISTENCE: &[&[&str]] = &[
    &["error", "storage", "backend", "kinds"],
    &["digest"],
    &["vault"],
    &["sql_types"],
    &["schema"],
    &["connection"],
    &["attempts", "idempotency", "merkle", "numbers", "recurrences", "words"],
    &["events"],
    &["duties"],
    &["cases"],
    &["page"],
    &["organisations"],
    &["archive", "attachments", "audit", "notices", "obligations", "signatures", "similar", "viewings"],
    &[PROCEDURES],
    // They belong to meetings.
    &["attendance", "comments"],
    &["keys"],
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

/// The rooms of a crate, each with its files and their code.
type Rooms = BTreeMap<String, Vec<(PathBuf, String)>>;

/// What the root of a crate offers as its own, with the rooms that it comes from.
fn offered(krate: &str) -> BTreeMap<String, String> {
    let root = code(&source(krate).join("lib.rs"));
    let uses = root.split("pub use ").skip(1).filter_map(|rest| rest.split(';').next()?.split_once("::"));
    let words = |(room, names): (&str, &str)| {
        let names = names.trim_matches(['{', '}']).split(',').map(|name| name.trim().to_owned()).collect::<Vec<_>>();
        names.into_iter().map(|name| (name, room.to_owned())).collect::<Vec<_>>()
    };
    uses.flat_map(words).collect()
}

/// Those of this crate. Its own root is none.
fn rooms(krate: &str) -> Rooms {
    let root = source(krate);
    let mut files = Vec::new();
    files_below(&root, &mut files);
    let mut rooms = Rooms::new();
    for file in files {
        let inside = file.strip_prefix(&root).unwrap().to_owned();
        let room = inside.iter().next().unwrap().to_str().unwrap().trim_end_matches(".rs").to_owned();
        if !["lib", "main"].contains(&room.as_str()) {
            rooms.entry(room).or_default().push((inside, code(&file)));
        }
    }
    rooms
}

/// The rooms without a place, the arrows that run up or along, and how many arrows there are.
fn faults(
    rooms: &Rooms,
    offered: &BTreeMap<String, String>,
    storeys: &[&[&str]],
    sign: Option<&str>,
) -> (Vec<String>, usize) {
    let is_procedure = |room: &str| {
        let mut files = rooms.get(room).into_iter().flatten();
        sign.is_some_and(|sign| files.any(|(_, code)| code.contains(sign)))
    };
    let listed = |room: &str| storeys.iter().position(|rooms| rooms.contains(&room));
    let storey = |room: &str| listed(room).or_else(|| listed(PROCEDURES).filter(|_| is_procedure(room)));
    let (mut faults, mut arrows) = (Vec::new(), 0);
    for (room, files) in rooms {
        let Some(here) = storey(room) else {
            faults.push(format!("{room} stands in no storey"));
            continue;
        };
        for (inside, code) in files {
            let is_root = inside.ends_with("mod.rs") || inside.components().count() == 1;
            let depth = inside.components().count() - usize::from(is_root && inside.components().count() > 1);
            let names = named(code, depth).into_iter().map(|name| offered.get(&name).cloned().unwrap_or(name));
            for other in names.filter(|other| other != room) {
                // What is no room is a macro or a word of the root itself.
                if let Some(there) = storey(&other) {
                    arrows += 1;
                    if there >= here {
                        faults.push(format!("{} looks up to {other}", inside.display()));
                    }
                }
            }
        }
    }
    (faults, arrows)
}

fn expect_order(krate: &str, storeys: &[&[&str]], sign: Option<&str>) {
    let (faults, arrows) = faults(&rooms(krate), &offered(krate), storeys, sign);
    assert!(faults.is_empty(), "{krate}: {}", faults.join("\n"));
    assert!(arrows > storeys.len(), "{arrows} arrows were seen");
}

#[test]
fn no_room_looks_up_to_one_above_it() {
    expect_order("domain", DOMAIN, None);
    expect_order("persistence", PERSISTENCE, Some(PERSISTENCE_SIGN));
    expect_order("api", API, Some(API_SIGN));
}

#[test]
fn a_procedures_room_needs_no_mention_and_any_other_does() {
    let among = |name: &str, code: &str| {
        let mut rooms = rooms("api");
        rooms.insert(name.to_owned(), vec![(PathBuf::from(name).join("mod.rs"), code.to_owned())]);
        faults(&rooms, &offered("api"), API, Some(API_SIGN)).0
    };
    let part = "pub const PART: Part = Part {};";
    assert!(among("grid", &format!("use crate::cases::flow;\n{part}")).is_empty());
    assert_eq!(among("grid", &format!("use crate::reception;\n{part}")), ["grid/mod.rs looks up to reception"]);
    assert_eq!(among("grid", &format!("use super::parts;\n{part}")), ["grid/mod.rs looks up to parts"]);
    assert_eq!(among("grid", "use crate::cases::flow;"), ["grid stands in no storey"]);
    assert_eq!(among("caller", "use crate::reception;"), ["caller/mod.rs looks up to reception"]);
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

/// Code without attributes: these show procedures as examples, in the contract.
fn without_attributes(code: &str) -> String {
    let mut kept = String::new();
    let mut rest = code;
    while let Some(begin) = rest.find("#[") {
        kept.push_str(&rest[..begin]);
        let mut depth = 0_usize;
        let end = rest[begin..].find(|sign: char| {
            depth = if sign == '[' { depth + 1 } else { depth - usize::from(sign == ']') };
            sign == ']' && depth == 0
        });
        rest = end.map_or("", |end| &rest[begin + end + 1..]);
    }
    kept + rest
}

/// A procedure: its module in the domain, and all that it is named by.
struct Procedure {
    module: String,
    names: Vec<String>,
}

fn procedures() -> Vec<Procedure> {
    let files = rooms("domain").remove("procedures").unwrap();
    let modules = files.into_iter().filter(|(inside, _)| !inside.ends_with("mod.rs"));
    let procedures = modules.map(|(inside, code)| {
        let module = inside.file_stem().unwrap().to_str().unwrap().to_owned();
        let after = |sign: &str, ends: &[char]| -> Vec<String> {
            code.split(sign).skip(1).map(|rest| rest.split(ends).next().unwrap().to_owned()).collect()
        };
        let types = after(" Procedure for ", &['<', ' ']);
        let codes = after("const CODE: &'static str = ", &[';']);
        assert!(!types.is_empty() && !codes.is_empty(), "{module} is no procedure");
        let names = [format!("{module}::"), format!("::{module}"), format!("procedures::{{{module}")];
        Procedure { module, names: names.into_iter().chain(types).chain(codes).collect() }
    });
    procedures.collect()
}

impl Procedure {
    /// Whether some code names it: as a whole word, not as a part of another.
    fn is_named(&self, code: &str) -> bool {
        let is_word = |sign: Option<char>| sign.is_some_and(|sign| sign.is_alphanumeric() || sign == '_');
        self.names.iter().any(|name| {
            code.match_indices(name.as_str()).any(|(place, _)| {
                let before = is_word(code[..place].chars().next_back()) && is_word(name.chars().next());
                let after = is_word(code[place + name.len()..].chars().next()) && is_word(name.chars().next_back());
                !before && !after
            })
        })
    }
}

/// The part that a file belongs to, by its room and its path: its storey and its folder.
type Own<'test> = &'test dyn Fn(&str, &Path) -> Option<(usize, String)>;

/// The parts that serve procedures: the folder in `api/src` by the module of each, with the storey of that folder.
fn served(procedures: &[Procedure]) -> BTreeMap<&str, (usize, String)> {
    let parts = rooms("api").into_iter().filter_map(|(room, files)| {
        let root = files.into_iter().find(|(inside, code)| inside.ends_with("mod.rs") && code.contains(API_SIGN))?.1;
        let storey = API.iter().position(|rooms| rooms.contains(&room.as_str()));
        Some((storey.or_else(|| API.iter().position(|rooms| rooms.contains(&PROCEDURES))).unwrap(), room, root))
    });
    let parts: Vec<(usize, String, String)> = parts.collect();
    let of = |procedure: &Procedure| {
        let (storey, room, _) = parts.iter().find(|(_, _, root)| procedure.is_named(root)).unwrap();
        (*storey, room.clone())
    };
    procedures.iter().map(|procedure| (procedure.module.as_str(), of(procedure))).collect()
}

#[test]
fn a_procedure_is_named_in_its_own_rooms_and_nowhere_else() {
    let procedures = procedures();
    let served = served(&procedures);
    let mut strangers = Vec::new();
    let mut look = |krate: &str, own: Own<'_>| {
        for (room, files) in rooms(krate) {
            for (inside, code) in files {
                let code = without_attributes(&code);
                let here = own(&room, &inside);
                for procedure in procedures.iter().filter(|procedure| procedure.is_named(&code)) {
                    let there = &served[procedure.module.as_str()];
                    // A part may build on one below it.
                    if here.as_ref().is_none_or(|here| here != there && here.0 <= there.0) {
                        strangers.push(format!("{krate}: {} names {}", inside.display(), procedure.module));
                    }
                }
            }
        }
    };
    look("domain", &|room, inside| {
        let module = inside.file_stem().unwrap().to_str().unwrap();
        // Their list names them all.
        let list = || (room == "procedures" && module == "mod").then(|| (usize::MAX, "the list".to_owned()));
        served.get(module).filter(|_| room == "procedures").cloned().or_else(list)
    });
    look("api", &|room, _| {
        let list = || (room == "parts").then(|| (usize::MAX, "the list".to_owned()));
        served.values().find(|(_, part)| part == room).cloned().or_else(list)
    });
    // A table stands with its part, whichever file of it names a procedure.
    look("persistence", &|room, _| {
        let code: String = rooms("persistence")[room].iter().map(|(_, code)| code.as_str()).collect();
        let parts = procedures.iter().filter(|procedure| procedure.is_named(&code) && code.contains(PERSISTENCE_SIGN));
        parts.map(|procedure| served[procedure.module.as_str()].clone()).max()
    });
    assert!(strangers.is_empty(), "{}", strangers.join("\n"));
}

#[test]
fn no_two_settings_have_one_name() {
    let parts = merzim::parts::settings();
    let mut known = BTreeSet::new();
    let twice: Vec<&str> =
        merzim::config::tables(&parts).map(|setting| setting.name).filter(|name| !known.insert(*name)).collect();
    assert!(twice.is_empty() && known.len() > 40, "{twice:?}");
}

/// What is sealed is declared with its table, and sealed anew by its name in `keys.rs`.
#[test]
fn every_sealed_column_is_sealed_anew_when_keys_are_rotated() {
    let keys = std::fs::read_to_string(source("persistence").join("keys.rs")).unwrap();
    let (_, listed) = keys.split_once("const SEALED").unwrap();
    let (listed, _) = listed.split_once("];\n").unwrap();
    let listed: BTreeSet<(String, String)> = listed
        .lines()
        .filter_map(|line| {
            let names: Vec<&str> = line.split('"').skip(1).step_by(2).collect();
            let (table, columns) = names.split_first()?;
            Some(columns.iter().map(|column| ((*table).to_owned(), (*column).to_owned())).collect::<Vec<_>>())
        })
        .flatten()
        .collect();
    let mut declared = BTreeSet::new();
    for code in rooms("persistence").into_values().flatten().map(|(_, code)| code) {
        let mut table = "";
        for line in code.lines().map(str::trim) {
            if let Some((column, _)) = line.split_once(" -> ").filter(|(_, sort)| sort.contains("SqlSealed")) {
                declared.insert((table.to_owned(), column.to_owned()));
            } else if line.ends_with('{') && !line.contains("::") {
                table = line.split([' ', '(']).next().unwrap_or_default();
            }
        }
    }
    // Bytes are sealed by hand.
    declared.extend(["document", "cms", "report"].map(|column| ("signatures".to_owned(), column.to_owned())));
    assert_eq!(listed, declared);
    assert!(declared.len() > 25);
}
