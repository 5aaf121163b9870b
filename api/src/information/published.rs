//! Questions and answers that are public, where whoever asked agrees: without personal data, found by their words.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get, post};
use merzim_domain::personal::{Personal, PersonalKind, personal};
use merzim_domain::procedures::information_request::{Command, PersonalData};
use merzim_domain::{Lang, Text, Vocabulary};
use merzim_persistence::information::{self, Changes, PublishedRow, Search};
use merzim_persistence::page::{Found, ListPlace, ranked};
use merzim_persistence::similar;
use merzim_persistence::words::Hits;
use serde::{Deserialize, Serialize};
use time::{Date, OffsetDateTime};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::facts::{Request, StoredRequest, take};
use super::form::{InformationPublicationForm, RequestLanguageCode};
use super::view::{InformationRequestView, excerpt};
use crate::app::lanes::Lane;
use crate::app::{App, Ask, Record};
use crate::gatherings::feeds::{Channel, FeedQuery, Item};
use crate::http::{
    Answer, At, BASE, Bilingual, File, GivenBin, Listed, Looked, MaybeBody, Paging, PathId, Query, Reply, Visit,
    page_of, paging,
};
use crate::law::pictures::InLanguage;
use crate::problem::{FieldFaults, Problem, Wrong};

const FOUND: Text = Text::new(
    "дербес деректерге ұқсайды: {}",
    "похоже на персональные данные: {}",
    "this looks like personal data: {}",
);

const CHANNEL: Channel = Channel {
    collection: "published-answers",
    product: "Published answers",
    name: Text::new("Жарияланған жауаптар", "Опубликованные ответы", "Published answers"),
};

/// How many answers to similar questions are offered.
const SIMILAR: usize = 10;

/// How many answers a feed holds.
const MOST: i64 = 100;

/// So many pieces that look like personal data are named.
const NAMED: usize = 5;

/// What in a text looks like personal data, in words; nothing, if nothing does.
fn told(text: &str) -> Option<Text> {
    let found = personal(text);
    if found.is_empty() {
        return None;
    }
    let name = |Personal { kind, text }: &Personal<'_>| match kind {
        // It is not repeated.
        PersonalKind::Iin => kind.title(),
        PersonalKind::Phone | PersonalKind::Email => Text::same((*text).to_owned()),
    };
    let names: Vec<Text> = found.iter().take(NAMED).map(name).collect();
    let joined = |lang| names.iter().map(|one| one.get(lang).to_owned()).collect::<Vec<_>>().join(", ");
    use merzim_domain::Lang::{En, Kk, Ru};
    Some(FOUND.with(&Text { kk: joined(Kk).into(), ru: joined(Ru).into(), en: joined(En).into() }))
}

impl Request<'_, '_> {
    /// Publishes question and answer so, once what looks like personal data in them is taken out or said to be none.
    fn publish(&mut self, form: InformationPublicationForm) -> Result<(), Problem> {
        self.expect_room(self.story.publications)?;
        let InformationPublicationForm { question, answer, no_personal_data } = form;
        let given = self.story.answers.last().map(|answer| answer.text.clone()).unwrap_or_default();
        let (question, answer) = (question.unwrap_or_else(|| self.stored.text.clone()), answer.unwrap_or(given));
        let mut faults = FieldFaults::default();
        for (field, text) in [("/question", &question), ("/answer", &answer)] {
            if let Some(words) = told(text).filter(|_| !no_personal_data) {
                faults.tell_of(&[field], Wrong::from(words));
            }
        }
        let personal_data = PersonalData { question: faults.is_at("/question"), answer: faults.is_at("/answer") };
        let acted = self.act(&Command::Publish { personal_data });
        // What it is stands beside each field.
        acted.map_err(|problem| if faults.is_empty() { problem } else { problem.at(faults) })?;
        self.story.publications += 1;
        self.changes = Changes::default().published(question, answer, self.desk.now);
        Ok(())
    }
}

