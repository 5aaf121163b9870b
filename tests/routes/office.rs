//! Documents of office programs, as they come: told apart by what stands in their containers.

use merzim_tests::{Answer, Server, both, form, kit};

/// How an archive is written.
#[derive(Clone, Copy, Default)]
struct Writing {
    /// Sizes stand after each file, and not before it.
    descriptors: bool,
    /// Sizes and places have 64 bits.
    wide: bool,
    /// Files are compressed.
    deflated: bool,
    /// What stands before the archive proper.
    offset: usize,
}

fn checksum(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| if sum & 1 == 1 { (sum >> 1) ^ 0xEDB8_8320 } else { sum >> 1 })
    })
}

/// An archive of these files, in this order.
fn zip(files: &[(&str, &[u8])], writing: Writing) -> Vec<u8> {
    let (mut archive, mut directory) = (vec![0; writing.offset], Vec::new());
    let u16s = |numbers: &[u16]| numbers.iter().flat_map(|number| number.to_le_bytes()).collect::<Vec<u8>>();
    let u32s = |numbers: &[u32]| numbers.iter().flat_map(|number| number.to_le_bytes()).collect::<Vec<u8>>();
    let u64s = |numbers: &[u64]| numbers.iter().flat_map(|number| number.to_le_bytes()).collect::<Vec<u8>>();
    for (name, content) in files {
        let length = u16::try_from(content.len()).unwrap();
        // A block of DEFLATE that is not compressed.
        let head = [vec![1], u16s(&[length, !length])].concat();
        let data = if writing.deflated { [head, content.to_vec()].concat() } else { content.to_vec() };
        let sizes = [u32::try_from(data.len()).unwrap(), u32::from(length)];
        let at = archive.len() as u64;
        let flags = if writing.descriptors { 8 } else { 0 } | 0x800;
        let method = if writing.deflated { 8 } else { 0 };
        let sum = checksum(content);
        let said = if writing.descriptors { [0, 0, 0] } else { [sum, sizes[0], sizes[1]] };
        archive.extend(b"PK\x03\x04");
        archive.extend(u16s(&[45, flags, method, 0, 33]));
        archive.extend(u32s(&said));
        archive.extend(u16s(&[u16::try_from(name.len()).unwrap(), 0]));
        archive.extend(name.as_bytes());
        archive.extend(&data);
        if writing.descriptors {
            archive.extend(b"PK\x07\x08");
            archive.extend(u32s(&[sum, sizes[0], sizes[1]]));
        }
        let wide = [u16s(&[1, 24]), u64s(&[sizes[1].into(), sizes[0].into(), at])].concat();
        let extra = if writing.wide { wide } else { Vec::new() };
        let place = if writing.wide { [u32::MAX; 3] } else { [sizes[0], sizes[1], u32::try_from(at).unwrap()] };
        directory.extend(b"PK\x01\x02");
        directory.extend(u16s(&[45, 45, flags, method, 0, 33]));
        directory.extend(u32s(&[sum, place[0], place[1]]));
        directory.extend(u16s(&[u16::try_from(name.len()).unwrap(), u16::try_from(extra.len()).unwrap(), 0, 0, 0]));
        directory.extend(u32s(&[0, place[2]]));
        directory.extend(name.as_bytes());
        directory.extend(&extra);
    }
    let (at, size, number) = (archive.len() as u64, directory.len() as u64, files.len() as u64);
    archive.extend(&directory);
    if writing.wide {
        let end = archive.len() as u64;
        archive.extend(b"PK\x06\x06");
        archive.extend([u64s(&[44]), u16s(&[45, 45]), u32s(&[0, 0]), u64s(&[number, number, size, at])].concat());
        archive.extend(b"PK\x06\x07");
        archive.extend([u32s(&[0]), u64s(&[end]), u32s(&[1])].concat());
    }
    let narrow = |number: u64| if writing.wide { u32::MAX } else { u32::try_from(number).unwrap() };
    let count = if writing.wide { u16::MAX } else { u16::try_from(number).unwrap() };
    archive.extend(b"PK\x05\x06");
    archive.extend([u16s(&[0, 0, count, count]), u32s(&[narrow(size), narrow(at)]), u16s(&[0])].concat());
    archive
}

