//! What is shown of a case: what every case has, and what its procedure adds, in one object.

use std::borrow::Cow;

use merzim_domain::Vocabulary;
use merzim_domain::engine::Procedure;
use merzim_persistence::cases::{CaseRow, PartyRow};
use serde::Serialize;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{AllOfBuilder, ObjectBuilder, OneOfBuilder, RefBuilder, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

use super::view::{CaseBody, CaseHead, show_body, show_head};
use crate::app::{Desk, Serves};
use crate::http::{Answer, Code, Reply};
use crate::problem::Problem;

/// What is shown of a case of `P` alone: what every case has, how far it has come, what its procedure adds, and below it what is
/// owed and attached.
#[derive(Debug, Serialize)]
#[serde(bound = "T: Serialize, B: Serialize")]
pub struct Shown<P: Procedure, T, B = CaseBody> {
    /// What every case has.
    #[serde(flatten)]
    pub head: CaseHead,
    /// How far it has come.
    pub state: Code<P::State>,
    /// What became of it.
    pub outcome: Option<Code<P::Outcome>>,
    /// What the procedure adds.
    #[serde(flatten)]
    pub own: T,
    /// Obligations and attachments.
    #[serde(flatten)]
    pub body: B,
}

/// What is shown of a case in a list: the same, with nothing below.
pub type Summary<P, T> = Shown<P, T, ()>;

impl<P: Serves, T> Summary<P, T> {
    /// Shows a case that knows `facts` and whose parties are among `parties`.
    pub fn of(desk: &Desk<'_>, row: &CaseRow, parties: &[PartyRow], facts: &P::Facts, own: T) -> Result<Self, Problem> {
        let (state, outcome) = (Code::known(&row.state)?, Code::some(row.outcome.as_deref())?);
        Ok(Self { head: show_head::<P>(desk, row, parties, facts)?, state, outcome, own, body: () })
    }

    /// The same with what is owed and attached.
    pub fn with(self, body: CaseBody) -> Shown<P, T> {
        let Self { head, state, outcome, own, body: () } = self;
        Shown { head, state, outcome, own, body }
    }
}

impl<P: Serves, T> Shown<P, T> {
    /// Shows a case that knows `facts` and has these parties, with all that is owed and attached.
    pub fn whole(
        desk: &mut Desk<'_>,
        row: &CaseRow,
        parties: &[PartyRow],
        facts: &P::Facts,
        own: T,
    ) -> Result<Self, Problem> {
        Ok(Summary::of(desk, row, parties, facts, own)?.with(show_body(desk, row, parties)?))
    }
}

impl<P: Serves, T: Serialize, B: Serialize> Shown<P, T, B> {
    /// Answers with it.
    pub fn reply(&self) -> Answer {
        Ok(Reply::ok(self)?.version(self.head.version))
    }

    /// Answers that it was created.
    pub fn created(&self) -> Answer {
        Ok(Reply::created(self, P::PLACE.path(self.head.id))?.version(self.head.version))
    }
}

/// What stands below a case that is shown, in the contract.
pub trait Below {
    /// Its schemas: what is referred to, and what that refers to.
    fn schemas() -> Vec<(String, RefOr<Schema>)>;
}

impl Below for () {
    fn schemas() -> Vec<(String, RefOr<Schema>)> {
        Vec::new()
    }
}

impl Below for CaseBody {
    fn schemas() -> Vec<(String, RefOr<Schema>)> {
        with_schemas::<Self>()
    }
}

/// A schema, and those that it refers to.
fn with_schemas<T: ToSchema>() -> Vec<(String, RefOr<Schema>)> {
    let mut schemas = vec![(T::name().into_owned(), T::schema())];
    T::schemas(&mut schemas);
    schemas
}

/// What stands for a schema where something has it.
fn reference(name: &str, about: &str) -> RefOr<Schema> {
    RefBuilder::new().ref_location_from_schema_name(name).description(Some(about)).into()
}

impl<P: Serves, T: ToSchema, B: Below> PartialSchema for Shown<P, T, B> {
    fn schema() -> RefOr<Schema> {
        let outcome = OneOfBuilder::new()
            .item(reference(P::Outcome::NAME, P::OUTCOME))
            .item(ObjectBuilder::new().schema_type(Type::Null));
        let mut object = ObjectBuilder::new()
            .property("state", reference(P::State::NAME, "How far it has come."))
            .property("outcome", outcome)
            .required("state")
            .build();
        let mut all = vec![reference(&CaseHead::name(), "What every case has.")];
        let (own, about) = match T::schema() {
            RefOr::T(Schema::AllOf(own)) => (own.items, own.description),
            RefOr::T(Schema::Object(own)) => (vec![own.clone().into()], own.description),
            other => (vec![other], None),
        };
        for item in own {
            match item {
                RefOr::T(Schema::Object(own)) => {
                    object.properties.extend(own.properties);
                    object.required.extend(own.required);
                }
                other => all.push(other),
            }
        }
        all.extend(B::schemas().first().map(|(name, _)| reference(name, P::BODY)));
        all.push(object.into());
        all.into_iter().fold(AllOfBuilder::new().description(about), AllOfBuilder::item).into()
    }
}

impl<P: Serves, T: ToSchema, B: Below> ToSchema for Shown<P, T, B> {
    fn name() -> Cow<'static, str> {
        T::name()
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        schemas.extend(with_schemas::<CaseHead>());
        schemas.extend(with_schemas::<Code<P::State>>());
        schemas.extend(with_schemas::<Code<P::Outcome>>());
        T::schemas(schemas);
        schemas.extend(B::schemas());
    }
}
