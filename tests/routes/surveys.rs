//! Surveys: who responds, once, and what everybody sees of it.

use std::collections::BTreeMap;

use merzim_tests::kit::{act, id, words};
use merzim_tests::parts::surveys::{response, survey};
use merzim_tests::{Answer, Backend, Server, at_once, both, tally};
use serde_json::{Value, json};

const OPENS: &str = "2026-03-16T09:00:00+05:00";
const CLOSES: &str = "2026-03-20T18:00:00+05:00";

/// So many responses that choose an option and a value.
fn several(number: usize, option: i64, value: i64) -> Vec<Value> {
    vec![response(option, value); number]
}

/// How many chose each answer of a question, as everybody is told.
fn counts(results: &Answer, question: usize) -> Vec<Option<i64>> {
    let answers = results.body["questions"][question - 1]["answers"].as_array().unwrap();
    answers.iter().map(|answer| answer["count"].as_i64()).collect()
}

/// Holds the database to this: a number that a query gives, which is the same in both.
fn holds(server: Server, query: &str, number: i64) {
    let proof = format!("CREATE TABLE proof (number BIGINT CHECK (number = {number})); INSERT INTO proof {query};");
    server.stop().alter(&proof.replace("BIGINT", "INTEGER"), &proof);
}

both! {
    fn one_responds_by_the_clock_and_once_and_is_told_why_not(server) {
        let path = server.surveyed(&survey("2026-03-17T09:00:00+05:00", CLOSES));
        let early = server.responds(&path, 1).json(&response(1, 4)).send().problem(409, "too-early");
        assert_eq!(early.body["from"], "2026-03-17T09:00:00+05:00");

        server.clock("2026-03-17T09:00:00+05:00");
        let made = server.responds(&path, 1).json(&response(1, 4)).send().expect(201);
        assert_eq!(made.body, json!({ "respondedOn": "2026-03-17", "answers": null }));
        assert_eq!(made.header("location"), format!("/api/v1/surveys/{}/response", id(&path)));
        server.clock("2026-03-18T12:00:00+05:00");
        let twice = server.responds(&path, 1).header("Accept-Language", "ru").json(&response(2, 1)).send();
        let twice = twice.problem(409, "already-responded");
        assert_eq!((twice.body["detail"].as_str(), twice.body["since"].as_str()),
            (Some("Вы ответили 17 марта 2026 года."), Some("2026-03-17T00:00:00+05:00")));

        server.clock(CLOSES);
        let late = server.responds(&path, 2).json(&response(1, 4)).send().problem(409, "too-late");
        assert_eq!(late.body["until"], CLOSES);
        // Nobody responds without saying who, and everybody can tell who they are to the survey.
        let _ = server.post("", &format!("{path}/response")).json(&response(1, 4)).send().problem(401, "unauthenticated");
        let seen = |number| server.get("", &path).header("Authorization", &server.citizen(number)).send().expect(200);
        assert_eq!((seen(1).body["respondedOn"].as_str(), seen(2).body["respondedOn"].as_str()), (Some("2026-03-17"), None));
        assert_eq!(seen(2).body["responses"], 1);
    }
}

#[test]
fn all_that_does_not_fit_the_questions_is_told_at_once() {
    let server = Server::start(Backend::Sqlite);
    let path = server.surveyed(&survey(OPENS, CLOSES));
    let told = |answers: Value| {
        let refused =
            server.responds(&path, 1).json(&json!({ "answers": answers })).send().problem(400, "invalid-input");
        let errors = refused.body["errors"].as_array().unwrap().iter();
        errors
            .map(|error| (error["pointer"].as_str().unwrap().to_owned(), error["code"].as_str().unwrap().to_owned()))
            .collect::<BTreeMap<_, _>>()
    };
    let expected = |wrong: &[(&str, &str)]| {
        wrong.iter().map(|(pointer, code)| ((*pointer).to_owned(), (*code).to_owned())).collect::<BTreeMap<_, _>>()
    };
    let wrong = told(json!([
        { "question": 1, "options": [1, 2] },
        { "question": 2, "options": [4, 1, 1] },
        { "question": 2, "options": [1] },
        { "question": 3, "value": 9, "text": "тоғыз" },
        { "question": 4, "options": [1] },
        { "question": 5, "value": 1 },
    ]));
    assert_eq!(
        wrong,
        expected(&[
            ("/answers/0/options", "tooMany"),
            ("/answers/1/options", "tooMany"),
            ("/answers/1/options/0", "notAllowed"),
            ("/answers/1/options/2", "twice"),
            ("/answers/2/question", "twice"),
            ("/answers/3/value", "tooLarge"),
            ("/answers/3/text", "notAllowed"),
            ("/answers/4/text", "required"),
            ("/answers/4/options", "notAllowed"),
            ("/answers/5/question", "notAllowed"),
        ])
    );
    assert_eq!(told(json!([])), expected(&[("/answers", "required")]));
    // What the contract finds is told with it.
    let wrong =
        told(json!([{ "question": 1, "options": [1] }, { "question": 3, "value": 0 }, { "question": 4, "text": "" }]));
    assert_eq!(wrong, expected(&[("/answers/1/value", "tooSmall"), ("/answers/2/text", "empty")]));
    // Nothing of it is kept.
    assert_eq!(server.get("", &path).send().expect(200).body["responses"], 0);
}

