//! The rulebook's loader is strict, and names the file and the line.

use merzim_domain::engine::{CommonRefusal, edition_for};
use merzim_domain::law::{Law, LawError, LawSettings};
use merzim_domain::procedures::accreditation::Accreditation;
use merzim_domain::procedures::video_reception::VideoReception;
use merzim_domain::role::Role;
use merzim_domain::rulebook::load::Used;
use merzim_domain::{Lang, duties, procedures};
use time::macros::{date, datetime};

use crate::law;

/// The embedded files with `from` replaced by `to` in the file `path`.
fn spoilt(path: &str, from: &str, to: &str) -> LawError {
    let mut files = files();
    let file = files.iter_mut().find(|(name, _)| name == path).unwrap();
    assert!(file.1.contains(from), "{path} has no {from}");
    file.1 = file.1.replacen(from, to, 1);
    Law::read(&files, &LawSettings::default(), &procedures::usage()).unwrap_err()
}

fn files() -> Vec<(String, String)> {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("law");
    let mut files = Vec::new();
    for folder in ["", "acts", "calendar"] {
        for entry in std::fs::read_dir(root.join(folder)).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() {
                let name = path.strip_prefix(&root).unwrap().to_str().unwrap().to_owned();
                files.push((name, std::fs::read_to_string(&path).unwrap()));
            }
        }
    }
    files
}

#[test]
fn mistakes_are_refused_with_the_file_and_the_line() {
    let (act, code) = ("acts/93.toml", "acts/350-vi.toml");
    for (path, from, to, message) in [
        (act, "issuer =", "isuer =", "unknown field `isuer`"),
        (act, "en = \"the applicant's initiative\"\n", "", "missing field `en`"),
        (act, "en = \"the applicant's initiative\"", "en = \"\"", "a translation is empty"),
        (
            act,
            "[[provisions]]\nid = \"3\"",
            "[[editions]]\nid = \"2024-05-01\"\nfrom = \"2024-05-01\"\nnote = {kk=\"а\",ru=\"б\",en=\"c\"}\n[[provisions]]\nid = \"3\"",
            "overlaps",
        ),
        ("acts/213.toml", "certainty = \"inferred\"\n", "", "how sure it is stands where the wording is not held"),
        (act, "phrase = \"1 қосымшасына", "phrase = \"2 қосымшасына", "does not contain this phrase"),
        (
            code,
            "phrase = \"составляет пятнадцать",
            "phrase = \"составляет тридцать",
            "provision `76.1` does not contain this phrase",
        ),
        (
            code,
            "phrase = \"составляет двадцать рабочих дней со дня регистрации жалобы\"\n",
            "",
            "rule `L8` has no phrase",
        ),
        (code, "[\"2021-07-01\"]\n", "[\"2021-07-01\"]\nphrase = \"Срок\"\n", "a phrase of a text that is not held"),
        (code, "textLanguage = \"ru\"\n", "", "the text stands where the act's text is held"),
        (code, "textLanguage = \"ru\"", "textLanguage = \"de\"", "unknown `de`, expected one of kk, ru, en"),
        ("acts/401-v.toml", "wordingHeld = false\n", "wordingHeld = false\ntextHeld = true\n", "its text is not held"),
        (act, "provision = \"5\"", "provision = \"55\"", "no provision `55`"),
        (act, "readings = [\"eventDay\"]", "readings = [\"eventNight\"]", "unknown reading `eventNight`"),
        (
            act,
            "procedures = [\"accreditation\"]",
            "procedures = [\"acreditation\"]",
            "unknown procedure `acreditation`",
        ),
        (
            act,
            "procedures = [\"register-change\"]",
            "procedures = [\"channel-cessation\"]",
            "does not use the rule `93-8`",
        ),
        (act, "term = { with = \"93-3\" }", "term = { with = \"93-2\" }", "refers to itself"),
        (act, "term = { with = \"93-3\" }", "term = { with = \"93-33\" }", "unknown rule `93-33`"),
        (act, "term = { within = 8, unit = \"workingDay\" }", "term = { within = 8 }", "a term is one of"),
        (act, "id = \"93-2\"", "id = \"93-1\"", "stands twice"),
        (act, "adoptedOn = \"2024-03-11\"", "adoptedOn = \"2024-03-32\"", "is not a date"),
        (
            act,
            "procedures = [\"accreditation\"]",
            "procedures = [\"accreditation\"]\nnotYetBuilt = [\"accreditation\"]",
            "is built, yet declared not built",
        ),
        ("readings.toml", "choice = \"excluded\"", "choice = \"maybe\"", "does not offer `maybe`"),
        ("readings.toml", "id = \"eventDay\"", "id = \"eventDays\"", "nothing acts on"),
        ("calendar/days.csv", "2015-01-02,holiday", "2015-01-02,holliday", "unknown kind `holliday`"),
        (
            "calendar/days.csv",
            "2016-03-07,movedDayOff,,resolution-67-2016,2016-03-05",
            "2016-03-07,movedDayOff,,resolution-67-2016,2016-03-06",
            "no matching counterpart",
        ),
        ("calendar/names.toml", "first = 2015", "first = \"2015\"", "invalid type"),
    ] {
        let error = spoilt(path, from, to).to_string();
        assert!(error.starts_with(path) && error.contains(message), "{from} → {to}: {error}");
        let line =
            error.split(':').nth(1).and_then(|line| line.trim().trim_start_matches("line ").parse::<usize>().ok());
        assert!(line.is_some() || error.contains("line "), "no line: {error}");
    }
}

