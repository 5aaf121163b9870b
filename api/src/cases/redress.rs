//! What a decision says of how one may complain of it (articles 80(5), 91 and 92 of the Code).

use merzim_domain::Bin;
use merzim_domain::engine::{CaseFile, Change};
use merzim_domain::identity::Who;
use merzim_domain::procedures::Built;
use merzim_persistence::cases;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use crate::app::{App, Desk, Record};
use crate::config::Above;
use crate::http::{Bilingual, GivenBin};
use crate::problem::Problem;

/// A state body by BIN and name.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct BodyReference {
    /// Its BIN.
    #[schema(value_type = GivenBin)]
    pub bin: String,
    /// Its name.
    pub name: Bilingual,
}

/// How one may complain: to the body that considers complaints, or, where none stands above, to the court (art. 91 of the Code).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Redress {
    /// The body that considers complaints. One is filed all the same with the body complained of, which passes it on.
    pub considers: Option<BodyReference>,
    /// The court, where no body stands above.
    pub court: Option<Bilingual>,
}

impl Record for Redress {
    const VERSION: u64 = 2;

    /// Before, the BIN of the body stood as that of an organisation.
    fn upgrade(version: u64, redress: &mut Value) -> Result<(), Problem> {
        if version < Self::VERSION
            && let Some(body) = redress.get_mut("considers").and_then(Value::as_object_mut)
            && let Some(bin) = body.remove("organisation")
        {
            body.insert("bin".to_owned(), bin);
        }
        Ok(())
    }
}

impl Redress {
    /// The same for whoever complains: a state body is not sent to the court about another one (art. 91(6) of the Code, note).
    pub fn open_to(self, complains: &Who) -> Option<Self> {
        (self.court.is_none() || complains.organisation().is_none()).then_some(self)
    }

    /// How one may complain of this body, if the operator has listed what stands above it.
    pub fn of(app: &App, body: &Bin) -> Option<Self> {
        let bodies = &app.config.bodies;
        Some(match bodies.find(body)?.above.as_ref()? {
            Above::Court(court) => Self { considers: None, court: Some(court.clone().into()) },
            Above::Body(above) => {
                let name = bodies.find(above)?.name.clone().into();
                Self { considers: Some(BodyReference { bin: above.to_string(), name }), court: None }
            }
        })
    }
}

/// Records what a decision says of how one may complain of it, if this change is one of which one may; has what complains in the case
/// follow, if it is in favour.
pub(super) fn say(desk: &mut Desk<'_>, built: &Built, file: &CaseFile, change: &Change) -> Result<(), Problem> {
    let (Some(redress), Some(Some(outcome))) = (&built.redress, change.outcome) else { return Ok(()) };
    if redress.favours.contains(&outcome) {
        return desk.app.places().filter_map(|place| place.after_favour).try_for_each(|follow| follow(desk, file.id));
    }
    if !redress.decisions.contains(&outcome) {
        return Ok(());
    }
    let decider = file.parties.iter().find(|party| party.role == redress.of);
    let said = decider.and_then(|party| party.who.organisation()).and_then(|body| Redress::of(desk.app, body));
    let complains = file.parties.iter().find(|party| party.role == built.initiator);
    let said = said.zip(complains).and_then(|(said, party)| said.open_to(&party.who));
    let said = said.map(|said| said.write()).transpose()?;
    Ok(cases::say_redress(desk.connection, file.id, said)?)
}