#[test]
fn all_that_is_wrong_with_a_survey_is_told_at_once() {
    let server = Server::start(Backend::Sqlite);
    let mut form = survey(CLOSES, OPENS);
    form["questions"][0]["options"] = json!([{ "kk": "Иә", "ru": "Да" }]);
    form["questions"][1]["options"][2] = form["questions"][1]["options"][0].clone();
    form["questions"][1]["maxChoices"] = json!(9);
    form["questions"][2]["options"] = form["questions"][0]["options"].clone();
    form["questions"][2]["scale"] = Value::Null;
    form["questions"][3]["maxChoices"] = json!(1);
    let refused = server.post("holder", "/surveys").json(&form).send().problem(400, "invalid-input");
    assert_eq!(
        refused.pointers(),
        [
            "/closesAt",
            "/questions/0/options",
            "/questions/1/maxChoices",
            "/questions/1/options/2",
            "/questions/2/options",
            "/questions/2/scale",
            "/questions/3/maxChoices",
        ]
    );
}

both! {
    fn of_small_groups_nothing_is_told_and_nothing_can_be_worked_out(server) {
        let path = server.surveyed(&survey(OPENS, CLOSES));
        server.all_respond(&path, 0, &[several(9, 1, 5), several(6, 2, 4), several(5, 3, 4)].concat());
        let told = server.results(&path);
        assert_eq!((told.body["responses"].as_i64(), told.body["isFinal"].as_bool()), (Some(20), Some(false)));
        assert_eq!(counts(&told, 1), [Some(9), Some(6), Some(5)]);
        assert_eq!(counts(&told, 2), [Some(0), Some(0), Some(0), Some(20)]);
        assert_eq!(counts(&told, 3), [Some(0), Some(0), Some(0), Some(11), Some(9)]);
        let (first, scale) = (&told.body["questions"][0], &told.body["questions"][2]);
        assert_eq!((first["answers"][0]["share"].as_f64(), scale["mean"].as_f64()), (Some(45.0), Some(4.45)));
        assert_eq!(scale["answers"][4]["title"]["ru"], "5 – хорошо");

        // One who answers as nobody else does is hidden behind others, and so is the mean.
        server.all_respond(&path, 20, &[several(4, 1, 5), vec![json!({ "answers": [
            { "question": 1, "options": [1] }, { "question": 2, "options": [2] }, { "question": 3, "value": 1 },
        ] })]].concat());
        let told = server.results(&path);
        assert_eq!(counts(&told, 1), [Some(14), Some(6), Some(5)]);
        assert_eq!(counts(&told, 2), [None, None, None, None]);
        assert_eq!(counts(&told, 3), [None, None, None, None, Some(13)]);
        assert_eq!((&told.body["questions"][2]["mean"], counts(&told, 4)), (&Value::Null, vec![None, None]));
    }
}

