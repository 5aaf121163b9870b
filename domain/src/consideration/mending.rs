//! What an appeal or a complaint lacks: pointed out, mended, or returned (articles 64(6)–(7) and 94(1) of the Code).

use super::{ConsiderationRefusal, within_term, worked};
use crate::engine::{Bound, CommonRefusal, Refusal, Window};
use crate::law::Law;
use crate::rulebook::ids::RuleId;
use crate::zone;
use time::{Date, OffsetDateTime};

/// What was pointed out, as far as the law asks for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mending {
    /// Until which day it is to be mended.
    pub until: Date,
    /// Whether it has been mended since.
    pub mended: bool,
}

/// The rules of a procedure by which it has what is missing mended.
#[derive(Clone, Copy, Debug)]
pub struct Rules {
    /// That what is missing is pointed out.
    pub points_out: RuleId,
    /// That it is returned.
    pub returns: RuleId,
    /// The term of consideration.
    pub term: RuleId,
}

/// When it may be mended: once something was pointed out.
///
/// # Errors
/// [`CommonRefusal::StateForbidsAction`] before that.
pub fn mendable(mending: Option<Mending>) -> Result<Window, Refusal> {
    mending.map(|_| Window::ALWAYS).ok_or_else(|| Refusal::of(CommonRefusal::StateForbidsAction))
}

/// When it may be decided against whoever was to mend something until a day, by this rule: after that day, or once it is mended.
#[must_use]
pub fn decidable(mending: Option<Mending>, rule: RuleId) -> Window {
    match mending {
        Some(Mending { until, mended: false }) => Window::from(zone::end_of(until)).by(rule),
        _ => Window::ALWAYS,
    }
}

impl Rules {
    /// Whether it may be pointed out now that something is to be mended until this day: a working day within the term, which leaves
    /// time, and takes none that was given earlier.
    ///
    /// # Errors
    /// [`Refusal`] when it may not, for all reasons at once.
    pub fn point_out(
        self,
        mending: Option<Mending>,
        until: Date,
        due_at: Option<OffsetDateTime>,
        now: OffsetDateTime,
        law: &Law,
    ) -> Result<(), Refusal> {
        let next = law.calendar.add_working_days(zone::local(now).date(), 1)?;
        let earliest = mending.map_or(next, |given| given.until.max(next));
        let late = || Refusal::by(ConsiderationRefusal::NoTimeToMend, self.points_out).not_before(earliest);
        let latest = due_at.filter(|due_at| now < *due_at).map(zone::last_day);
        if now >= zone::end_of(until) {
            return Err(Refusal { day: Some(Bound::Earliest(earliest)), ..Refusal::past("until", now) });
        }
        let looked_at = Refusal::all([
            worked(until, self.points_out, law),
            if until < earliest { Err(late()) } else { Ok(()) },
            within_term(until, latest, self.term),
        ]);
        Refusal::given("until", looked_at)
    }

    /// Whether it may be returned on this ground, once it may be decided on: nothing is not mended that was not pointed out, or was
    /// mended.
    ///
    /// # Errors
    /// [`CommonRefusal::StateForbidsAction`] when it may not.
    pub fn give_back(self, ground: ReturnGround, mending: Option<Mending>) -> Result<(), Refusal> {
        let unmended = mending.is_some_and(|mending| !mending.mended);
        if ground == ReturnGround::NotMended && !unmended {
            return Err(Refusal::by(CommonRefusal::StateForbidsAction, self.returns));
        }
        Ok(())
    }
}

impl ReturnGround {
    /// From when the three working days run in which it is returned: from the last day to mend it, else from when it came.
    #[must_use]
    pub fn arose_at(self, mending: Option<Mending>, came_at: OffsetDateTime) -> OffsetDateTime {
        match (self, mending) {
            (Self::NotMended, Some(Mending { until, .. })) => zone::start_of(until),
            _ => came_at,
        }
    }
}

vocabulary! {
    /// Why an appeal or a complaint is returned (art. 64(7) of the Code).
    ReturnGround {
        /// It was not mended in the term that was set.
        NotMended = "notMended", "белгіленген мерзімде сәйкес келтірілмеді", "не приведено в соответствие в установленный срок", "it was not mended in the term that was set";
        /// It is identical to one considered before, with nothing new.
        Identical = "identical", "бұрын қаралған жолданыммен бірдей", "идентично ранее рассмотренному", "it is identical to one considered before";
        /// It has obscene or insulting words.
        Insulting = "insulting", "бейәдеп немесе қорлайтын сөздер бар", "содержит нецензурные или оскорбительные выражения", "it has obscene or insulting words";
    }
}
