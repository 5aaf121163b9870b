//! What a body is asked for is withdrawn where that body is no more.

use merzim_domain::engine::Actor;
use merzim_domain::procedures::materials_request::{Command, MaterialsRequest};
use merzim_domain::zone;
use merzim_persistence::media::materials::{self, Changes};
use merzim_persistence::{cases, obligations};

use super::facts::{Story, Withdrawal};
use crate::app::{Desk, Record};
use crate::cases::flow;
use crate::http::{At, Bilingual};
use crate::problem::Problem;

/// Withdraws so many requests at the most to bodies that are no more on the last day for them; whether there may be more.
pub fn release(desk: &mut Desk<'_>, most: i64) -> Result<bool, Problem> {
    let today = zone::local(desk.now).date();
    let gone = obligations::of_the_gone(desk.connection, MaterialsRequest::DUE, today, most)?;
    for id in &gone {
        let case = cases::locked(desk.connection, *id)?;
        let request = flow::read::<MaterialsRequest>(desk, case)?;
        flow::act_as(desk, &Actor::system(), &request.case, &Command::Withdraw { never_owed: true })?;
        let reasons = Bilingual {
            kk: "Орган енді жоқ".to_owned(), ru: "Органа больше нет".to_owned()
        };
        let mut story = Story::read(&materials::of_case(desk.connection, *id)?.story)?;
        story.withdrawal = Some(Withdrawal { at: At(desk.now), reasons });
        materials::record(desk.connection, *id, Changes { story: Some(story.write()?), ..Changes::default() })?;
    }
    Ok(i64::try_from(gone.len()) == Ok(most))
}
