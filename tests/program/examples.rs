//! The examples of the documents, run in a shell against a demo, as a reader would.

use std::process::Command;

use super::Program;

/// Says of each request how it was answered.
const BEFORE: &str = r#"set -u
curl() { command curl --write-out '%{stderr}@%{http_code} %{url_effective}\n' "$@"; }
"#;

/// What somebody is told to paste into a shell.
fn blocks(document: &str) -> Vec<&str> {
    let blocks = document.split("```sh\n").skip(1).filter_map(|rest| rest.split_once("```"));
    // What builds the program, and what needs the network.
    blocks
        .map(|(block, _)| block)
        .filter(|block| !["./dev", "npm"].iter().any(|word| block.starts_with(word)))
        .collect()
}

/// A line without what is another in every run: numbers, dates and ids.
fn plain(line: &str) -> String {
    let words = line.split_inclusive(|sign: char| !sign.is_alphanumeric() && sign != '-').map(|word| {
        let is_id = |word: &str| word.len() == 36 && word.matches('-').count() == 4;
        if is_id(word.trim_end_matches('"')) { "id\"".to_owned() } else { word.to_owned() }
    });
    let mut plain = String::new();
    for sign in words.collect::<String>().chars().map(|sign| if sign.is_ascii_digit() { '0' } else { sign }) {
        if !(sign == '0' && plain.ends_with('0')) {
            plain.push(sign);
        }
    }
    plain
}

/// Runs the blocks of a document; the requests that are not answered with success must be those that it shows so.
fn run(document: &str, refused: &[(&str, &str)]) {
    let program = Program::start(tempfile::tempdir().unwrap(), &[], &["--demo"]);
    let blocks = blocks(document);
    assert!(!blocks.is_empty());
    // A busy machine tells people later.
    let slower = |block: &str| block.replace("sleep 2", "sleep 6").replace("--max-time 4", "--max-time 12");
    let script: String = blocks.iter().map(|block| format!("echo '@@@'\n{}", slower(block))).collect();
    let script = BEFORE.to_owned() + &script.replace("http://127.0.0.1:8080", &program.base);
    let folder = tempfile::tempdir().unwrap();
    let output = Command::new("bash").args(["-c", &script]).current_dir(folder.path()).output().unwrap();
    let (said, told) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));

    let answers = told.lines().filter_map(|line| line.strip_prefix('@')?.split_once(' '));
    let (done, failed): (Vec<_>, Vec<_>) = answers.partition(|(status, _)| status.starts_with('2'));
    let as_shown = failed.len() == refused.len()
        && failed.iter().zip(refused).all(|((was, at), (status, path))| was == status && at.ends_with(path));
    assert!(as_shown, "{failed:#?}\n{said}");
    assert!(done.len() > 10, "{told}");
    // Nothing is said besides.
    let besides: Vec<_> = told.lines().filter(|line| !line.starts_with('@')).collect();
    assert!(besides.is_empty(), "{besides:#?}");

    // What is shown to be answered is.
    for (block, said) in blocks.iter().zip(said.split("@@@\n").skip(1)) {
        // What was said before may have ended without a line end.
        let mut lines = said.lines().map(plain);
        for shown in block.lines().filter_map(|line| line.strip_prefix("# ")).filter(|shown| *shown != "…") {
            assert!(lines.any(|line| line.ends_with(&plain(shown))), "{block}\nshows `{shown}`, but said was\n{said}");
        }
    }
}

#[test]
fn the_examples_of_the_guide_are_answered_as_they_show() {
    run(include_str!("../../docs/guide.md"), &[("422", "/decision")]);
}

#[test]
fn the_tour_of_the_readme_can_be_taken_in_each_language() {
    for readme in
        [include_str!("../../README.kk.md"), include_str!("../../README.ru.md"), include_str!("../../README.md")]
    {
        run(readme, &[]);
    }
}
