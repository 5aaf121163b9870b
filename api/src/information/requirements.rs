//! The requirements of article 11 of the Law № 401-V for which a request is returned in moderation (№ 95 ¶4): those built in, or the
//! operator's own.

use std::collections::BTreeSet;

use actix_web::get;
use actix_web::web::Data;
use merzim_domain::procedures::information_request::Nonconformity;
use merzim_domain::{Text, Vocabulary};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::settings::InformationSettings;
use crate::app::App;
use crate::config::read::Read;
use crate::http::{Answer, Reply, Visit, list_of};

/// A requirement, as it is listed.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Requirement {
    /// Its code.
    pub code: String,
    /// What a request lacks that does not meet it.
    pub title: Text,
}

/// All of them; those built in, if nothing is said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Requirements(pub Vec<Requirement>);

impl Default for Requirements {
    fn default() -> Self {
        let built_in = |one: &Nonconformity| Requirement { code: one.code().to_owned(), title: one.title() };
        Self(Nonconformity::ALL.iter().map(built_in).collect())
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    requirements: Vec<Requirement>,
}

/// Those built in without a path, else those of the file.
pub fn requirements(path: &str) -> Read<Requirements> {
    if path.is_empty() {
        return Ok(Requirements::default());
    }
    let text = std::fs::read_to_string(path).map_err(|error| format!("a file that can be read ({error})"))?;
    listed(&text).map_err(|mistake| format!("a list of requirements: {mistake}"))
}

fn listed(text: &str) -> Result<Requirements, String> {
    let File { requirements } = toml::from_str(text).map_err(|error| error.to_string())?;
    let mut codes = BTreeSet::new();
    for Requirement { code, title } in &requirements {
        if code.is_empty() || code.len() > 40 || !code.bytes().all(|sign| sign.is_ascii_alphanumeric()) {
            return Err(format!("`{code}` is no code of letters and digits"));
        }
        if [&title.kk, &title.ru, &title.en].iter().any(|words| words.trim().is_empty()) {
            return Err(format!("`{code}` needs a title in three languages"));
        }
        if !codes.insert(code) {
            return Err(format!("`{code}` stands twice"));
        }
    }
    if requirements.is_empty() { Err("it has none".to_owned()) } else { Ok(Requirements(requirements)) }
}

/// A requirement that a request may not meet.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RequestRequirement)]
pub struct RequirementView {
    /// Its code.
    #[schema(example = "noContacts")]
    pub code: String,
    /// What the request lacks, in the caller's language.
    #[schema(example = "no contacts")]
    pub title: String,
}

list_of!(RequestRequirements, RequirementView, "The requirements of article 11 for which a request is returned.");

/// List requirements of a request
///
/// The points of article 11 of the Law № 401-V for which a request on the blog platform is returned (95-6), as this service knows them.
#[utoipa::path(operation_id = "listRequestRequirements", security(()), responses((status = OK, description = "The requirements", body = RequestRequirements)))]
#[get("/request-requirements")]
pub async fn list(app: Data<App>, visit: Visit) -> Answer {
    let known = &app.config.part::<InformationSettings>().requirements.0;
    let items = known
        .iter()
        .map(|one| RequirementView { code: one.code.clone(), title: one.title.get(visit.lang).to_owned() })
        .collect();
    Ok(Reply::ok(&RequestRequirements { items })?.public())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_of_requirements_is_read_strictly() {
        let one = "[[requirements]]\ncode = \"unclear\"\ntitle = { kk = \"а\", ru = \"б\", en = \"c\" }\n";
        assert_eq!(listed(one).unwrap().0.len(), 1);
        assert!(requirements("").unwrap().0.len() >= 5 && requirements("/no/such/file").is_err());
        for wrong in ["", "requirements = []", &one.repeat(2), &one.replace("б", " "), &one.replace("unclear", "a b")]
        {
            assert!(listed(wrong).is_err(), "{wrong}");
        }
    }
}
