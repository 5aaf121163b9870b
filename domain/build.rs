//! Makes a constant of every rule id in `law/acts/*.toml`, so that a table cannot name a rule that no act states.

use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let acts = Path::new("law/acts");
    println!("cargo::rerun-if-changed={}", acts.display());
    let mut files = fs::read_dir(acts)?.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>()?;
    files.sort();
    let mut ids: Vec<String> = Vec::new();
    for file in files {
        // A rule begins with its id; the loader reads the rest, and is strict.
        let text = fs::read_to_string(file)?;
        let rules = text.split("[[rules]]").skip(1);
        for id in rules.filter_map(|rule| rule.split('"').nth(1)) {
            // An id stands once for each wording.
            if !ids.iter().any(|known| known == id) {
                ids.push(id.to_owned());
            }
        }
    }
    let mut source = String::new();
    for id in &ids {
        // Acts number their rules; other laws have letters of their own.
        let number = if id.starts_with(|sign: char| sign.is_ascii_digit()) { "R" } else { "" };
        let name = id.replace('-', "_");
        let _ = writeln!(source, "/// Rule `{id}`.\npub const {number}{name}: RuleId = RuleId(\"{id}\");");
    }
    let _ = writeln!(source, "const ALL: &[RuleId] = &[{}];", constants(&ids).join(", "));
    fs::write(Path::new(&env::var("OUT_DIR").map_err(io::Error::other)?).join("rules.rs"), source)
}

fn constants(ids: &[String]) -> Vec<String> {
    ids.iter().map(|id| format!("RuleId(\"{id}\")")).collect()
}
