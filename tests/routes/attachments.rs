//! `/cases/{id}/attachments`, `/attachments/{id}`

use merzim_tests::{both, form};

const PDF: &[u8] = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n";

both! {
    fn a_file_is_kept_byte_for_byte_and_named_by_what_it_is(server) {
        let path = server.draft("ministry", &form());
        let id = path.rsplit('/').next().unwrap().to_owned();
        let upload = |name: &str, content: &[u8]| {
            let version = server.get("ministry", &path).send().header("etag").to_owned();
            server.post("ministry", &format!("/cases/{id}/attachments")).header("If-Match", &version).file(name, content).send()
        };
        let pdf = upload("../../Ереже «1».pdf", PDF).expect(201);
        assert_eq!((pdf.body["mediaType"].as_str(), pdf.body["name"].as_str(), pdf.body["size"].as_u64()), (Some("application/pdf"), Some("Ереже «1».pdf"), Some(PDF.len() as u64)));
        assert_eq!(pdf.body["sha256"].as_str().map(str::len), Some(64));
        assert_eq!(pdf.header("etag"), "\"2\"");
        let back = server.get("ministry", &pdf.text_of("href")).send().expect(200);
        assert_eq!(back.bytes, PDF);
        assert_eq!((back.header("content-type"), back.header("x-content-type-options")), ("application/pdf", "nosniff"));
        assert!(back.header("content-disposition").contains("UTF-8''"));
        let text = upload("Хат № 5.1", "Қазақша мәтін".as_bytes()).expect(201);
        // A name without an end gets the one by which it is opened.
        assert_eq!((text.body["mediaType"].as_str(), text.body["name"].as_str()), (Some("text/plain"), Some("Хат № 5.1.txt")));
        // A program is a program, whatever it is called.
        let _ = upload("letter.pdf", b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0").problem(415, "unsupported-media-type");
        let _ = upload("letter.pdf", b"MZ\x90\0\x03\0\0\0").problem(415, "unsupported-media-type");
        let _ = upload("a.txt", b"a\0b").problem(415, "unsupported-media-type");
        let hidden = [vec![b'a'; 9000], vec![0, 1, 2]].concat();
        let _ = upload("a.txt", &hidden).problem(415, "unsupported-media-type");
        let cut = [vec![b'a'; 65_535], "Ә".as_bytes().to_vec()].concat();
        let _ = upload("a.txt", &cut[..cut.len() - 1]).problem(415, "unsupported-media-type");
        assert_eq!(upload("empty.pdf", b"").problem(400, "invalid-input").pointers(), ["/file"]);
        assert_eq!(server.get("ministry", &format!("/cases/{id}/attachments")).send().items().len(), 2);
        let attach = || server.post("ministry", &format!("/cases/{id}/attachments"));
        let _ = attach().file("a.txt", b"x").send().problem(428, "precondition-required");
        let _ = attach().header("If-Match", "\"3\"").json(&form()).send().problem(415, "unsupported-media-type");
        // What is filed is attached to no more.
        let _ = server.submit("ministry", &path).expect(200);
        let _ = upload("late.pdf", PDF).problem(409, "state-forbids-action");
        let version = server.get("ministry", &path).send().header("etag").to_owned();
        let gone = server.request("DELETE", "ministry", &pdf.text_of("href")).header("If-Match", &version).send();
        let _ = gone.problem(409, "state-forbids-action");
    }
}

both! {
    fn a_form_whose_head_cannot_be_read_is_told_why(server) {
        let path = server.draft("ministry", &form());
        let id = path.rsplit('/').next().unwrap().to_owned();
        let send = |body: &str| {
            let request = server.post("ministry", &format!("/cases/{id}/attachments")).header("If-Match", "\"1\"");
            let request = request.header("Accept-Language", "en");
            request.bytes("multipart/form-data; boundary=edge", body.into()).send().problem(400, "malformed-request")
        };
        let head = |name: &str| format!("--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n");
        let broken = send(&format!("{}text\r\n--edge--\r\n", head("a\u{1}b.txt")));
        assert!(broken.text_of("detail").contains("control character"), "{}", broken.text);
        let cut = send(&format!("{}text", head("a.txt")));
        assert_eq!(cut.text_of("detail"), "The file did not come whole.");
        // What is an archive, and no document that is taken, is told as that.
        let archive = b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";
        let request = server.post("ministry", &format!("/cases/{id}/attachments")).header("If-Match", "\"1\"");
        let refused = request.header("Accept-Language", "en").file("slides.odp", archive).send().problem(415, "unsupported-media-type");
        assert!(refused.text_of("detail").contains("ZIP archive without a document of a kind that is taken"), "{}", refused.text);
    }
}

both! {
    fn a_download_is_sent_whole_in_part_or_not_at_all(server) {
        let path = server.draft("ministry", &form());
        let id = path.rsplit('/').next().unwrap();
        let content: Vec<u8> = (0..200_000_u32).map(|place| b'a' + u8::try_from(place % 26).unwrap()).collect();
        let upload = server.post("ministry", &format!("/cases/{id}/attachments")).header("If-Match", "\"1\"").file("a.txt", &content).send().expect(201);
        let href = upload.text_of("href");
        let get = |headers: &[(&str, &str)]| {
            let request = server.get("ministry", &href).header("Accept-Encoding", "gzip");
            headers.iter().fold(request, |request, (name, value)| request.header(name, value)).send()
        };
        let whole = get(&[]).expect(200);
        let tag = whole.header("etag").to_owned();
        assert_eq!((whole.bytes.as_slice(), whole.header("accept-ranges"), whole.header("content-length")), (content.as_slice(), "bytes", "200000"));
        assert_eq!((tag.as_str(), whole.header("content-encoding")), (format!("\"{}\"", upload.text_of("sha256")).as_str(), ""));
        let part = |range: &str, first: usize, last: usize| {
            let answer = get(&[("Range", range)]).expect(206);
            assert_eq!(answer.bytes, content[first..=last], "{range}");
            assert_eq!(answer.header("content-range"), format!("bytes {first}-{last}/200000"), "{range}");
            assert_eq!((answer.header("etag"), answer.header("content-type")), (tag.as_str(), "text/plain"));
        };
        part("bytes=0-0", 0, 0);
        part("bytes=100000-", 100_000, 199_999);
        part("bytes=-10", 199_990, 199_999);
        part("bytes=-900000", 0, 199_999);
        part("bytes=199999-900000", 199_999, 199_999);
        part("Bytes=65530-65550", 65_530, 65_550);
        for range in ["bytes=200000-", "bytes=-0", "bytes=900000-900001", "bytes=200000-,300000-"] {
            let answer = get(&[("Range", range)]).problem(416, "no-such-part");
            assert_eq!(answer.header("content-range"), "bytes */200000", "{range}");
        }
        // What is no range, or several, is answered whole.
        for range in ["bytes=", "bytes=a-b", "bytes=5-1", "lines=1-2", "bytes", "bytes=0-1,5-9", "bytes=18446744073709551616-"] {
            assert_eq!(get(&[("Range", range)]).expect(200).bytes.len(), 200_000, "{range}");
        }
        assert_eq!(get(&[("Range", "bytes=0-9"), ("If-Range", &tag)]).expect(206).bytes.len(), 10);
        for other in ["\"other\"", &format!("W/{tag}"), "Mon, 16 Mar 2026 05:00:00 GMT"] {
            assert_eq!(get(&[("Range", "bytes=0-9"), ("If-Range", other)]).expect(200).bytes.len(), 200_000, "{other}");
        }
        let known = get(&[("If-None-Match", &tag), ("Range", "bytes=0-9")]).expect(304);
        assert_eq!((known.header("etag"), known.bytes.len()), (tag.as_str(), 0));
        let head = server.request("HEAD", "ministry", &href).header("Range", "bytes=0-9").send().expect(200);
        assert_eq!((head.header("content-length"), head.header("accept-ranges"), head.header("etag"), head.bytes.len()), ("200000", "bytes", tag.as_str(), 0));
    }
}

both! {
    fn a_file_is_saved_under_a_name_that_every_program_reads(server) {
        let path = server.draft("ministry", &form());
        let id = path.rsplit('/').next().unwrap();
        let saved = |name: &str| {
            let version = server.get("ministry", &path).send().header("etag").to_owned();
            let upload = server.post("ministry", &format!("/cases/{id}/attachments")).header("If-Match", &version).file(name, b"hello").send().expect(201);
            let disposition = server.get("ministry", &upload.text_of("href")).send().expect(200).header("content-disposition").to_owned();
            (upload.text_of("name"), disposition)
        };
        assert_eq!(saved("letter.txt").1, "attachment; filename=\"letter.txt\"; filename*=UTF-8''letter.txt");
        assert_eq!(saved("Ә 50%20;x='y'.txt").1, "attachment; filename=\"_ 50_20;x='y'.txt\"; filename*=UTF-8''%D3%98%2050%2520%3Bx%3D%27y%27.txt");
        let (name, disposition) = saved(&format!("{}.txt", "Қ".repeat(300)));
        assert!(name.len() == 254 && name.ends_with("Қ.txt") && disposition.contains("_.txt\"; filename*=UTF-8''%D2%9A"), "{name} {disposition}");
        let (name, disposition) = saved("abc\u{202e}\u{200b}.txt");
        assert_eq!((name.as_str(), disposition.as_str()), ("abc.txt", "attachment; filename=\"abc.txt\"; filename*=UTF-8''abc.txt"));
    }
}

both! {
    fn a_file_can_be_taken_off_a_draft(server) {
        let path = server.draft("ministry", &form());
        let id = path.rsplit('/').next().unwrap().to_owned();
        let upload = server.post("ministry", &format!("/cases/{id}/attachments")).header("If-Match", "\"1\"").file("a.pdf", PDF).send().expect(201);
        let href = upload.text_of("href");
        let _ = server.request("DELETE", "ministry", &href).header("If-Match", "\"1\"").send().problem(412, "stale");
        assert_eq!(server.request("DELETE", "ministry", &href).header("If-Match", "\"2\"").send().expect(204).header("etag"), "\"3\"");
        let _ = server.get("ministry", &href).send().problem(404, "not-found");
        assert_eq!(server.get("ministry", &path).send().body["attachments"].as_array().map(Vec::len), Some(0));
    }
}

both! {
    with [("max_upload", "1000")];
    fn a_file_that_is_too_large_is_refused_while_it_comes_in(server) {
        let path = server.draft("ministry", &form());
        let id = path.rsplit('/').next().unwrap();
        let upload = |size: usize| {
            let version = server.get("ministry", &path).send().header("etag").to_owned();
            server.post("ministry", &format!("/cases/{id}/attachments")).header("If-Match", &version).file("a.txt", &vec![b'a'; size]).send()
        };
        let _ = upload(1000).expect(201);
        let _ = upload(1001).problem(413, "too-large");
    }
}

both! {
    fn an_upload_repeated_with_its_key_is_kept_once(server) {
        let path = server.draft("ministry", &form());
        let id = path.rsplit('/').next().unwrap();
        let upload = |content: &[u8]| {
            server.post("ministry", &format!("/cases/{id}/attachments")).header("If-Match", "\"1\"").header("Idempotency-Key", "u").file("a.txt", content).send()
        };
        let first = upload(b"hello").expect(201);
        assert_eq!(upload(b"hello").expect(201).body, first.body);
        let _ = upload(b"other").problem(422, "idempotency-key-reused");
        assert_eq!(server.get("ministry", &format!("/cases/{id}/attachments")).send().items().len(), 1);
    }
}
