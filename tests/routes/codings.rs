//! What of a request an answer depends on, and the tag of each coding.

use merzim_tests::{both, form};

both! {
    fn every_coding_has_a_tag_of_its_own_and_each_is_understood(server) {
        let path = server.received("ministry", &form());
        for (who, at) in [("", "/acts"), ("", "/register-entries"), ("", "/openapi.json"), ("", "/meetings.ics"), ("ministry", path.as_str())] {
            let get = |coding: &str, tag: &str| {
                let request = server.get(who, at);
                let request = if coding.is_empty() { request } else { request.header("Accept-Encoding", coding) };
                if tag.is_empty() { request.send() } else { request.header("If-None-Match", tag).send() }
            };
            let plain = get("", "").expect(200);
            assert_eq!(plain.header("content-encoding"), "", "{at}");
            let mut tags = vec![plain.header("etag").to_owned()];
            for coding in ["gzip", "deflate"] {
                let coded = get(coding, "").expect(200);
                assert_eq!(coded.header("content-encoding"), coding, "{at}");
                tags.push(coded.header("etag").to_owned());
            }
            assert!(tags[1].ends_with("-gzip\"") && tags[2].ends_with("-deflate\"") && !tags[0].contains("gzip"), "{tags:?}");
            for tag in &tags {
                for coding in ["", "gzip", "br;q=1, gzip;q=0.5", "identity"] {
                    let known = get(coding, tag).expect(304);
                    assert_eq!((known.header("etag"), known.bytes.len()), (tag.as_str(), 0), "{at} {coding}");
                    assert!(known.header("vary").contains("Accept-Encoding"), "{at} {coding}");
                }
                let _ = get("gzip", &tag.replace('"', "")).expect(200);
            }
        }
        let _ = server.get("", "/acts").header("Accept-Encoding", "gzip").header("If-None-Match", "\"x-gzip\"").send().expect(200);
        // What was read compressed will do for a change.
        let draft = server.draft("ministry", &form());
        let read = server.get("ministry", &draft).header("Accept-Encoding", "gzip").send().expect(200);
        let put = |tag: &str| server.request("PUT", "ministry", &draft).header("Accept-Encoding", "gzip").header("If-Match", tag).json(&form()).send();
        let changed = put(read.header("etag")).expect(200);
        assert_eq!(changed.header("etag"), "\"2-gzip\"");
        let _ = put(read.header("etag")).expect(412);
        let _ = put(changed.header("etag")).expect(200);
        let removed = server.post("ministry", &format!("{draft}/withdrawal")).header("Accept-Encoding", "gzip").header("If-Match", "\"3-gzip\"").send();
        assert_eq!(removed.status, 200, "{}", removed.text);
    }
}

both! {
    fn an_answer_says_what_of_the_request_it_depends_on(server) {
        let path = server.received("ministry", &form());
        let vary = |who: &str, at: &str, coding: &str| {
            let answer = server.get(who, at).header("Accept-Encoding", coding).send();
            let mut names: Vec<String> = answer.header("vary").to_lowercase().split(", ").map(str::to_owned).collect();
            names.sort();
            names
        };
        for coding in ["identity", "gzip", "br"] {
            let everybody = ["accept-encoding", "accept-language"];
            assert_eq!(vary("", "/acts", coding), everybody);
            assert_eq!(vary("", "/nothing", coding), everybody);
            assert_eq!(vary("", "/acts?wonder=1", coding), everybody);
            assert_eq!(vary("", "//docs/", coding), ["accept-encoding"]);
            assert_eq!(vary("", "//openapi.json", coding), ["accept-encoding"]);
            assert_eq!(vary("ministry", &path, coding), ["accept-encoding", "accept-language", "acting-for", "authorization"]);
            assert_eq!(vary("", &path, coding), ["accept-encoding", "accept-language", "acting-for", "authorization"]);
            assert_eq!(vary("", "/meetings", coding), ["accept-encoding", "accept-language", "acting-for", "authorization"]);
            // What everybody may read shows more to some.
            assert_eq!(vary("", "/attachments/0199f3f4-93a1-7c5e-8f5d-2f9c1a1f0a11", coding), ["accept-encoding", "accept-language", "acting-for", "authorization", "lookup-token"]);
        }
    }
}
