//! Documents of office programs, as they come: told apart by what stands in their containers.

use merzim_tests::{Server, both, form, kit};

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

both! {
    fn archives_are_told_apart_however_they_are_written(server) {
        let types: (&str, &[u8]) = ("[Content_Types].xml", b"<Types/>");
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
        let docx = || zip(&[types, ("word/document.xml", b"<x/>")], Writing::default());
        let mixed = zip(&[types, ("word/document.xml", b"<x/>"), ("word/vbaProject.bin", b"x")], Writing::default());
        files.extend([
            // One kind does not pass for another.
            ("a.xlsx", docx(), None),
            ("a.zip", docx(), None),
            ("a.odt", docx(), None),
            ("a.docx", zip(&[("a.txt", b"hello")], Writing::default()), None),
            ("a.docx", mixed, None),
            ("a.odt", zip(&[("mimetype", b"application/vnd.oasis.opendocument.text-template")], Writing::default()), None),
            ("a.docx", zip(&[types, ("word/media/document.xml", b"<x/>")], Writing::default()), None),
            // Written by programs that part folders otherwise, or with a document of another number.
            ("a.docx", zip(&[("[content_types].xml", b"<Types/>"), ("word\\document2.xml", b"<x/>")], Writing::default()), Some(WORD)),
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
        files.push(("cut.doc", whole[..700].to_vec(), None));
        files.push(("head.doc", whole[..8].to_vec(), None));
        expect(&server, &files);
    }
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