/// Publish question and answer
///
/// By the holder, where whoever asked agrees: without their name. An IIN, a telephone number or an e-mail address in the texts is refused
/// until it is taken out, or `noPersonalData` says that it is none. Names are not found so: read the texts.
#[utoipa::path(operation_id = "publishInformationAnswer", extensions(("x-refusals" = json!("no-consent personal-data-found too-many-additions"))), params(("id" = Uuid, Path, description = "Id of the request")), request_body = Option<InformationPublicationForm>, responses((status = OK, description = "The request, published", body = InformationRequestView)))]
#[post("/information-requests/{id}/publication")]
pub async fn publish(ask: Ask, id: PathId, form: MaybeBody<InformationPublicationForm>) -> Answer {
    take(ask, id, form.0, |request, _, form| request.publish(form)).await
}

/// Take a published answer down
///
/// By the holder; the consent stays.
#[utoipa::path(operation_id = "takeDownInformationAnswer", params(("id" = Uuid, Path, description = "Id of the request")), responses((status = OK, description = "The request", body = InformationRequestView)))]
#[post("/information-requests/{id}/publication-end")]
pub async fn take_down(ask: Ask, id: PathId) -> Answer {
    take(ask, id, Looked::nothing(), |request, _, ()| {
        request.act(&Command::TakeDown)?;
        request.changes = Changes::default().taken_down();
        Ok(())
    })
    .await
}

/// A question and its answer, as everybody reads them.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PublishedAnswer {
    /// Id of the request.
    pub id: Uuid,
    /// BIN of the holder.
    #[schema(value_type = GivenBin)]
    pub holder: String,
    /// Its name.
    pub holder_name: Bilingual,
    /// The language of both.
    pub language: RequestLanguageCode,
    /// The question.
    #[schema(example = "2025 жылы қанша желі тартылды?")]
    pub question: String,
    /// The answer.
    #[schema(example = "1 250 шақырым")]
    pub answer: String,
    /// Since when they are public.
    pub published_at: Option<At>,
}

page_of!(
    PublishedAnswers,
    PublishedAnswer,
    "Questions and answers that are public, the latest first; of a search, first what is spelt so."
);

impl TryFrom<PublishedRow> for PublishedAnswer {
    type Error = Problem;

    fn try_from(row: PublishedRow) -> Result<Self, Problem> {
        let stored = StoredRequest::read(&row.form)?;
        Ok(Self {
            id: row.case_id.0,
            holder: row.holder,
            holder_name: stored.holder_name,
            language: stored.language,
            question: row.question.unwrap_or_default(),
            answer: row.answer.unwrap_or_default(),
            published_at: row.published_at.map(At::from),
        })
    }
}

/// What is to be asked.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct SimilarFilter {
    /// The question, or its beginning.
    #[param(format = "words", max_length = 1_000, example = "Қанша шақырым желі тартылды?")]
    text: String,
    /// Answers of this holder only (BIN).
    #[param(inline)]
    holder: Option<GivenBin>,
}

/// Published answers to similar questions.
#[derive(Debug, Serialize, ToSchema)]
pub struct SimilarAnswers {
    /// The most alike first.
    pub items: Vec<PublishedAnswer>,
}

impl PublishedAnswer {
    fn item(self, lang: Lang) -> Item {
        Item {
            id: self.id,
            path: format!("{BASE}/{}/{}", CHANNEL.collection, self.id),
            title: excerpt(&self.question),
            author: self.holder_name.get(lang).to_owned(),
            category: None,
            text: format!("{}\n{}", self.question, self.answer),
            published_at: self.published_at.map(|at| at.0),
            updated_at: self.published_at.map_or(OffsetDateTime::UNIX_EPOCH, |at| at.0),
        }
    }
}

/// What published answers are narrowed to.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct PublishedFilter {
    /// Of this holder (BIN).
    #[param(inline)]
    holder: Option<GivenBin>,
    /// Words of question or answer, in Kazakh or Russian: all of them.
    #[param(format = "words", max_length = 200, example = "желі")]
    text: Option<String>,
    /// In this language.
    #[param(inline)]
    language: Option<RequestLanguageCode>,
    /// Published on this day or later.
    #[param(example = "2026-01-01")]
    from: Option<Date>,
    /// Published on this day or earlier.
    #[param(example = "2026-12-31")]
    to: Option<Date>,
}

