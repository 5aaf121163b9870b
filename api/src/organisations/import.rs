//! The register from a spreadsheet.

use std::collections::{BTreeMap, BTreeSet};

use actix_web::http::Method;
use actix_web::post;
use csv::{Position, StringRecord};
use merzim_domain::{Bin, Text};
use merzim_persistence::organisations::{self, Organisation, OrganisationRow};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;
use validator::Validate;

use super::form::OrganisationForm;
use crate::app::Ask;
use crate::http::contract::Operation;
use crate::http::{Answer, BASE, Looked, Reply, block};
use crate::problem::{FieldFault, FieldFaults, Problem, Wrong, WrongCode};

/// A spreadsheet of organisations.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "csv": "bin;kind;nameKk;nameRu;region;from;until\n150540000027;agency;ДЕМО: Бәсекелестік агенттігі;ДЕМО: Агентство по конкуренции;;2025-01-01;\n",
}))]
pub struct OrganisationImportForm {
    /// The text of a CSV file. The first line names the columns: `bin`, `kind`, `nameKk`, `nameRu`, `region`, `from`, `until`,
    /// `stateShare`, `headName`, `headPositionKk`, `headPositionRu`, in any order; `region` and those from `until` on may be left out. Cells are parted by a comma, a semicolon or a tabulator.
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
/// By the registrar, from the text of a CSV file. All lines or none. What is wrong is told as of a form, with the line and the column:
/// `/csv/4/kind`. An organisation that the register has is replaced; what the file does not name stays.
#[utoipa::path(operation_id = "importOrganisations", security(("bearer" = ["registrar"])), request_body = OrganisationImportForm, responses((status = OK, description = "What was done", body = OrganisationImport)))]
#[post("/organisation-imports")]
pub async fn import(ask: Ask, form: Looked<OrganisationImportForm>) -> Answer {
    let (app, Looked { form: OrganisationImportForm { csv }, mut faults }) = (ask.app.clone(), form.clone());
    // A large file takes its time, and nobody who writes waits for that.
    let (said, faults) = block(move || {
        let entering = app.door.contract.operation(&Method::POST, &format!("{BASE}/organisations"));
        Ok((read(&entering, &csv, &mut faults)?, faults))
    })
    .await?;
    ask.change(form, move |desk, _| {
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

/// The columns of a file, and where each stands in a form.
const COLUMNS: [(&str, &str); 11] = [
    ("bin", "/bin"),
    ("kind", "/kind"),
    ("nameKk", "/name/kk"),
    ("nameRu", "/name/ru"),
    ("region", "/region"),
    ("from", "/from"),
    ("until", "/until"),
    ("stateShare", "/stateShare"),
    ("headName", "/firstHead/name"),
    ("headPositionKk", "/firstHead/position/kk"),
    ("headPositionRu", "/firstHead/position/ru"),
];

/// Those that may be left out.
const OPTIONAL: [&str; 6] = ["region", "until", "stateShare", "headName", "headPositionKk", "headPositionRu"];

/// The organisations of a file, by BIN. Each line is looked at as the form that enters one.
fn read(entering: &Operation, csv: &str, faults: &mut FieldFaults) -> Result<BTreeMap<Bin, Organisation>, Problem> {
    let csv = csv.trim_start_matches('\u{feff}');
    let head = csv.lines().next().unwrap_or_default();
    let separator = [b';', b'\t'].into_iter().find(|sign| head.contains(char::from(*sign))).unwrap_or(b',');
    let mut reader = csv::ReaderBuilder::new().delimiter(separator).trim(csv::Trim::All).from_reader(csv.as_bytes());
    let columns = reader.headers().cloned().unwrap_or_default();
    look_at_columns(&columns, faults);
    let mut organisations = BTreeMap::new();
    if !faults.is_empty() {
        return Ok(organisations);
    }
    for record in reader.records() {
        if faults.is_full() {
            break;
        }
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                faults.tell(|| format!("/csv/{}", line_of(csv, error.position())), TORN);
                continue;
            }
        };
        let line = line_of(csv, record.position());
        let Looked { form, faults: wrong } = Looked::<OrganisationForm>::of(entering, form_of(&columns, &record))?;
        let is_right = wrong.is_empty();
        for FieldFault { pointer, wrong } in wrong {
            let column = COLUMNS.iter().find(|(_, at)| *at == pointer).map_or(pointer.as_str(), |(column, _)| *column);
            faults.tell(|| format!("/csv/{line}/{column}"), wrong);
        }
        let one = Organisation::from(form);
        if is_right && organisations.insert(one.bin.clone(), one).is_some() {
            faults.tell(|| format!("/csv/{line}/bin"), Wrong::of(WrongCode::Twice, TWICE));
        }
    }
    Ok(organisations)
}

/// What a line says, as a form: an empty cell says nothing.
fn form_of(columns: &StringRecord, record: &StringRecord) -> Value {
    let mut form = json!({ "name": {} });
    for (column, cell) in columns.iter().zip(record).filter(|(_, cell)| !cell.is_empty()) {
        let place = COLUMNS.iter().find(|(name, _)| *name == column);
        let mut field = &mut form;
        for step in place.iter().flat_map(|(_, at)| at.split('/').skip(1)) {
            field = &mut field[step];
        }
        *field = json!(cell);
    }
    form
}

/// The number of the line on which a record begins. Its position is that of the empty lines before it.
fn line_of(csv: &str, position: Option<&Position>) -> usize {
    let from = |position: &Position| Some((usize::try_from(position.byte()).ok()?, position.line()));
    let (byte, line) = position.and_then(from).unwrap_or_default();
    let rest = csv.get(byte..).unwrap_or_default();
    let empty = rest.chars().take_while(|sign| ['\n', '\r'].contains(sign)).filter(|sign| *sign == '\n');
    empty.count() + usize::try_from(line).unwrap_or_default()
}

const TORN: Text = Text::new(
    "жолдағы ұяшықтар саны бағандар санымен бірдей емес",
    "в строке ячеек не столько, сколько столбцов",
    "the line does not have as many cells as there are columns",
);
const TWICE: Text = Text::new("жоғарыдағы жолда бар", "уже есть в строке выше", "stands in a line above already");
const WRONG_COLUMNS: Text = Text::new(
    "мына бағандар жоқ, артық немесе қайталанған: {}",
    "эти столбцы отсутствуют, лишние или повторяются: {}",
    "these columns are missing, unknown or named twice: {}",
);

/// How much of a name of a column is told, and of how many.
const TELLING: usize = 20;

/// Tells which columns are missing, unknown or named twice.
fn look_at_columns(columns: &StringRecord, faults: &mut FieldFaults) {
    let known = COLUMNS.map(|(name, _)| name);
    let missing = known.into_iter().filter(|name| !OPTIONAL.contains(name) && !columns.iter().any(|one| one == *name));
    let mut seen = BTreeSet::new();
    let odd = columns.iter().filter(|name| !known.contains(name) || !seen.insert(*name));
    let short = |name: &str| name.chars().take(TELLING).collect::<String>();
    let names: Vec<String> = missing.chain(odd).take(TELLING).map(short).collect();
    if !names.is_empty() {
        faults.tell_of(&["/csv"], WRONG_COLUMNS.with(&Text::same(names.join(", "))));
    }
}