both! {
    fn the_figures_are_seen_at_once_by_five_responses_at_a_time_or_after_the_close(server) {
        let path = server.surveyed(&survey(OPENS, CLOSES));
        server.all_respond(&path, 0, &several(7, 1, 5));
        assert_eq!((server.results(&path).body["responses"].as_i64(), counts(&server.results(&path), 1)), (Some(5), vec![Some(5), Some(0), Some(0)]));

        let mut later = survey(OPENS, CLOSES);
        later["resultsShown"] = json!("afterClose");
        let hidden = server.surveyed(&later);
        server.all_respond(&hidden, 0, &several(5, 1, 5));
        for what in ["results", "results.csv", "results.svg"] {
            let early = server.get("citizen", &format!("{hidden}/{what}")).send().problem(409, "too-early");
            assert_eq!(early.body["from"], CLOSES);
            let _ = server.get("responsible", &format!("{hidden}/{what}")).send().expect(200);
        }
        // Of a draft there are none.
        let draft = server.drafted(&later);
        server.clock(CLOSES);
        assert_eq!((server.results(&path).body["responses"].as_i64(), server.results(&hidden).body["responses"].as_i64()), (Some(7), Some(5)));
        let _ = server.get("holder", &format!("{draft}/results")).send().problem(409, "state-forbids-action");
        let _ = server.get("", &format!("{draft}/results")).send().problem(404, "not-found");
    }
}

#[test]
fn the_results_are_a_table_and_a_picture_in_each_language() {
    let server = Server::start(Backend::Sqlite);
    let path = server.surveyed(&survey(OPENS, CLOSES));
    server.all_respond(&path, 0, &[several(8, 1, 5), several(7, 3, 4)].concat());
    let table = server.get("", &format!("{path}/results.csv?lang=ru")).send().expect(200);
    assert!(
        table.header("content-type").starts_with("text/csv")
            && table.header("content-disposition").contains("results.csv")
    );
    let lines: Vec<&str> = table.text.trim_start_matches('\u{feff}').lines().collect();
    assert_eq!(lines[0], "\"№\";\"Вопрос\";\"Вид\";\"Ответ\";\"Число\";\"Доля, %\";\"Среднее\"");
    assert_eq!(lines[1], "\"1\";\"Бываете ли вы в парке?\";\"один вариант\";\"Да\";\"8\";\"53,3\";\"\"");
    // No spreadsheet takes an option for a formula.
    assert!(lines[3].contains("\"'=Иногда\";\"7\""), "{}", lines[3]);
    assert!(table.text.contains("\"5 – хорошо\";\"8\";\"53,3\";\"4,53\""), "{}", table.text);
    assert!(server.get("", &format!("{path}/results.csv?lang=kk")).send().expect(200).text.contains("\"Иә\";\"8\""));

    let picture = server.get("", &format!("{path}/results.svg?lang=en")).send().expect(200);
    assert_eq!(picture.header("content-type"), "image/svg+xml");
    assert!(
        picture.text.contains("aria-label=\"Results of a survey\"") && picture.text.contains("8 (53.3 %)"),
        "{}",
        picture.text
    );
    let said = picture.text.split("<desc>").nth(1).unwrap();
    assert!(said.contains("Иә: 8 (53.3 %)") && said.contains("Responses: 15"), "{said}");
}

both! {
    fn an_anonymous_response_is_read_by_nobody_and_links_nobody_to_two_surveys(server) {
        let paths = [0, 1].map(|_| server.surveyed(&survey(OPENS, CLOSES)));
        for path in &paths {
            // A key under which an answer is remembered would tell who responded when.
            let response = server.responds(path, 1).header("Idempotency-Key", "mine").json(&response(1, 4));
            let _ = response.send().expect(201);
            let own = server.get("", &format!("{path}/response")).header("Authorization", &server.citizen(1)).send().expect(200);
            assert_eq!(own.body, json!({ "respondedOn": "2026-03-16", "answers": null }));
            let other = server.get("", &format!("{path}/response")).header("Authorization", &server.citizen(2)).send();
            let _ = other.problem(404, "not-found");
        }
        let query = "SELECT count(DISTINCT respondent) + 10 * count(answers) + 100 * (SELECT count(*) FROM idempotency_keys WHERE key = 'mine') FROM survey_respondents";
        holds(server, query, 2);
    }
}

both! {
    fn a_named_response_is_read_again_by_whoever_gave_it_and_nobody_else(server) {
        let mut form = survey(OPENS, CLOSES);
        form["anonymous"] = json!(false);
        let path = server.surveyed(&form);
        let made = server.responds(&path, 1).json(&response(1, 4)).send().expect(201);
        let own = |number| server.get("", &format!("{path}/response")).header("Authorization", &server.citizen(number)).send();
        assert_eq!((own(1).expect(200).body["answers"].clone(), made.body["answers"].clone()), (response(1, 4)["answers"].clone(), response(1, 4)["answers"].clone()));
        let _ = own(2).problem(404, "not-found");
        let _ = server.get("holder", &format!("{path}/response")).send().problem(404, "not-found");
    }
}

