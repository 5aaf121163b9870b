//! What each operation is about in Kazakh and in Russian, as the tables of the procedures have it: by these words it is found too.

use merzim_domain::{Lang, procedures};
use serde_json::json;
use utoipa::openapi::extensions::ExtensionsBuilder;
use utoipa::openapi::path::Operation;

use crate::app::Place;
use crate::http::BASE;
use crate::parts::PARTS;

/// Names the procedure whose cases a path names, and the action that is taken there.
pub(super) fn name(path: &str, operation: &mut Operation) {
    let mut steps = path.trim_start_matches(BASE).trim_start_matches('/').split('/');
    let (collection, resource) = (steps.next().unwrap_or_default(), steps.nth(1));
    let is_there = |place: &&Place| place.collection == collection || place.things.contains(&collection);
    let Some(place) = PARTS.iter().flat_map(|part| part.places).find(is_there) else { return };
    let Some(built) = procedures::all().iter().find(|built| built.code == place.procedure) else { return };
    let action = place.actions.iter().find(|(_, taken)| Some(*taken) == resource).map(|(action, _)| *action);
    let action = built.actions.iter().find(|known| Some(known.code) == action);
    let said = |lang| {
        let titles = [Some(&built.title), action.map(|action| &action.title)];
        titles.into_iter().flatten().map(|title| title.get(lang)).collect::<Vec<_>>().join(": ")
    };
    let titles = json!({ "kk": said(Lang::Kk), "ru": said(Lang::Ru) });
    operation.extensions.get_or_insert_default().merge(ExtensionsBuilder::new().add("x-titles", titles).build());
}