/// A compound file with these streams in its root, and one embedded deeper; before the directory stand so many sectors of content.
fn compound(streams: &[&str], embedded: &str, before: usize) -> Vec<u8> {
    const SECTOR: usize = 512;
    const PER_TABLE: usize = SECTOR / 4;
    let (end, free, a_table, a_list) = (0xFFFF_FFFE_u32, 0xFFFF_FFFF_u32, 0xFFFF_FFFD_u32, 0xFFFF_FFFC_u32);
    let entry = |name: &str, kind: u8, right: u32, child: u32| {
        let mut bytes: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let length = u16::try_from(bytes.len() + 2).unwrap();
        bytes.resize(64, 0);
        bytes.extend(length.to_le_bytes());
        bytes.extend([kind, 1]);
        bytes.extend([free.to_le_bytes(), right.to_le_bytes(), child.to_le_bytes()].concat());
        bytes.resize(128, 0);
        bytes
    };
    let number = |place: usize| u32::try_from(place).unwrap();
    // The root, a folder with what is embedded, the streams beside it.
    let beside = |place: usize| if place < streams.len() { number(place + 3) } else { free };
    let mut directory =
        [entry("Root Entry", 5, free, 1), entry("ObjectPool", 1, beside(0), 2), entry(embedded, 2, free, free)]
            .concat();
    for (place, name) in streams.iter().enumerate() {
        directory.extend(entry(name, 2, beside(place + 1), free));
    }
    directory.resize(directory.len().next_multiple_of(SECTOR), 0);
    let in_directory = directory.len() / SECTOR;
    let (mut tables, mut lists) = (1, 0);
    while tables * PER_TABLE < before + in_directory + tables + lists {
        tables += 1;
        lists = usize::div_ceil(usize::saturating_sub(tables, 109), PER_TABLE - 1);
    }
    let first_table = before + in_directory;
    let chain = |from: usize, length: usize| (from + 1..from + length).map(number).chain([end]);
    let mut table: Vec<u32> = if before > 0 { chain(0, before).collect() } else { Vec::new() };
    table.extend(chain(before, in_directory));
    table.extend(std::iter::repeat_n(a_table, tables));
    table.extend(std::iter::repeat_n(a_list, lists));
    table.resize(tables * PER_TABLE, free);
    let mut held: Vec<u32> = (first_table..first_table + tables).map(number).collect();
    let first_list = first_table + tables;
    let header = [
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec(),
        vec![0; 16],
        [0x3E_u16, 3, 0xFFFE, 9, 6].iter().flat_map(|part| part.to_le_bytes()).collect(),
        vec![0; 6],
        [
            0,
            number(tables),
            number(before),
            0,
            4096,
            end,
            0,
            if lists > 0 { number(first_list) } else { end },
            number(lists),
        ]
        .iter()
        .flat_map(|part| part.to_le_bytes())
        .collect(),
    ]
    .concat();
    let mut file = header;
    assert_eq!(file.len(), 76);
    held.resize(held.len().max(109), free);
    let rest = held.split_off(109);
    file.extend(held.iter().flat_map(|place| place.to_le_bytes()));
    file.extend(vec![b'x'; before * SECTOR]);
    file.extend(directory);
    file.extend(table.iter().flat_map(|next| next.to_le_bytes()));
    for list in 0..lists {
        let of = rest.iter().copied().chain(std::iter::repeat(free)).skip(list * (PER_TABLE - 1)).take(PER_TABLE - 1);
        let next = if list + 1 < lists { number(first_list + list + 1) } else { end };
        file.extend(of.chain([next]).flat_map(u32::to_le_bytes));
    }
    file
}

const WORD: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
const SHEET: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const SLIDES: &str = "application/vnd.openxmlformats-officedocument.presentationml.presentation";
const ODT: &str = "application/vnd.oasis.opendocument.text";
const ODS: &str = "application/vnd.oasis.opendocument.spreadsheet";
const ZIP: &str = "application/zip";

/// What Office Open XML says of its parts.
fn content_types(kinds: &[String]) -> String {
    let parts: String =
        kinds.iter().map(|kind| format!("<Override PartName=\"/x\" ContentType=\"{kind}\"/>")).collect();
    format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?><Types>{parts}</Types>")
}