impl PublishedFilter {
    fn stored(self) -> Search {
        let Self { holder, text, language, from, to } = self;
        Search { holder: holder.map(|given| given.0), text, language: language.map(|code| code.0), from, to }
    }
}

/// List published answers
///
/// What others have asked and been told, found by its words: look here before you ask. Public.
#[utoipa::path(operation_id = "listPublishedAnswers", params(PublishedFilter, Paging), security(()), responses((status = OK, description = "A page of questions and answers", body = PublishedAnswers)))]
#[get("/published-answers")]
pub async fn list(app: Data<App>, asked: Query<Listed<PublishedFilter>>) -> Answer {
    let Query(Listed { filter, page, .. }) = asked;
    let (after, limit) = (page.place::<Found<ListPlace>>()?, page.limit());
    let search = filter.stored();
    app.answer(Lane::Search, move |connection| {
        let found = ranked(search.text.is_some(), after, limit, |hits, before, limit| {
            information::published(connection, &search, hits, before, limit).map_err(Problem::from)
        })?;
        let place = |(alike, row): &(bool, PublishedRow)| {
            let at = row.published_at.map_or(OffsetDateTime::UNIX_EPOCH, |at| at.0);
            Found { alike: *alike, place: ListPlace { at, id: row.case_id.0 } }
        };
        Ok(paging::reply(found, place, |(_, row)| PublishedAnswer::try_from(row))?.public())
    })
    .await
}

/// Follow published answers as a feed
///
/// An Atom feed (RFC 4287) of the questions and answers that were published last, at most 100, with the same filters as the list. Each
/// filter and each language make a feed with an id and an address of its own. Public.
#[utoipa::path(operation_id = "followPublishedAnswers", params(InLanguage, PublishedFilter), security(()), responses((status = OK, description = "The feed", content_type = "application/atom+xml", body = inline(File))))]
#[get("/published-answers.atom")]
pub async fn follow(
    app: Data<App>,
    visit: Visit,
    asked: Query<FeedQuery<PublishedFilter>>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let lang = asked.0.lang.of(visit);
    let search = asked.0.asked.filter.stored();
    let found = app.look(move |connection| Ok(information::published(connection, &search, Hits::All, None, MOST)?));
    let items = found.await?.items.into_iter().map(|row| PublishedAnswer::try_from(row).map(|one| one.item(lang)));
    CHANNEL.send_feed(&app, &request, items.collect::<Result<Vec<_>, _>>()?, lang)
}

/// Find answers to similar questions
///
/// Before something is asked: published answers that have words in common with it, the most alike first, ten at the most. Of a word only the
/// beginning counts. A word that few answers have counts more. Public.
#[utoipa::path(operation_id = "findSimilarAnswers", params(SimilarFilter), security(()), responses((status = OK, description = "Questions and answers", body = SimilarAnswers)))]
#[get("/similar-answers")]
pub async fn look(app: Data<App>, asked: Query<SimilarFilter>) -> Answer {
    let Query(SimilarFilter { text, holder }) = asked;
    app.answer(Lane::Search, move |connection| {
        let cases = similar::similar(connection, &text, holder.map(|given| given.0).as_ref(), SIMILAR)?;
        let rows = information::these_published(connection, &cases)?;
        let items = rows.into_iter().map(PublishedAnswer::try_from).collect::<Result<_, _>>()?;
        Ok(Reply::ok(&SimilarAnswers { items })?.public())
    })
    .await
}

/// Get a published answer
///
/// One question and its answer. Public.
#[utoipa::path(operation_id = "getPublishedAnswer", params(("id" = Uuid, Path, description = "Id of the request")), security(()), responses((status = OK, description = "Question and answer", body = PublishedAnswer)))]
#[get("/published-answers/{id}")]
pub async fn get(app: Data<App>, id: PathId) -> Answer {
    app.answer(Lane::Read, move |connection| {
        let row = information::one_published(connection, id.0)?;
        Ok(Reply::ok(&PublishedAnswer::try_from(row)?)?.public())
    })
    .await
}
