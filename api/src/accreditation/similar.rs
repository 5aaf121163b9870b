//! Channels in the Register that resemble the one applied for, for criterion 1 (№ 93-НҚ ¶4(1)).

use actix_web::get;
use merzim_domain::engine::Procedure;
use merzim_domain::procedures::accreditation::{Accreditation, likeness, telling_words};
use merzim_domain::{Bilingual, zone};
use merzim_persistence::register::RevisionRow;
use merzim_persistence::{cases, register};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::facts::form_of;
use super::form::AccreditationForm;
use crate::app::Ask;
use crate::http::{self, Answer, PathId, Reply, list_of};

/// A channel that resembles the one applied for.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SimilarChannel {
    /// Id of its Register entry.
    pub entry: Uuid,
    /// Its serial number in the Register.
    #[schema(minimum = 1, example = 7)]
    pub number: i64,
    /// Its name.
    pub channel_name: http::Bilingual,
    /// The body that uses it.
    pub body_name: http::Bilingual,
    /// Its purpose.
    pub purpose: http::Bilingual,
    /// How alike their words are, from 0 to 1.
    #[schema(minimum = 0, maximum = 1, example = 0.42)]
    pub likeness: f64,
}

list_of!(SimilarChannels, SimilarChannel, "Channels that resemble the one applied for, the most alike first.");

/// How many entries are compared, those that share the most words, and how many are shown.
const COMPARED: i64 = 500;
const SHOWN: usize = 20;
const MOST_WORDS: usize = 24;

/// Find similar channels
///
/// Active entries of the Register whose name or purpose shares words with the application, or that have the same name whatever
/// blanks and signs stand in it, for assessing criterion 1: no duplication of existing channels. For each word the newest 500 are looked at,
/// and of all these the 500 that share the most are compared; the twenty most alike are shown.
#[utoipa::path(operation_id = "listSimilarChannels", params(("id" = Uuid, Path, description = "Id of the application")), responses((status = OK, description = "The channels", body = SimilarChannels)))]
#[get("/accreditation-applications/{id}/similar-channels")]
pub async fn list(ask: Ask, id: PathId) -> Answer {
    ask.list(move |desk| {
        cases::find(desk.connection, &desk.call.viewer(), Accreditation::CODE, id.0)?;
        let AccreditationForm { channel_name, purpose, .. } = form_of(desk, id.0)?;
        let (name, aim) = (channel_name.in_columns(), purpose.in_columns());
        let sought = register::subject(&name, &aim);
        // What is said in one language is compared with what the others say in it.
        let spoken = [!(name.kk.is_empty() && aim.kk.is_empty()), !(name.ru.is_empty() && aim.ru.is_empty())];
        let words: Vec<&str> = telling_words(&sought).into_iter().take(MOST_WORDS).collect();
        let names = register::names(&name);
        let found = register::alike(desk.connection, &words, &names, zone::local(desk.now).date(), COMPARED)?;
        let mut items: Vec<SimilarChannel> = found
            .into_iter()
            .map(|(entry, revision)| SimilarChannel {
                entry: entry.id.0,
                number: entry.number,
                likeness: if register::names(&revision.channel_name()).iter().any(|known| names.contains(known)) {
                    1.0
                } else {
                    (likeness(&sought, &comparable(&revision, spoken)) * 1000.0).round() / 1000.0
                },
                channel_name: revision.channel_name().into(),
                body_name: revision.body_name().into(),
                purpose: revision.purpose().into(),
            })
            .collect();
        items.sort_by(|one, other| other.likeness.total_cmp(&one.likeness).then(one.number.cmp(&other.number)));
        items.truncate(SHOWN);
        Reply::ok(&SimilarChannels { items })
    })
    .await
}

/// The words of a registered channel in those of the two languages in which the one applied for is described.
fn comparable(revision: &RevisionRow, [in_kazakh, in_russian]: [bool; 2]) -> String {
    let spoken = |words: Bilingual| Bilingual {
        kk: Some(words.kk).filter(|_| in_kazakh).unwrap_or_default(),
        ru: Some(words.ru).filter(|_| in_russian).unwrap_or_default(),
    };
    register::subject(&spoken(revision.channel_name()), &spoken(revision.purpose()))
}
