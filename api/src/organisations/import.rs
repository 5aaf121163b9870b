//! The register from a spreadsheet.

use std::collections::BTreeMap;

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

/// The most lines whose faults are told.
const MOST_TOLD: usize = 50;

const COLUMNS: [&str; 7] = ["bin", "kind", "nameKk", "nameRu", "region", "from", "until"];

/// The organisations of a file, by BIN.
fn read(csv: &str, faults: &mut FieldFaults) -> BTreeMap<Bin, Organisation> {
    let csv = csv.trim_start_matches('\u{feff}');
    let head = csv.lines().next().unwrap_or_default();
    let separator = [b';', b'\t'].into_iter().find(|sign| head.contains(char::from(*sign))).unwrap_or(b',');
    let mut reader =
        csv::ReaderBuilder::new().delimiter(separator).trim(csv::Trim::All).flexible(true).from_reader(csv.as_bytes());
    let columns: Vec<String> =
        reader.headers().map(|names| names.iter().map(str::to_owned).collect()).unwrap_or_default();
    let wrong =
        COLUMNS.iter().filter(|name| !matches!(**name, "region" | "until") && !columns.iter().any(|one| one == *name));
    let unknown = columns.iter().filter(|name| !COLUMNS.contains(&name.as_str()));
    let names: Vec<&str> = wrong.copied().chain(unknown.map(String::as_str)).collect();
    if !names.is_empty() {
        let message =
            Text::new("бағандар дұрыс емес: {}", "столбцы не те: {}", "these columns are missing or unknown: {}");
        faults.tell_of(&["/csv"], message.with(&Text::same(names.join(", "))));
    }
    let mut organisations = BTreeMap::new();
    let mut wrong = Vec::new();
    for (record, number) in reader.records().zip(2_usize..).take_while(|_| names.is_empty()) {
        let cells: BTreeMap<&str, String> = match &record {
            Ok(record) => columns.iter().map(String::as_str).zip(record.iter().map(str::to_owned)).collect(),
            Err(_) => BTreeMap::new(),
        };
        let read = organisation(&cells).and_then(|one| match organisations.insert(one.bin.clone(), one) {
            None => Ok(()),
            Some(_) => Err("bin"),
        });
        wrong.extend(read.err().map(|column| format!("{number} ({column})")));
        if wrong.len() == MOST_TOLD {
            break;
        }
    }
    if !wrong.is_empty() {
        let message = Text::new("мына жолдарды түзетіңіз: {}", "исправьте строки: {}", "put these lines right: {}");
        faults.tell_of(&["/csv"], message.with(&Text::same(wrong.join(", "))));
    }
    organisations
}

/// The organisation of a line. Else the first column that is not right.
fn organisation(cells: &BTreeMap<&str, String>) -> Result<Organisation, &'static str> {
    let cell = |name: &'static str| cells.get(name).map(String::as_str).filter(|text| !text.is_empty());
    let needed = |name: &'static str| cell(name).ok_or(name);
    let name = |column: &'static str| {
        let text = needed(column)?;
        let fits = text.chars().count() <= 300 && !text.contains(['\n', '\r']);
        if fits { Ok(text.to_owned()) } else { Err(column) }
    };
    let day = |text: &str| Date::parse(text, format_description!("[year]-[month]-[day]")).ok();
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