#[test]
fn the_line_is_the_line_of_the_mistake() {
    let files = files();
    let text = &files.iter().find(|(name, _)| name == "acts/93.toml").unwrap().1;
    let line = text.lines().position(|line| line.starts_with("issuer =")).unwrap() + 1;
    let error = spoilt("acts/93.toml", "issuer =", "isuer =").to_string();
    assert!(error.starts_with(&format!("acts/93.toml:{line}:")), "{error}");
}

#[test]
fn a_setting_for_an_unknown_reading_or_option_is_refused() {
    for (id, choice) in [("eventNight", "excluded"), ("eventDay", "perhaps"), ("comingWeek", "nextSevenDays")] {
        let readings = [(id.to_owned(), choice.to_owned())].into();
        assert!(
            Law::embedded(&LawSettings { readings, ..LawSettings::default() }, &procedures::usage()).is_err(),
            "{id}={choice}"
        );
    }
}

#[test]
fn an_ended_edition_never_falls_back_to_an_older_one() {
    let law = law();
    let standing = |act: &str, day| law.rulebook.act(act).unwrap().standing(day).unwrap().code();
    assert_eq!(standing("93", date!(2024 - 03 - 23)), "notYetInForce");
    assert_eq!(standing("93", date!(2024 - 03 - 24)), "inForce");
    assert_eq!(standing("95", date!(2025 - 04 - 07)), "inForce");
    assert_eq!(standing("95", date!(2025 - 04 - 08)), "repealed");
    assert_eq!(standing("213", date!(2022 - 01 - 01)), "wordingNotHeld");
    assert_eq!(standing("213", date!(2025 - 12 - 31)), "inForce");
    // The order goes on; what ended is a wording, and the one after it is not held.
    assert_eq!(standing("213", date!(2026 - 01 - 01)), "wordingNotHeld");
    assert_eq!(standing("605", date!(2025 - 03 - 16)), "inForce");
    assert_eq!(standing("605", date!(2025 - 03 - 17)), "inForce");
    assert_eq!(standing("401-V", date!(2023 - 01 - 09)), "wordingNotHeld");
    assert_eq!(standing("401-V", date!(2023 - 01 - 10)), "inForce");
    let stated = |day| law.rulebook.rule_on("L1", day).map(|rule| rule.editions.first().map(String::as_str));
    assert_eq!(stated(date!(2024 - 04 - 04)), Some(Some("2024-04-04")));
}

