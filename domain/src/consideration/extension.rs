//! How far a term of consideration is extended.

use time::{Date, OffsetDateTime};

use super::worked;
use crate::calendar::UnknownYear;
use crate::engine::{CommonRefusal, Moment, Reasons, Refusal};
use crate::law::Law;
use crate::reception::ends_after;
use crate::rulebook::ids::RuleId;
use crate::term::Due;
use crate::zone;

/// Whether a term that ends at `due_at` may be extended until this day, by this power: a later day that is worked, and not after the
/// latest one that the power allows.
///
/// # Errors
/// [`Refusal`] when it may not, for all reasons at once: `too_long` where the day lies after the latest.
pub fn extendable(
    until: Date,
    due_at: Option<OffsetDateTime>,
    latest: Result<Option<Due>, UnknownYear>,
    power: RuleId,
    too_long: impl Reasons,
    law: &Law,
) -> Result<(), Refusal> {
    let day = Refusal::all([
        match due_at {
            Some(due_at) if ends_after(until, due_at) => Ok(()),
            // The last day must move on.
            Some(due_at) => {
                let refusal = Refusal::by(CommonRefusal::TooLate, power).not_before(zone::local(due_at).date());
                Err(Refusal { moment: Some(Moment::Until(due_at)), ..refusal })
            }
            None => Err(Refusal::by(CommonRefusal::TooLate, power)),
        },
        worked(until, power, law),
        match latest {
            Ok(Some(latest)) if until > latest.on => Err(Refusal::by(too_long, power).not_after(latest.on)),
            Ok(_) => Ok(()),
            Err(unknown) => Err(unknown.into()),
        },
    ]);
    Refusal::given("until", day)
}
