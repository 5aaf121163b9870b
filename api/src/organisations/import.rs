//! The register from a spreadsheet.

use std::collections::{BTreeMap, BTreeSet};

use actix_web::post;
use merzim_domain::organisation::OrganisationKind;
use merzim_domain::{Bin, Text, Vocabulary, region::Region};
use merzim_persistence::organisations::{self, Organisation, OrganisationRow};
use serde::{Deserialize, Serialize};
use time::Date;
use time::macros::format_description;
use utoipa::ToSchema;
use validator::Validate;

use crate::app::Ask;
use crate::http::{Answer, Looked, Reply};
use crate::problem::FieldFaults;

/// A spreadsheet of organisations.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "csv": "bin;kind;nameKk;nameRu;region;from;until\n150540000027;agency;ДЕМО: Бәсекелестік агенттігі;ДЕМО: Агентство по конкуренции;;2025-01-01;\n",
}))]
pub struct OrganisationImportForm {
    /// The text of a CSV file. The first line names the columns: `bin`, `kind`, `nameKk`, `nameRu`, `region`, `from`, `until`, in any
    /// order; `region` and `until` may be left out. Cells are parted by a comma, a semicolon or a tabulator.
    #[schema(min_length = 1, max_length = 400_000, pattern = r"\S")]
    pub csv: String,
}

/// What an import did.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct OrganisationImport {
    /// How many organisations were entered.
    #[schema(minimum = 0, example = 1)]
    pub entered: i64,
    /// How many were replaced, for the register had something else.
    #[schema(minimum = 0, example = 0)]
    pub replaced: i64,
    /// How many were there so already.
    #[schema(minimum = 0, example = 0)]
    pub unchanged: i64,
}

/// Import organisations
///
/// By the registrar, from the text of a CSV file. All lines or none: what is wrong is told with the number of the line. An organisation
/// that the register has is replaced; what the file does not name stays.
#[utoipa::path(operation_id = "importOrganisations", security(("bearer" = ["registrar"])), request_body = OrganisationImportForm, responses((status = OK, description = "What was done", body = OrganisationImport)))]
#[post("/organisation-imports")]
pub async fn import(ask: Ask, form: Looked<OrganisationImportForm>) -> Answer {
    ask.change(form, |desk, Looked { form, mut faults }| {
        let said = read(&form.csv, &mut faults);
        faults.none()?;
        organisations::take(desk.connection)?;
        let bins: Vec<&str> = said.keys().map(Bin::as_str).collect();
        let known = organisations::these(desk.connection, &bins)?;
        let mut done = OrganisationImport { entered: 0, replaced: 0, unchanged: 0 };
        for (bin, said) in &said {
            match known.get(bin.as_str()) {
                None => {
                    organisations::create(
                        desk.connection,
                        &OrganisationRow::entered(desk.app.ids.next(), said, desk.now),
                    )?;
                    done.entered += 1;
                }
                Some(row) if row.said()? == *said => done.unchanged += 1,
                Some(row) => {
                    organisations::replace(desk.connection, &row.changed(said, desk.now))?;
                    done.replaced += 1;
                }
            }
        }
        Reply::ok(&done)
    })
    .await
}

/// The most lines or columns whose faults are told.
const MOST_TOLD: usize = 50;

const COLUMNS: [&str; 7] = ["bin", "kind", "nameKk", "nameRu", "region", "from", "until"];

/// How much of a name of a column is told.
const TELLING: usize = 40;

