//! Every list of the contract: its pages are the whole of it, and it costs no more statements when it is longer.

use merzim_tests::{Server, World, both, operations};
use serde_json::{Value, json};

/// A list, as somebody who may ask for it sees it.
struct List {
    who: String,
    path: String,
    /// Nothing, and each value of each of its parameters.
    queries: Vec<String>,
}

/// Every list that a server publishes, so that those to come are tested too.
fn lists(server: &Server, world: &World) -> Vec<List> {
    let mut lists = Vec::new();
    for (_, path, operation) in operations(&server.contract()) {
        let parameters = operation["parameters"].as_array().into_iter().flatten().filter(|one| one["in"] == "query");
        let (paging, own): (Vec<_>, Vec<_>) =
            parameters.partition(|one| one["name"] == "limit" || one["name"] == "cursor");
        if paging.is_empty() {
            continue;
        }
        let short = path.trim_start_matches("/api/v1");
        let of = |parameter: &Value| {
            let values = world.values(server, short, parameter).into_iter();
            values.map(|value| format!("&{}={value}", parameter["name"].as_str().unwrap())).collect::<Vec<_>>()
        };
        let queries: Vec<String> = own.into_iter().flat_map(of).chain([String::new()]).collect();
        let security = operation["security"].as_array().unwrap();
        let nobody = (security.is_empty() || security.contains(&json!({}))).then_some("");
        // What everybody may see is not there for them while it is not public.
        let address = world.address(&path);
        let nobody = nobody.filter(|who| server.get(who, &address).send().status != 404);
        for who in [world.who(server, &path, &operation)].into_iter().chain(nobody) {
            lists.push(List { who: who.to_owned(), path: address.clone(), queries: queries.clone() });
        }
    }
    lists
}

/// All items, by pages of so many.
fn walked(server: &Server, list: &List, query: &str, limit: usize) -> Vec<Value> {
    let (mut items, mut next) = (Vec::new(), format!("{}?limit={limit}{query}", list.path));
    loop {
        let page = server.get(&list.who, &next).send().expect(200);
        assert!(page.items().len() <= limit);
        items.extend(page.items().iter().cloned());
        let link = page.header("link");
        assert_eq!(link.is_empty(), page.body.get("nextCursor").is_none());
        if link.is_empty() {
            return items;
        }
        assert!(link.ends_with(">; rel=\"next\""));
        next = link.trim_start_matches('<').split('>').next().unwrap().to_owned();
    }
}

both! {
    // The clock is moved for months: what was said in a survey would be erased.
    with [("filings_per_person", "0"), ("respondents_kept_days", "36500")];
    fn every_list_is_whole_page_by_page_and_sends_as_many_statements_however_long_it_is(server) {
        let mut world = World::of(&server);
        let lists = lists(&server, &world);
        let count = |list: &List| {
            let answer = server.get(&list.who, &format!("{}?limit=100", list.path)).send();
            assert_eq!(answer.status, 200, "{} {}", list.who, list.path);
            (answer.items().len(), answer.header("x-merzim-statements").parse::<u32>().unwrap())
        };
        // What waits for its place in the log has no proof yet.
        server.settled_log();
        let before: Vec<_> = lists.iter().map(count).collect();
        for _ in 0..3 {
            world.grow(&server);
        }
        server.settled_log();
        for (list, (few, statements)) in lists.iter().zip(before) {
            let place = format!("{} as {}", list.path, list.who);
            let (many, after) = count(list);
            // Nobody sees anything of some, yet.
            assert!(many > few || list.who.is_empty() && many == 0, "{place}: {few}, then {many}");
            assert_eq!(after, statements, "{place}");
            assert!((1..=7).contains(&after), "{place}: {after}");
            for query in &list.queries {
                let whole = walked(&server, list, query, 100);
                let all = whole.len();
                // At most forty pages of each list.
                let some = all / 40 + 1..=all.min(100);
                for limit in [1, 2, 3, all].into_iter().filter(|limit| some.contains(limit)) {
                    assert_eq!(walked(&server, list, query, limit), whole, "{place}{query} by {limit}");
                }
            }
        }
    }
}