#[test]
fn only_what_is_known_to_be_in_force_is_read_in_the_last_wording_held() {
    let edition = "[[editions]]\nid = \"2025-06-01\"\nfrom = \"2025-06-01\"\nnote = {kk=\"а\",ru=\"б\",en=\"c\"}\n";
    let not_held = format!("{edition}wordingHeld = false\ncertainty = \"inferred\"\n");
    let begins = "[[editions]]\nid = \"2024-03-24\"\nfrom = \"2024-03-24\"\n";
    let ended = format!("{begins}until = \"2025-06-01\"\n");
    let with = |from: &str, to: &str, settings: &LawSettings| {
        let mut files = files();
        let act = files.iter_mut().find(|(name, _)| name == "acts/93.toml").unwrap();
        assert!(act.1.contains(begins), "the first edition of the act");
        act.1 = act.1.replacen(begins, &ended, 1).replacen(from, to, 1);
        Law::read(&files, settings, &procedures::usage()).unwrap()
    };
    let filed = |law: &Law, at| edition_for::<Accreditation>(law, at);
    let (before, after) = (datetime!(2025-05-31 10:00 +5), datetime!(2025-06-02 10:00 +5));
    let provisions = "[[provisions]]";

    // What has just ended is not filed under, whatever the operator says: nobody says that the act goes on.
    let law = with(provisions, provisions, &LawSettings::default());
    assert_eq!(filed(&law, before).unwrap(), "2024-03-24");
    assert!(filed(&law, after).unwrap_err().is(CommonRefusal::ActNotInForce));

    // What is known to go on is, in the last wording held, and says so.
    let goes_on = format!("{not_held}{provisions}");
    let law = with(provisions, &goes_on, &LawSettings::default());
    assert_eq!(filed(&law, after).unwrap(), "2025-06-01");
    let act = law.rulebook.act("93").unwrap();
    let today = act.standing(date!(2025 - 06 - 02)).unwrap();
    assert!(today.is_in_force() && today.code() == "wordingNotHeld");
    assert_eq!(today.edition().unwrap().wording.as_deref(), Some("2024-03-24"));
    let rule = law.rulebook.rule_in("93-3", "2025-06-01").unwrap();
    assert_eq!(rule.term, law.rulebook.rule_in("93-3", "2024-03-24").unwrap().term);
    // A case that was filed before rests on a wording that is held.
    assert_eq!(act.standing_under("2024-03-24", date!(2025 - 06 - 02)).unwrap().code(), "inForce");
    assert_eq!(act.standing_under("2025-06-01", date!(2025 - 06 - 02)).unwrap().code(), "wordingNotHeld");

    // The operator may refuse it.
    let strict = LawSettings { refuse_wording_not_held: true, ..LawSettings::default() };
    let law = with(provisions, &goes_on, &strict);
    assert!(filed(&law, after).unwrap_err().is(CommonRefusal::WordingNotHeld));

    // A repealed act is refused all the same, and so is what had no wording before.
    let repealed = "[repeal]\nfrom = \"2025-06-01\"\nby = \"№ 1\"\nnote = {kk=\"а\",ru=\"б\",en=\"c\"}\n";
    let law = with(provisions, &format!("{repealed}{goes_on}"), &LawSettings::default());
    assert!(filed(&law, after).unwrap_err().is(CommonRefusal::ActNotInForce));
    let first = edition_for::<VideoReception>(&law, datetime!(2022-01-10 10:00 +5)).unwrap_err();
    assert!(first.is(CommonRefusal::WordingNotHeld));
    assert!(
        edition_for::<VideoReception>(&law, datetime!(2021-06-30 10:00 +5))
            .unwrap_err()
            .is(CommonRefusal::ActNotInForce)
    );
}

#[test]
fn every_rule_of_the_five_acts_is_there() {
    let law = law();
    let count = |act: &str, last: u32| {
        for number in 1..=last {
            let id = format!("{act}-{number}");
            assert!(law.rulebook.rule(&id).is_some(), "{id}");
        }
        assert!(law.rulebook.rule(&format!("{act}-{}", last + 1)).is_none());
    };
    count("93", 10);
    count("605", 14);
    count("95", 12);
    count("444", 7);
    count("213", 12);
    for number in 1..=10 {
        assert!(law.rulebook.rule(&format!("L{number}")).is_some(), "L{number}");
    }
    // Of article 11 of the Law № 401-V, and what belongs to it.
    for number in 2..=21 {
        assert!(law.rulebook.rule(&format!("L2-{number}")).is_some(), "L2-{number}");
    }
    assert_eq!(law.rulebook.readings().len(), 47);
}