both! {
    fn who_responded_is_forgotten_thirty_days_after_the_close_and_the_counts_stay(server) {
        let path = server.surveyed(&survey(OPENS, CLOSES));
        server.all_respond(&path, 0, &several(6, 1, 5));
        let own = |number| server.get("", &format!("{path}/response")).header("Authorization", &server.citizen(number)).send();
        server.clock("2026-04-19T10:00:00+05:00");
        assert_eq!(own(1).status, 200);
        server.clock("2026-04-21T10:00:00+05:00");
        merzim_tests::eventually(20, || own(1).status == 404);
        assert_eq!((server.results(&path).body["responses"].as_i64(), counts(&server.results(&path), 1)), (Some(6), vec![Some(6), Some(0), Some(0)]));
        holds(server, "SELECT count(*) + (SELECT count(secret) FROM surveys) FROM survey_respondents", 0);
    }
}

both! {
    fn what_is_said_in_free_text_is_for_the_holder_who_publishes_what_it_chooses(server) {
        let path = server.surveyed(&survey(OPENS, CLOSES));
        server.all_respond(&path, 0, &[several(10, 1, 5), several(5, 2, 1)].concat());
        let texts = |who: &str, query: &str| server.get(who, &format!("{path}/texts{query}")).send();
        let early = texts("holder", "").problem(409, "too-early");
        assert_eq!(early.body["from"], CLOSES);
        server.clock(CLOSES);
        let _ = texts("citizen", "").problem(403, "role-forbids-action");
        assert_eq!((texts("responsible", "").expect(200).items().len(), texts("holder", "?question=1").expect(200).items().len()), (15, 0));
        // Page by page there is each of them once, whether it waits among others or not.
        let (mut seen, mut query) = (std::collections::BTreeSet::new(), "?limit=4".to_owned());
        loop {
            let page = texts("holder", &query).expect(200);
            seen.extend(page.items().iter().map(|text| text["id"].to_string()));
            let Some(cursor) = page.body["nextCursor"].as_str() else { break };
            query = format!("?limit=4&cursor={cursor}");
        }
        assert_eq!(seen.len(), 15);
        let said = texts("holder", "").expect(200);
        let chosen = said.items().iter().find(|text| text["text"] == "Ұсыныс 2-1").unwrap();

        let publish = |texts: Value| act(&server, "holder", &path, "publication", &json!({ "conclusion": words(), "texts": texts }));
        let unknown = publish(json!([chosen["id"], "0199f3f4-93a1-7c5e-8f5d-2f9c1a1f0a11"]));
        assert_eq!(unknown.problem(400, "invalid-input").pointers(), ["/texts/1"]);
        assert!(!server.get("", &path).send().text.contains("Ұсыныс 2-1"));
        let _ = publish(json!([chosen["id"]])).expect(200);
        for shown in [server.get("", &path).send(), server.results(&path)] {
            assert_eq!(shown.body["publication"]["texts"], json!([{ "question": 4, "text": "Ұсыныс 2-1" }]));
            assert!(!shown.text.contains("Ұсыныс 1-5"));
        }
    }
}

both! {
    fn of_what_few_have_said_nothing_is_shown(server) {
        let path = server.surveyed(&survey(OPENS, CLOSES));
        server.all_respond(&path, 0, &several(4, 1, 5));
        server.clock(CLOSES);
        assert_eq!(server.get("holder", &format!("{path}/texts")).send().expect(200).items().len(), 0);
    }
}

both! {
    fn an_answer_in_free_text_hides_among_nine_others_before_it_is_stored_by_itself(server) {
        let path = server.surveyed(&survey(OPENS, CLOSES));
        let said = |number: usize| {
            let mut said = response(1, 5);
            said["answers"][2]["text"] = json!(format!("Ұсыныс {number:02}"));
            said
        };
        server.all_respond(&path, 0, &(0..40).map(said).collect::<Vec<_>>());
        // Nine wait. The others are neither the first ones nor the last ones, as they would be had nobody mixed them.
        server.clock(CLOSES);
        let texts = server.get("holder", &format!("{path}/texts?limit=100")).send().expect(200);
        let early = texts.items().iter().filter(|text| text["text"].as_str().unwrap() < "Ұсыныс 31");
        let early: Vec<String> = early.map(|text| format!("'{}'", text["id"].as_str().unwrap())).collect();
        assert_eq!((texts.items().len(), early.len()), (40, 31));
        let early = format!("(SELECT count(*) FROM survey_texts WHERE id IN ({}))", early.join(", "));
        let mixed = format!("SELECT CASE WHEN count(*) = 31 AND {early} NOT IN (31, 22) THEN 1 ELSE 0 END FROM survey_texts");
        holds(server, &mixed, 1);
    }
}