/// Uploads files one after the other, and checks what each is found to be; nothing is one that is refused.
fn expect(server: &Server, files: &[(&str, Vec<u8>, Option<&str>)]) {
    let path = server.draft("ministry", &form());
    for (name, content, kind) in files {
        let version = server.get("ministry", &path).send().header("etag").to_owned();
        let upload =
            server.post("ministry", &format!("/cases/{}/attachments", kit::id(&path))).header("If-Match", &version);
        let answer = upload.file(name, content).send();
        match kind {
            Some(kind) => assert_eq!(answer.expect(201).body["mediaType"], *kind, "{name}"),
            None => drop(answer.problem(415, "unsupported-media-type")),
        }
    }
}

/// Attaches a file to a draft, and is answered in English.
fn upload(server: &Server, path: &str, name: &str, content: &[u8]) -> Answer {
    let version = server.get("ministry", path).send().header("etag").to_owned();
    let upload =
        server.post("ministry", &format!("/cases/{}/attachments", kit::id(path))).header("Accept-Language", "en");
    upload.header("If-Match", &version).file(name, content).send()
}

both! {
    fn archives_are_told_apart_however_they_are_written(server) {
        let all = content_types(&[WORD, SHEET, SLIDES].map(|kind| format!("{kind}.main+xml")));
        let rels: (&str, &[u8]) = ("_rels/.rels", b"<Relationships/>");
        let big = vec![b'x'; 20_000];
        let mut files: Vec<(&str, Vec<u8>, Option<&str>)> = Vec::new();
        for writing in [
            Writing::default(),
            Writing { descriptors: true, ..Writing::default() },
            Writing { wide: true, ..Writing::default() },
            Writing { deflated: true, ..Writing::default() },
            Writing { descriptors: true, wide: true, deflated: true, offset: 0 },
        ] {
            for (name, part, kind) in [("a.docx", "word/document.xml", WORD), ("a.xlsx", "xl/workbook.xml", SHEET), ("a.pptx", "ppt/presentation.xml", SLIDES)] {
                let said = content_types(&[format!("{kind}.main+xml")]);
                let types = ("[Content_Types].xml", said.as_bytes());
                files.push((name, zip(&[types, rels, (part, b"<x/>")], writing), Some(kind)));
                // As others order them: much before what tells.
                files.push((name, zip(&[("docProps/app.xml", &big), (part, b"<x/>"), rels, types], writing), Some(kind)));
            }
            for (name, kind) in [("a.odt", ODT), ("a.ods", ODS)] {
                let manifest = format!("<manifest:file-entry manifest:full-path=\"/\" manifest:media-type=\"{kind}\"/><manifest:file-entry manifest:full-path=\"Object 1/\" manifest:media-type=\"{ODS}\"/>");
                let said = ("mimetype", kind.as_bytes());
                files.push((name, zip(&[said, ("content.xml", b"<x/>")], writing), Some(kind)));
                files.push((name, zip(&[("content.xml", &big), said], writing), Some(kind)));
                files.push((name, zip(&[("content.xml", &big), ("META-INF/manifest.xml", manifest.as_bytes())], writing), Some(kind)));
            }
            files.push(("a.zip", zip(&[("word/document.xml", b"<x/>"), ("a.txt", b"hello")], writing), Some(ZIP)));
            files.push(("a.zip", zip(&[("inside/a.docx", &big), ("xl/notes.txt", b"hello")], writing), Some(ZIP)));
        }
        let types: (&str, &[u8]) = ("[Content_Types].xml", all.as_bytes());
        let docx = || zip(&[types, ("word/document.xml", b"<x/>")], Writing::default());
        files.extend([
            // One kind does not pass for another.
            ("a.xlsx", docx(), None),
            ("a.zip", docx(), None),
            ("a.odt", docx(), None),
            ("a.docx", zip(&[("a.txt", b"hello")], Writing::default()), None),
            ("a.docx", zip(&[types, types, ("word/document.xml", b"<x/>")], Writing::default()), None),
            ("a.docx", zip(&[types, ("word/document.xml", b"<x/>"), ("xl/workbook.xml", b"<x/>")], Writing::default()), None),
            ("a.docx", zip(&[("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"<x/>")], Writing::default()), None),
            ("a.odt", zip(&[("mimetype", b"application/vnd.oasis.opendocument.text-template")], Writing::default()), None),
            ("a.docx", zip(&[types, ("word/media/document.xml", b"<x/>")], Writing::default()), None),
            // Written by programs that part folders otherwise, or with a document of another number.
            ("a.docx", zip(&[("[content_types].xml", all.as_bytes()), ("word\\document2.xml", b"<x/>")], Writing::default()), Some(WORD)),
            ("empty.zip", zip(&[], Writing::default()), Some(ZIP)),
            ("cut.docx", docx()[..60].to_vec(), None),
        ]);
        expect(&server, &files);
    }
}

both! {
    fn older_documents_are_told_apart_wherever_their_directory_stands(server) {
        let (doc, xls, ppt) = ("application/msword", "application/vnd.ms-excel", "application/vnd.ms-powerpoint");
        let mut files: Vec<(&str, Vec<u8>, Option<&str>)> = Vec::new();
        // The last one has more tables than its header names.
        for before in [0, 3, 200, 15_000] {
            files.push(("a.doc", compound(&["Data", "WordDocument", "1Table"], "Workbook", before), Some(doc)));
            files.push(("a.xls", compound(&["Workbook"], "WordDocument", before), Some(xls)));
            files.push(("a.xls", compound(&["\u{5}SummaryInformation", "Book"], "PowerPoint Document", before), Some(xls)));
            files.push(("a.ppt", compound(&["Current User", "PowerPoint Document"], "Workbook", before), Some(ppt)));
            files.push(("a.xls", compound(&["WordDocument"], "Workbook", before), None));
            // A message with a document in it is none.
            files.push(("a.doc", compound(&["__properties_version1.0"], "WordDocument", before), None));
        }
        let whole = compound(&["WordDocument"], "Workbook", 3);
        for left in [700, whole.len() - 512, whole.len() - 1] {
            files.push(("cut.doc", whole[..left].to_vec(), None));
        }
        files.push(("head.doc", whole[..8].to_vec(), None));
        expect(&server, &files);
    }
}

both! {
    fn programs_passwords_and_what_follows_the_end_are_refused_for_what_they_are(server) {
        let (programs, encrypted, ends) = ("has macros", "is encrypted", "cut off");
        let main = |kind: &str| content_types(&[format!("{kind}.main+xml")]);
        let office = |types: &str, more: &[(&str, &[u8])]| {
            let parts: [(&str, &[u8]); 2] = [("[Content_Types].xml", types.as_bytes()), ("word/document.xml", b"<x/>")];
            zip(&[&parts, more].concat(), Writing { deflated: true, ..Writing::default() })
        };
        let with = |kind: &str| office(&content_types(&[format!("{WORD}.main+xml"), kind.to_owned()]), &[]);
        let ties = |kind: &str| format!("<Relationships><Relationship Id=\"a\" Type=\"http://schemas.microsoft.com/office/2006/relationships/{kind}\" Target=\"notes.bin\"/></Relationships>");
        let open = |name: &str| zip(&[("mimetype", ODT.as_bytes()), ("content.xml", b"<x/>"), (name, b"x")], Writing::default());
        let old = |streams: &[&str], folder: &str| {
            // What stands deeper is the second entry: of a folder it is made one.
            let mut file = compound(streams, folder, 3);
            file[512 + 3 * 512 + 2 * 128 + 66] = 1;
            file
        };
        // The stream of the document stands in the sectors before the directory: ten of 512 bytes.
        let stream = |name: &str, begins: &[u8]| {
            let mut file = compound(&[name], "x", 10);
            file[512..512 + 5120].fill(0);
            file[512..512 + begins.len()].copy_from_slice(begins);
            let length = 512 + 10 * 512 + 3 * 128 + 120;
            file[length..length + 4].copy_from_slice(&5120_u32.to_le_bytes());
            file
        };
        let mut hidden = zip(&[("a.txt", b"hello")], Writing::default());
        let (name, flags) = (hidden.len() - 22 - 46 - 5, hidden.len());
        hidden[name + 8] |= 1;
        assert_eq!(hidden.len(), flags);
        let small = zip(&[("a.txt", b"hello")], Writing::default());
        let pdf = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n".to_vec();
        let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\0\0\0\0\x3a\x7e\x9b\x55\0\0\0\0IEND\xae\x42\x60\x82".to_vec();
        let jpeg = b"\xff\xd8\xff\xe0\0\x06\xff\xd9ab\xff\xc0\0\x02\xff\xda\0\x02x\xff\0\xff\xd0y\xff\xd9".to_vec();
        let and = |file: &[u8], more: &[u8]| [file, more].concat();
        let macros = b"\x0f\0\xff\x03\x14\0\0\0\x02\0\0\x04\x0c\0\0\0\x09\0\0\0\x01\0\0\0\x02\0\0\0";
        let mut files: Vec<(&str, Vec<u8>, &str)> = vec![
            ("a.docx", with("application/vnd.ms-office.vbaProject"), programs),
            ("a.docx", with("application/vnd.ms-excel.macrosheet+xml"), programs),
            ("a.docx", office(&main(WORD), &[("word/_rels/document.xml.rels", ties("vbaProject").as_bytes())]), programs),
            ("a.zip", with("application/vnd.ms-office.vbaProject"), programs),
            ("a.docx", with("application/vnd.ms-office.vba&#80;roject"), programs),
            ("a.odt", open("Basic/Standard/Module1.xml"), programs),
            ("a.odt", open("Object 1/Basic/script-lc.xml"), programs),
            ("a.odt", open("Scripts/python/run.py"), programs),
            ("a.doc", old(&["WordDocument"], "Macros"), programs),
            ("a.xls", old(&["Workbook"], "_VBA_PROJECT_CUR"), programs),
            ("a.ppt", old(&["PowerPoint Document"], "VBA"), programs),
            ("a.ppt", stream("PowerPoint Document", macros), programs),
            ("a.xls", stream("Workbook", b"\x09\x08\x02\0\0\x06\x85\0\x08\0\0\0\0\0\0\x01\0\0"), programs),
            ("a.xls", stream("Workbook", b"\x09\x08\x02\0\0\x06\x2f\0\0\0"), encrypted),
            ("a.doc", stream("WordDocument", b"\xec\xa5\xc1\0\0\0\0\0\0\0\0\x01"), encrypted),
            ("a.docx", compound(&["EncryptionInfo", "EncryptedPackage"], "x", 3), encrypted),
            ("a.ppt", compound(&["EncryptedSummary", "PowerPoint Document"], "x", 3), encrypted),
            ("a.odt", zip(&[("mimetype", ODT.as_bytes()), ("META-INF/manifest.xml", b"<m:file-entry><m:encryption-data/></m:file-entry>")], Writing::default()), encrypted),
            ("a.zip", hidden, encrypted),
            ("a.zip", and(&small, b"junk"), ends),
            ("a.zip", small[..small.len() - 30].to_vec(), ends),
            ("a.docx", and(&office(&main(WORD), &[]), b"<script>alert(1)</script>"), ends),
            ("a.pdf", and(&pdf, &vec![b'x'; 1100]), ends),
            ("a.pdf", and(&pdf, &small), ends),
            ("a.pdf", pdf[..30].to_vec(), ends),
            ("a.png", and(&png, b"junk"), ends),
            ("a.png", png[..40].to_vec(), ends),
            ("a.jpg", and(&jpeg, &small), ends),
            ("a.jpg", jpeg[..jpeg.len() - 2].to_vec(), ends),
            ("a.jpg", b"\xff\xd8\xff\xd9".to_vec(), ends),
            ("a.jpg", b"\xff\xd8\xff\xe0\0\x02junk\xff\xc0\0\x02\xff\xda\0\x02x\xff\xd9".to_vec(), ends),
            ("a.jpg", b"\xff\xd8\xff\xe0\0\x02\xff\xda\0\x02x\xff\xd9".to_vec(), ends),
            ("a.jpg", and(&jpeg, b"<script>alert(1)</script>"), ends),
            ("a.jpg", and(&jpeg, b"\r\nMZ\x90\0\x03\0\0\0\xff"), ends),
            ("a.doc", and(&compound(&["WordDocument"], "x", 3), &small), ends),
        ];
        for kind in ["ms-word.document", "ms-word.template", "ms-excel.sheet", "ms-excel.template", "ms-excel.addin", "ms-powerpoint.presentation", "ms-powerpoint.slideshow"] {
            files.push(("a.docx", office(&content_types(&[format!("application/vnd.{kind}.macroEnabled.main+xml")]), &[]), programs));
        }
        let path = server.draft("ministry", &form());
        let upload = |name: &str, content: &[u8]| upload(&server, &path, name, content);
        for (place, (name, content, why)) in files.iter().enumerate() {
            let refused = upload(name, content).problem(415, "unsupported-media-type");
            let detail = refused.text_of("detail");
            assert!(detail.contains(why) && !detail.contains(".zip"), "{place} {name}: {}", refused.text);
        }
        // What true files have behind their end, and what only resembles programs.
        let whole = [
            ("a.pdf", and(&pdf, b"\r\n\0\0\0")),
            ("a.pdf", and(&pdf, &vec![b'x'; 900])),
            ("a.pdf", and(&pdf, &vec![0; 100_000])),
            ("a.png", png.clone()),
            ("a.png", and(&png, &[0; 512])),
            ("a.jpg", jpeg.clone()),
            ("a.jpg", and(&jpeg, &jpeg)),
            ("a.jpg", and(&jpeg, b"\0\x01\x0a\x0eSEFH\xff\xfe\0SEFT")),
            ("a.doc", stream("WordDocument", b"\xec\xa5\xc1\0\0\0\0\0\0\0\0\0")),
            ("a.xls", stream("Workbook", b"\x09\x08\x02\0\0\x06\x85\0\x08\0\0\0\0\0\0\0\0\0\x0a\0\0\0\x2f\0\0\0")),
            ("a.docx", office(&main(WORD), &[("word/_rels/document.xml.rels", b"<Relationships><Relationship Type=\"x/hyperlink\" Target=\"https://demo.example/vbaProject\"/></Relationships>")])),
            ("a.odt", open("Pictures/basic")),
        ];
        for (name, content) in whole {
            let _ = upload(name, &content).expect(201);
        }
    }
}

/// A stream of objects as a PDF has it: packed by the method that packs nothing.
fn packed(objects: &[u8]) -> Vec<u8> {
    let length = u16::try_from(objects.len()).unwrap();
    let (a, b) = objects
        .iter()
        .fold((1_u32, 0_u32), |(a, b), byte| ((a + u32::from(*byte)) % 65_521, (a + u32::from(*byte) + b) % 65_521));
    [&[0x78, 1, 1][..], &length.to_le_bytes(), &(!length).to_le_bytes(), objects, &((b << 16) | a).to_be_bytes()]
        .concat()
}

both! {
    fn what_acts_loads_or_can_be_read_in_two_ways_is_refused_in_every_format(server) {
        let (programs, acts, remote, two) = ("has macros", "starts a program", "over the network", "have one name");
        let office = |more: &[(&str, &[u8])]| {
            let types = content_types(&[format!("{WORD}.main+xml")]);
            let parts: [(&str, &[u8]); 2] = [("[Content_Types].xml", types.as_bytes()), ("word/document.xml", b"<x/>")];
            zip(&[&parts, more].concat(), Writing { deflated: true, ..Writing::default() })
        };
        let tie = |kind: &str, target: &str, mode: &str| {
            format!("<Relationships><Relationship Id=\"a\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}\" Target=\"{target}\" TargetMode=\"{mode}\"/></Relationships>")
        };
        let tied = |kind: &str, target: &str| office(&[("word/_rels/settings.xml.rels", tie(kind, target, "External").as_bytes())]);
        let pdf = |objects: &[u8]| [b"%PDF-1.7\n1 0 obj\n", objects, b"\nendobj\ntrailer\n<<>>\n%%EOF\n"].concat();
        let in_stream = |objects: &[u8]| {
            let packed = packed(objects);
            pdf(&[b"<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length 99>>stream\r\n", &packed[..], b"\nendstream"].concat())
        };
        let mut renamed = office(&[("notes.txt", b"hello")]);
        let at = renamed.windows(9).position(|bytes| bytes == b"notes.txt").unwrap();
        renamed[at] = b'v';
        let plain = |files: &[(&str, &[u8])]| zip(files, Writing::default());
        let files = [
            // A program that no part declares, and older ones.
            ("a.docx", office(&[("word/vbaProject.bin", b"x")]), programs),
            ("a.docx", office(&[("word/VBAPROJECT.BIN", b"x")]), programs),
            ("a.docx", office(&[("word/vbaData.xml", b"x")]), programs),
            ("a.docx", office(&[("xl/macrosheets/sheet1.xml", b"x")]), programs),
            ("a.docx", office(&[("word/activeX/activeX1.bin", b"x")]), programs),
            ("a.docx", tied("attachedTemplate", "https://demo.example/a.dotm"), remote),
            ("a.docx", tied("attachedTemplate", "file://demo.example/a.dotm"), remote),
            ("a.docx", tied("oleObject", "\\\\demo.example\\a"), remote),
            ("a.docx", tied("frame", "http://demo.example/a"), remote),
            ("a.docx", office(&[("word/document.xml", b"<y/>")]), two),
            ("a.docx", office(&[("WORD/document.xml", b"<y/>")]), two),
            ("a.docx", renamed, two),
            ("a.zip", plain(&[("a.txt", b"one"), ("a.txt", b"two")]), two),
            ("a.odt", plain(&[("mimetype", ODT.as_bytes()), ("content.xml", b"<x/>"), ("content.xml", b"<y/>")]), two),
            ("a.pdf", pdf(b"<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>"), acts),
            ("a.pdf", pdf(b"<</S /J#61va#53cript /JS 3 0 R>>"), acts),
            ("a.pdf", pdf(b"<</S/Launch/F(calc.exe)>>"), acts),
            ("a.pdf", pdf(b"<</Type/EmbeddedFile>>stream\nMZ\nendstream"), acts),
            ("a.pdf", pdf(b"<</Names<</EmbeddedFiles 3 0 R>>>>"), acts),
            ("a.pdf", pdf(b"<</Subtype/RichMedia>>"), acts),
            ("a.pdf", in_stream(b"1 0 <</S/JavaScript/JS(x)>>"), acts),
        ];
        let path = server.draft("ministry", &form());
        let upload = |name: &str, content: &[u8]| upload(&server, &path, name, content);
        for (place, (name, content, why)) in files.iter().enumerate() {
            let detail = upload(name, content).problem(415, "unsupported-media-type").text_of("detail");
            assert!(detail.contains(why), "{place} {name}: {detail}");
        }
        for (place, (name, content)) in [
            ("a.docx", tied("attachedTemplate", "file:///C:\\Templates\\Normal.dotm")),
            ("a.docx", tied("hyperlink", "https://demo.example/")),
            ("a.docx", office(&[("word/_rels/document.xml.rels", tie("oleObject", "embeddings/a.xlsx", "Internal").as_bytes())])),
            ("a.zip", plain(&[("a/a.txt", b"one"), ("b/a.txt", b"two")])),
            ("a.pdf", pdf(b"<</Type/Catalog/JSX 1/JavaScripts 2>>")),
            ("a.pdf", in_stream(b"1 0 <</S/URI/URI(https://demo.example/)>>")),
        ].into_iter().enumerate() {
            let answer = upload(name, &content);
            assert_eq!(answer.status, 201, "{place} {name}: {}", answer.text);
        }
    }
}

/// A PDF that says of everything that it is a stream of objects, and a document whose parts unpack to very much.
#[test]
fn what_is_unpacked_is_bounded() {
    let server = Server::start(merzim_tests::Backend::Sqlite);
    let started = std::time::Instant::now();
    let pdf = [b"%PDF-1.7\n".to_vec(), b"/ObjStm ".repeat(1_000_000), b"stream\n%%EOF\n".to_vec()].concat();
    expect(&server, &[("a.pdf", pdf, None)]);
    assert!(started.elapsed() < std::time::Duration::from_secs(20), "{:?}", started.elapsed());
}

/// A table that leads back to itself, as often as a file can say so.
#[test]
fn a_container_costs_no_more_than_it_is_long() {
    let server = Server::start(merzim_tests::Backend::Sqlite);
    let plain = compound(&["WordDocument"], "Workbook", 30_000);
    let mut twisted = plain.clone();
    // Each list of tables names one table over and over, and the next list; the directory goes round in a circle.
    let at = |place: u32| place.to_le_bytes();
    twisted[48..52].copy_from_slice(&at(0));
    twisted[68..72].copy_from_slice(&at(1));
    for sector in 0..30_000_u32 {
        let start = (sector as usize + 1) * 512;
        for number in 0..127 {
            twisted[start + number * 4..start + number * 4 + 4].copy_from_slice(&at(sector));
        }
        twisted[start + 508..start + 512].copy_from_slice(&at((sector + 1) % 30_000));
    }
    let took = |files: &[(&str, Vec<u8>, Option<&str>)]| {
        let started = std::time::Instant::now();
        expect(&server, files);
        started.elapsed()
    };
    let usual = took(&[("a.doc", plain, Some("application/msword"))]);
    let worst = took(&[("a.doc", twisted, None)]);
    assert!(worst < usual * 20 + std::time::Duration::from_secs(2), "{worst:?} beside {usual:?}");
}
