//! Whom the ministry may ask: bodies of the kinds that the order names, as long as they are there (№ 444-НҚ ¶3, ¶5, ¶7).

use merzim_domain::engine::{AskedRefusal, NamedRefusal, Refusal};
use merzim_domain::rulebook::ids::RuleId;
use merzim_domain::{Bin, Text, Vocabulary, zone};
use merzim_persistence::organisations::{self, Organisation};

use crate::app::Desk;
use crate::organisations::UNKNOWN;
use crate::problem::{FieldFaults, Problem};

/// The bodies that a form names to be asked by a rule, each in the field at a pointer. All that is wrong with any of them is told at
/// once: a 422, unless something else is wrong too.
pub fn named(
    desk: &mut Desk<'_>,
    rule: RuleId,
    named: &[(String, &Bin)],
    mut faults: FieldFaults,
) -> Result<Vec<Organisation>, Problem> {
    let bins: Vec<&str> = named.iter().map(|(_, bin)| bin.as_str()).collect();
    let known = organisations::these(desk.connection, &bins)?;
    let was_right = faults.is_empty();
    let (mut found, mut refusals) = (Vec::with_capacity(named.len()), Vec::new());
    for (pointer, bin) in named {
        let Some(row) = known.get(bin.as_str()) else {
            faults.tell_of(&[pointer], UNKNOWN);
            refusals.push(Refusal::of(NamedRefusal::BodyUnknown));
            continue;
        };
        let body = row.said()?;
        for refusal in refused(desk, rule, &body) {
            faults.tell_of(&[pointer], refusal.reason.title.clone());
            refusals.push(refusal);
        }
        found.push(body);
    }
    if !was_right {
        return faults.none().map(|()| found);
    }
    Refusal::all(refusals.into_iter().map(Err)).map_err(|refusal| Problem::from(refusal).at(faults))?;
    Ok(found)
}

/// Checks that this body may still be asked by a rule. Else 422.
pub fn expect(desk: &Desk<'_>, rule: RuleId, body: &Organisation) -> Result<(), Problem> {
    Ok(Refusal::all(refused(desk, rule, body).map(Err))?)
}

/// Why a body is not asked by a rule today.
fn refused(desk: &Desk<'_>, rule: RuleId, body: &Organisation) -> impl Iterator<Item = Refusal> {
    let (today, readings) = (zone::local(desk.now).date(), desk.app.law.rulebook.switches());
    let kind = Text::new("бұл мынадай ұйым: {}", "это организация такого вида: {}", "this is such a body: {}");
    let not_covered = || Refusal::by(AskedRefusal::BodyNotCovered, rule).because(kind.with(&body.kind.title()));
    let covered = (!body.kind.is_asked(readings)).then(not_covered);
    let there = (!body.is_there(today)).then(|| Refusal::by(AskedRefusal::BodyNotThere, rule));
    covered.into_iter().chain(there)
}