both! {
    fn what_was_said_is_erased_with_who_said_it_and_when_a_survey_is_cancelled(server) {
        let paths = [0, 1].map(|_| server.surveyed(&survey(OPENS, CLOSES)));
        for path in &paths {
            server.all_respond(path, 0, &several(12, 1, 5));
        }
        let _ = act(&server, "holder", &paths[0], "cancellation", &json!({ "reason": words() })).expect(200);
        server.clock(CLOSES);
        let texts = || server.get("holder", &format!("{}/texts", paths[1])).send().expect(200);
        let chosen = texts().items()[0]["id"].clone();
        let publication = json!({ "conclusion": words(), "texts": [chosen] });
        let _ = act(&server, "holder", &paths[1], "publication", &publication).expect(200);
        server.clock("2026-04-21T10:00:00+05:00");
        merzim_tests::eventually(20, || texts().items().is_empty());
        // What the holder has published stays.
        assert_eq!(server.get("", &paths[1]).send().body["publication"]["texts"][0]["text"], "Ұсыныс 1-5");
        holds(server, "SELECT count(*) FROM survey_texts", 0);
    }
}

both! {
    fn surveys_are_found_by_where_the_clock_has_brought_them(server) {
        let times = [("2026-03-12T09:00:00+05:00", OPENS), (OPENS, CLOSES), ("2026-03-18T09:00:00+05:00", CLOSES)];
        server.clock("2026-03-12T10:00:00+05:00");
        let paths = times.map(|(opens, closes)| server.surveyed(&survey(opens, closes)));
        let _ = server.drafted(&survey(OPENS, CLOSES));
        server.clock(merzim_tests::MONDAY);
        for (phase, path) in ["closed", "open", "upcoming"].into_iter().zip(&paths) {
            let found = server.get("", &format!("/surveys?phase={phase}")).send().expect(200);
            let ids: Vec<&str> = found.items().iter().map(|one| one["id"].as_str().unwrap()).collect();
            assert_eq!((ids, found.items()[0]["phase"].as_str()), (vec![id(path)], Some(phase)));
        }
        let length = |who: &str, query: &str| server.get(who, &format!("/surveys{query}")).send().expect(200).items().len();
        assert_eq!((length("", ""), length("holder", ""), length("holder", "?state=draft")), (3, 4, 1));
        assert_eq!((length("", "?holder=100140000003"), length("", "?holder=940740000911")), (3, 0));
    }
}

both! {
    fn of_five_hundred_responses_of_two_hundred_and_fifty_people_exactly_as_many_count(server) {
        for anonymous in [true, false] {
            let mut form = survey(OPENS, CLOSES);
            form["anonymous"] = json!(anonymous);
            let path = server.surveyed(&form);
            let tokens: Vec<String> = (0..250).map(|number| server.citizen(number)).collect();
            // Whoever is told that too many come at once comes again.
            let answers = at_once(500, |number| loop {
                let request = server.post("", &format!("{path}/response")).header("Authorization", &tokens[number % 250]);
                let answer = request.json(&response(1, 5)).send();
                if ![429, 503].contains(&answer.status) {
                    return answer;
                }
                std::thread::sleep(std::time::Duration::from_millis(50));
            });
            assert_eq!(tally(&answers), BTreeMap::from([(201, 250), (409, 250)]));
            assert!(answers.iter().all(|answer| answer.status == 201 || answer.code() == "already-responded"));
            let results = server.results(&path);
            assert_eq!((results.body["responses"].as_i64(), counts(&results, 1)), (Some(250), vec![Some(250), Some(0), Some(0)]));
            assert_eq!(server.get("", &path).send().body["responses"], 250);
        }
        holds(server, "SELECT count(*) + (SELECT count(*) FROM survey_texts) FROM survey_respondents", 1_000 - 2 * 9);
    }
}
