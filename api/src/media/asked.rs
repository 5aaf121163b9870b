//! Whom the ministry may ask: bodies of the kinds that the order names, as long as they are there (№ 444-НҚ ¶3, ¶5, ¶7).

use merzim_domain::engine::{AskedRefusal, Refusal};
use merzim_domain::rulebook::ids::RuleId;
use merzim_domain::{Vocabulary, zone};
use merzim_persistence::organisations::Organisation;

use crate::app::Desk;
use crate::problem::{FieldFaults, Problem};

/// Checks that these bodies may be asked by a rule. Else 422, which tells of each, in the field at its pointer.
pub fn expect<'body>(
    desk: &Desk<'_>,
    rule: RuleId,
    bodies: impl IntoIterator<Item = (Option<String>, &'body Organisation)>,
) -> Result<(), Problem> {
    let (today, readings) = (zone::local(desk.now).date(), desk.app.law.rulebook.switches());
    let (mut faults, mut refusals) = (FieldFaults::default(), Vec::new());
    for (pointer, body) in bodies {
        let not_covered = || Refusal::by(AskedRefusal::BodyNotCovered, rule).because(body.kind.title());
        let covered = (!body.kind.is_asked(readings)).then(not_covered);
        let there = (!body.is_there(today)).then(|| Refusal::by(AskedRefusal::BodyNotThere, rule));
        for refusal in [covered, there].into_iter().flatten() {
            if let Some(pointer) = &pointer {
                faults.tell_of(&[pointer.as_str()], refusal.reason.title.clone());
            }
            refusals.push(Err(refusal));
        }
    }
    Refusal::all(refusals).map_err(|refusal| Problem::from(refusal).at(faults))
}
