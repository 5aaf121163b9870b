//! What was considered earlier, where a return or a decision says that this is about the same (articles 64(7) and 95(1) of the Code).

use merzim_domain::engine::Procedure;
use merzim_domain::{Role, Text, Vocabulary, zone};
use merzim_persistence::cases::{self, CaseRow};
use serde::{Deserialize, Serialize};
use time::Date;
use utoipa::ToSchema;
use uuid::Uuid;
use validator::ValidationError;

use crate::app::Desk;
use crate::http::input::rule;
use crate::problem::{FieldFaults, Problem, Wrong};

/// What was considered earlier: either a case, or what was registered elsewhere.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = EarlierForm, example = json!({ "registered": { "on": "2025-11-20", "number": "Ж-12" } }))]
pub struct EarlierForm {
    /// Id or number of the case: of the same participant and the same body, filed before this one, and decided. What was withdrawn,
    /// returned or forwarded was not considered; nor was a complaint in another case.
    #[schema(min_length = 1, max_length = 40, pattern = r"^.*\S.*$", example = "VRC-2026-000123")]
    pub case: Option<String>,
    /// Where it was registered, if it is no case here.
    pub registered: Option<Registered>,
}

/// How something was registered that is no case here.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = RegisteredElsewhere)]
pub struct Registered {
    /// The day, no later than that on which this was filed.
    #[schema(example = "2025-11-20")]
    pub on: Date,
    /// The number.
    #[schema(min_length = 1, max_length = 100, pattern = r"^.*\S.*$", example = "Ж-12")]
    pub number: String,
}

/// What was considered earlier.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = ConsideredEarlier)]
pub struct Earlier {
    /// The case, if it is one.
    pub case: Option<EarlierCase>,
    /// How it was registered elsewhere, if it was.
    pub registered: Option<Registered>,
}

/// A case that was considered earlier.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct EarlierCase {
    /// Its id.
    pub id: Uuid,
    /// Its number.
    #[schema(example = "VRC-2026-000123")]
    pub number: Option<String>,
}

/// The rule that what was considered earlier is named where a ground, which stands at `/ground`, needs it, and only there.
pub fn named(needed: bool, earlier: Option<&EarlierForm>) -> Result<(), ValidationError> {
    rule(
        earlier.map_or(!needed, |form| needed && form.names_one()),
        "/earlier /ground",
        "бұрын қаралған іс: осы негіз талап етсе міндетті, мұндағы іс не оның басқа жерде тіркелген күні мен нөмірі көрсетіледі; басқа негізде көрсетілмейді|ранее рассмотренное дело: обязательно, если того требует основание, указывается либо дело, которое есть здесь, либо дата и номер его регистрации в другом месте; при другом основании не указывается|what was considered earlier is required where the ground needs it: either a case here, or the day and number of its registration elsewhere; it is not given with another ground",
    )
}

impl EarlierForm {
    fn names_one(&self) -> bool {
        self.case.is_some() != self.registered.is_some()
    }

    /// The rule that it names one, where it is always needed.
    pub fn is_one(&self) -> Result<(), ValidationError> {
        rule(
            self.names_one(),
            "/earlier",
            "екеуінің бірі көрсетіледі: мұндағы іс не оның басқа жерде тіркелген күні мен нөмірі|указывается одно из двух: дело, которое есть здесь, либо дата и номер его регистрации в другом месте|either a case here is named, or the day and number of its registration elsewhere",
        )
    }

    /// What it names, if that may be named in a case: a case of the same procedure, of the same participant and the same `body`, filed
    /// before this one, decided, and such as is asked for.
    pub fn look_up(
        self,
        desk: &mut Desk<'_>,
        row: &CaseRow,
        body: Role,
        faults: &mut FieldFaults,
        is_such: impl FnOnce(&mut Desk<'_>, &CaseRow) -> Result<bool, Problem>,
    ) -> Result<Option<Earlier>, Problem> {
        let Self { case, registered } = self;
        let filed_on = zone::local(row.received_at.unwrap_or(row.created_at).0).date();
        if registered.as_ref().is_some_and(|registered| registered.on > filed_on) {
            let message = Text::new(
                "бұл іс берілген күннен кейін болмауы керек",
                "не должно быть позже подачи этого дела",
                "must not be after this case was filed",
            );
            faults.tell_of(&["/earlier/registered/on"], Wrong::from(message).not_after(filed_on));
        }
        let Some(name) = case else { return Ok(Some(Earlier { case: None, registered })) };
        let found = cases::named(desk.connection, &desk.call.viewer(), &row.procedure, name.trim())?;
        let filed = |row: &CaseRow| row.received_at.map(|at| at.0);
        let found = found.filter(|found| found.outcome.is_some() && found.id != row.id && filed(found) <= filed(row));
        if let Some(found) = found
            && of_the_same(desk, [row.id.0, found.id.0], [Role::Participant, body])?
            && is_such(desk, &found)?
        {
            let CaseRow { id, number, .. } = found;
            return Ok(Some(Earlier { case: Some(EarlierCase { id: id.0, number }), registered }));
        }
        let message = Text::new(
            "бұл қатысушының осы орган бұрын қараған мұндай ісі жоқ",
            "у этого участника нет такого дела, рассмотренного этим органом ранее",
            "the participant has no such case that this body has considered before",
        );
        faults.tell_of(&["/earlier/case"], message);
        Ok(None)
    }
}

/// Whether a case of a procedure was considered: what was withdrawn, returned or forwarded was not.
pub fn considered<P: Procedure>(row: &CaseRow) -> bool {
    row.outcome.as_deref().and_then(P::Outcome::parse).is_some_and(|outcome| P::ON_MERITS.contains(&outcome))
}

/// Whether the same take part in two cases in these roles.
fn of_the_same(desk: &mut Desk<'_>, of: [Uuid; 2], roles: [Role; 2]) -> Result<bool, Problem> {
    let parties = cases::parties(desk.connection, &of)?;
    let party = |case: Uuid, role: Role| {
        parties.iter().find(|row| row.case_id.0 == case && row.role == role.code()).map(|row| &row.party)
    };
    let [one, other] = of;
    Ok(roles.into_iter().all(|role| party(one, role).is_some() && party(one, role) == party(other, role)))
}