/// The organisations of a file, by BIN.
fn read(csv: &str, faults: &mut FieldFaults) -> BTreeMap<Bin, Organisation> {
    let csv = csv.trim_start_matches('\u{feff}');
    let head = csv.lines().next().unwrap_or_default();
    let separator = [b';', b'\t'].into_iter().find(|sign| head.contains(char::from(*sign))).unwrap_or(b',');
    let mut reader = csv::ReaderBuilder::new().delimiter(separator).trim(csv::Trim::All).from_reader(csv.as_bytes());
    let columns: Vec<String> =
        reader.headers().map(|names| names.iter().map(str::to_owned).collect()).unwrap_or_default();
    let mut told = |message: Text, what: Vec<String>| {
        let is_right = what.is_empty();
        if !is_right {
            faults.tell_of(&["/csv"], message.with(&Text::same(what.join(", "))));
        }
        is_right
    };
    if !told(WRONG_COLUMNS, wrong_columns(&columns)) {
        return BTreeMap::new();
    }
    let mut organisations = BTreeMap::new();
    let (mut wrong, mut torn) = (Vec::new(), Vec::new());
    for record in reader.records() {
        match record {
            Ok(record) => {
                let line = line_of(csv, record.position());
                let cells = columns.iter().map(String::as_str).zip(&record).collect();
                let read = organisation(&cells).and_then(|one| match organisations.insert(one.bin.clone(), one) {
                    None => Ok(()),
                    Some(_) => Err("bin"),
                });
                wrong.extend(read.err().map(|column| format!("{line} ({column})")));
            }
            Err(error) => torn.push(line_of(csv, error.position()).to_string()),
        }
        if wrong.len() + torn.len() == MOST_TOLD {
            break;
        }
    }
    let _ = told(WRONG_LINES, wrong);
    let _ = told(TORN_LINES, torn);
    organisations
}

/// The number of the line on which a record begins. Its position is that of the empty lines before it.
fn line_of(csv: &str, position: Option<&csv::Position>) -> usize {
    let from = |position: &csv::Position| Some((usize::try_from(position.byte()).ok()?, position.line()));
    let (byte, line) = position.and_then(from).unwrap_or_default();
    let rest = csv.get(byte..).unwrap_or_default();
    let empty = rest.chars().take_while(|sign| ['\n', '\r'].contains(sign)).filter(|sign| *sign == '\n');
    empty.count() + usize::try_from(line).unwrap_or_default()
}

const WRONG_COLUMNS: Text = Text::new(
    "мына бағандар жоқ, артық немесе қайталанған: {}",
    "эти столбцы отсутствуют, лишние или повторяются: {}",
    "these columns are missing, unknown or named twice: {}",
);
const WRONG_LINES: Text = Text::new("мына жолдарды түзетіңіз: {}", "исправьте строки: {}", "put these lines right: {}");
const TORN_LINES: Text = Text::new(
    "мына жолдарда ұяшықтар саны бағандар санымен бірдей емес: {}",
    "в этих строках ячеек не столько, сколько столбцов: {}",
    "these lines do not have as many cells as there are columns: {}",
);

/// The columns that are missing, unknown or named twice; the first of them.
fn wrong_columns(columns: &[String]) -> Vec<String> {
    let may_miss = ["region", "until"];
    let missing = COLUMNS.iter().filter(|name| !may_miss.contains(name) && !columns.iter().any(|one| one == *name));
    let mut seen = BTreeSet::new();
    let odd = columns.iter().filter(|name| !COLUMNS.contains(&name.as_str()) || !seen.insert(name.as_str()));
    let names = missing.map(|name| (*name).to_owned()).chain(odd.map(|name| name.chars().take(TELLING).collect()));
    names.take(MOST_TOLD).collect()
}

/// The organisation of a line. Else the first column that is not right.
fn organisation(cells: &BTreeMap<&str, &str>) -> Result<Organisation, &'static str> {
    let cell = |name: &'static str| cells.get(name).copied().filter(|text| !text.is_empty());
    let needed = |name: &'static str| cell(name).ok_or(name);
    let name = |column: &'static str| {
        let text = needed(column)?;
        let fits = text.chars().count() <= 300 && !text.contains(['\n', '\r']);
        if fits { Ok(text.to_owned()) } else { Err(column) }
    };
    // Without a sign, and with a year of four digits.
    let day = |text: &str| {
        let day = Date::parse(text, format_description!("[year]-[month]-[day]")).ok();
        day.filter(|_| text.len() == "2026-01-01".len())
    };
    let from = day(needed("from")?).ok_or("from")?;
    let until = cell("until").map(|text| day(text).filter(|until| from < *until).ok_or("until")).transpose()?;
    Ok(Organisation {
        bin: Bin::parse(needed("bin")?).map_err(|_| "bin")?,
        kind: OrganisationKind::parse(needed("kind")?).ok_or("kind")?,
        name: merzim_domain::Bilingual { kk: name("nameKk")?, ru: name("nameRu")? },
        region: cell("region").map(|code| Region::parse(code).ok_or("region")).transpose()?,
        from,
        until,
    })
}
