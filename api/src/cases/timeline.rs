//! The time line of a case, as a picture.

use actix_web::{HttpResponse, get};
use merzim_domain::pictures::timeline::{self, Duty, Happening, Timeline};
use merzim_domain::{Lang, Role, Text, Vocabulary, zone};
use merzim_persistence::events::{self, EventRow};
use merzim_persistence::obligations;
use uuid::Uuid;

use super::events::{open_log, title_of};
use super::obligations::rule_of;
use crate::app::{Ask, Desk};
use crate::http::{File, PathId, Query};
use crate::law::pictures::{InLanguage, send_private_picture};
use crate::problem::Problem;

const NOT_IN_FORCE: Text = Text::new("{} қолданыста емес", "{} не действует", "{} is not in force");

/// How many events it shows.
const MOST: i64 = 500;

/// Draw the time line of a case
///
/// What happened when, and each duty with its term: from its beginning to when it was done, what was late, and what runs. For
/// whoever sees the events of the case. It says the same in words, for those who do not see it. Of more than 500 events the first ones.
#[utoipa::path(tag = "Cases", operation_id = "getCaseTimeline", params(("id" = Uuid, Path, description = "Id of the case, of whatever procedure"), InLanguage), security(("bearer" = []), ("lookupToken" = [])), responses((status = OK, description = "The picture", content_type = "image/svg+xml", body = inline(File))))]
#[get("/cases/{id}/timeline.svg")]
pub async fn draw(ask: Ask, id: PathId, asked: Query<InLanguage>) -> Result<HttpResponse, Problem> {
    let lang = asked.0.or(ask.call.lang);
    let picture = ask.query(move |desk| Ok(timeline::draw(&timeline_of(desk, id.0, lang)?, lang))).await?;
    Ok(send_private_picture(picture, lang))
}

/// That an act of a case is not in force today, in words.
fn not_in_force(desk: &Desk<'_>, act: &str, edition: Option<&str>, lang: Lang) -> Option<String> {
    let act = desk.app.law.rulebook.act(act)?;
    let today = zone::local(desk.now).date();
    let standing = edition.map_or_else(|| act.standing(today), |edition| act.standing_under(edition, today))?;
    let number = Text::same(act.number.clone());
    (!standing.is_in_force()).then(|| NOT_IN_FORCE.with(&number).get(lang).to_owned())
}

pub(super) fn timeline_of(desk: &mut Desk<'_>, id: Uuid, lang: Lang) -> Result<Timeline, Problem> {
    let (case, built) = open_log(desk, id)?;
    let also = match desk.app.place(&case.procedure).and_then(|place| place.also_under) {
        Some(also_under) => also_under(desk, &case)?,
        None => None,
    };
    let state_of = |code: &str| built.states.iter().find(|state| state.code == code).map(|state| state.title.get(lang));
    let happened = events::of_case(desk.connection, id, 0, MOST)?.into_iter().map(|row: EventRow| {
        let action = title_of(built, &row.action, lang);
        let moved =
            (row.from_state.as_deref() != Some(row.to_state.as_str())).then(|| state_of(&row.to_state)).flatten();
        let role = Role::parse(&row.role).map(|role| role.title().get(lang).to_owned());
        let what =
            [Some(action.to_owned()), moved.map(str::to_owned)].into_iter().flatten().collect::<Vec<_>>().join(" → ");
        Happening { at: row.at.0, what: [Some(what), role].into_iter().flatten().collect::<Vec<_>>().join(" · ") }
    });
    let happened = happened.collect();
    let duties = obligations::of_cases(desk.connection, &[id])?;
    let duties = duties.into_iter().map(|(row, _)| -> Result<Duty, Problem> {
        let rule = rule_of(desk.app, &row)?;
        Ok(Duty {
            rule: row.rule.clone(),
            what: rule.what.get(lang).to_owned(),
            bearer: rule.bearer.title().get(lang).to_owned(),
            opened_at: row.opened_at.0,
            due_at: row.due_at.map(|at| at.0),
            ended_at: row.met_at.or(row.voided_at).map(|at| at.0),
            status: row.status(rule.kind, desk.now),
        })
    });
    let own = Some((case.act.as_str(), Some(case.edition.as_str())));
    let acts = own.into_iter().chain(also.map(|act| (act, None)));
    let ended = acts.filter_map(|(act, edition)| not_in_force(desk, act, edition, lang));
    let state = state_of(&case.state).unwrap_or_default().to_owned();
    let state = std::iter::once(state).chain(ended).collect::<Vec<_>>().join(" · ");
    let number = case.number.map(|number| format!("{number} · ")).unwrap_or_default();
    Ok(Timeline {
        title: format!("{number}{}", built.title.get(lang)),
        state,
        happened,
        duties: duties.collect::<Result<_, _>>()?,
        now: desk.now,
    })
}