#[test]
fn a_rule_quotes_the_words_it_rests_on_where_the_text_of_its_edition_is_held() {
    let book = &law().rulebook;
    let language = |rule, edition: &str| book.phrase_in(rule, edition).map(|(_, language)| language);
    for rule in book.rules() {
        let shown = book.edition_of(rule, date!(2026 - 03 - 16)).unwrap();
        let expected = match (rule.act.as_str(), shown) {
            ("401-V", _) | ("350-VI", "2021-07-01") => None,
            ("350-VI", _) => Some(Lang::Ru),
            _ => Some(Lang::Kk),
        };
        assert_eq!(language(rule, shown), expected, "{} in {shown}", rule.id);
        // No phrase stands for a wording that was not read, nor for one that does not state the rule.
        let unread = ["350-VI", "213"].contains(&rule.act.as_str()).then_some("2021-07-01");
        for edition in unread.into_iter().chain(["1999-01-01"]) {
            assert_eq!(language(rule, edition), None, "{} in {edition}", rule.id);
        }
    }
    // Only a wording that is past is without.
    let code = book.rules().iter().filter(|rule| rule.act == "350-VI");
    let past: Vec<&str> = code.filter(|rule| rule.phrase.is_none()).map(|rule| rule.id.as_str()).collect();
    assert_eq!(past, ["L7", "L7-2", "L8"]);
    assert!(past.iter().all(|id| book.rule(id).unwrap().phrase.is_some()));
}

#[test]
fn a_table_that_tells_somebody_who_takes_no_part_or_names_an_unknown_rule_is_refused() {
    let refused = |spoil: fn(&mut Used)| {
        let mut usage = procedures::usage();
        spoil(usage.get_mut("accreditation").unwrap());
        Law::embedded(&LawSettings::default(), &usage).unwrap_err().to_string()
    };
    let told = refused(|used| used.tells.push(("filed", Role::MassMedia)));
    assert!(told.contains("`accreditation` tells `filed` to `massMedia`, which is no party"), "{told}");
    let acts = refused(|used| used.acts.push(Role::MassMedia));
    assert!(acts.contains("in the procedure `accreditation` acts `massMedia`, which is no party"), "{acts}");
    // The files of an operator may state fewer rules than the program was built with.
    let mut files = files();
    files.retain(|(name, _)| name != "acts/401-v.toml");
    let unknown = Law::read(&files, &LawSettings::default(), &procedures::usage()).unwrap_err().to_string();
    assert!(unknown.contains("names the rule `L") && unknown.contains("`, which no act states"), "{unknown}");
}

#[test]
fn the_duties_in_the_documents_are_those_of_the_rulebook_and_the_tables() {
    let law = Law::embedded(&LawSettings::default(), &procedures::usage()).unwrap();
    let committed = include_str!("../../../docs/duties.md");
    assert!(committed == duties::document(&law), "docs/duties.md has drifted: run `./dev openapi`");
    assert!(committed.contains("*not encoded yet*"), "what is not encoded is marked");
}

#[test]
fn a_rule_is_not_yet_in_force_on_the_day_before_the_first_edition_that_states_it() {
    let book = &law().rulebook;
    for latest in book.rules() {
        let act = book.act(&latest.act).unwrap();
        let stated = |id: &String| book.rule_in(&latest.id, id).is_some();
        let first = act.editions.iter().find(|edition| stated(&edition.id)).unwrap().from;
        let code = |day| book.standing_of(book.rule_on(&latest.id, day).unwrap(), day).unwrap().code();
        assert_eq!(code(first.previous_day().unwrap()), "notYetInForce", "{}", latest.id);
        assert_ne!(code(first), "notYetInForce", "{}", latest.id);
    }
}
