//! Readings: where an act leaves room, the way it is read here, as named switches.
//!
//! The questions, the options and the choices are data (`law/readings.toml`); the enums below are
//! those switches that arithmetic and procedures act on. The loader refuses to start when the two
//! do not name the same options.

macro_rules! readings {
    ($($(#[doc = $about:literal])+ $field:ident: $name:ident = $id:literal { $(#[doc = $first_doc:literal])+ $first:ident = $first_code:literal $(, $(#[doc = $doc:literal])+ $variant:ident = $code:literal)* };)+) => {
        $(
            $(#[doc = $about])+
            #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
            pub enum $name { #[default] $(#[doc = $first_doc])+ $first $(, $(#[doc = $doc])+ $variant)* }
        )+

        /// The choices in force.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        pub struct Readings { $($(#[doc = $about])+ pub $field: $name,)+ }

        impl Readings {
            /// The switches that code acts on: id and codes of the options, the default first.
            pub const SWITCHES: &'static [(&'static str, &'static [&'static str])] = &[$(($id, &[$first_code $(, $code)*])),+];

            /// Sets the switch `id` to the option `code`; `false` when there is no such pair.
            pub fn set(&mut self, id: &str, code: &str) -> bool {
                match (id, code) {
                    $(($id, $first_code) => { self.$field = $name::$first; true })+
                    $($(($id, $code) => { self.$field = $name::$variant; true })*)+
                    _ => false,
                }
            }
        }
    };
}

readings! {
    /// Is the day of the event day 1 of a term?
    event_day: EventDay = "eventDay" {
        /// No: the count begins on the next day.
        Excluded = "excluded",
        /// Yes.
        Included = "included"
    };
    /// Where does a calendar term end whose last day is not worked?
    calendar_term_end: CalendarTermEnd = "calendarTermEnd" {
        /// On the next working day.
        NextWorkingDay = "nextWorkingDay",
        /// On that very day.
        AsIs = "asIs"
    };
    /// On which day is a document received that comes after hours or on a day off?
    receipt_outside_hours: ReceiptOutsideHours = "receiptOutsideHours" {
        /// On the next working day.
        NextWorkingDay = "nextWorkingDay",
        /// On the day it came.
        SameDay = "sameDay"
    };
    /// Which days are the "three days" of № 213/НҚ ¶8?
    roster_days: RosterDays = "rosterDays" {
        /// Calendar days.
        CalendarDays = "calendarDays",
        /// Working days.
        WorkingDays = "workingDays"
    };
    /// May one still act on the day reached by stepping back N days?
    before_term_days: BeforeTermDays = "beforeTermDays" {
        /// Yes, through that day.
        ThroughLatestDay = "throughLatestDay",
        /// No: N clear days must lie between.
        ClearDays = "clearDays"
    };
    /// What if that day is not worked?
    before_term_on_day_off: BeforeTermOnDayOff = "beforeTermOnDayOff" {
        /// The date stays; the working day before it is shown as the practical one.
        KeepDate = "keepDate",
        /// The working day before it is the last.
        PrecedingWorkingDay = "precedingWorkingDay"
    };
    /// Until when can one register for a reception (№ 213/НҚ ¶8)?
    reception_registration: ReceptionRegistration = "receptionRegistration" {
        /// Until registration for its month closes, before that month.
        BeforeMonth = "beforeMonth",
        /// Until the end of the day before the reception.
        DayBefore = "dayBefore"
    };
    /// From which day do the fifteen working days of № 213/НҚ ¶10 run?
    consideration_from: ConsiderationFrom = "considerationFrom" {
        /// From registration.
        Registration = "registration",
        /// From receipt.
        Receipt = "receipt"
    };
    /// From which day does an extension under № 95 ¶5 run?
    extension_from: ExtensionFrom = "extensionFrom" {
        /// From the last day of the first term.
        OriginalDueDate = "originalDueDate",
        /// From the decision to extend.
        Decision = "decision"
    };
    /// When is the weekly information due if its Thursday is not worked?
    holiday_thursday: HolidayThursday = "holidayThursday" {
        /// On the working day before it.
        PrecedingWorkingDay = "precedingWorkingDay",
        /// On the next working day.
        NextWorkingDay = "nextWorkingDay"
    };
    /// Before what must the hearing of № 213/НҚ ¶6 be notified?
    hearing_notice_before: HearingNoticeBefore = "hearingNoticeBefore" {
        /// Before the last day for the decision.
        ConsiderationDue = "considerationDue",
        /// Before the day on which the refusal is planned.
        PlannedDecision = "plannedDecision"
    };
    /// How long after its notice may an oral hearing be at the earliest?
    oral_hearing_notice: OralHearingNotice = "oralHearingNotice" {
        /// When the two working days are over in which the participant may object.
        AfterObjections = "afterObjections",
        /// On the next working day.
        NextWorkingDay = "nextWorkingDay"
    };
    /// To which slots may a reception be rescheduled?
    reception_rescheduling: ReceptionRescheduling = "receptionRescheduling" {
        /// To those for which one can still register.
        AsRegistration = "asRegistration",
        /// To every free one.
        AnyFreeSlot = "anyFreeSlot"
    };
    /// From which day do the five working days of a refusal run if a request for information was registered late (Law № 401-V art. 11(17))?
    refusal_from: RefusalFrom = "refusalFrom" {
        /// From the day on which it was registered.
        Registration = "registration",
        /// From the day on which it should have been: that of its receipt, or the next working day.
        DueRegistration = "dueRegistration"
    };
    /// Can the rating of an answer be changed (№ 95 ¶6)?
    rating_change: RatingChange = "ratingChange" {
        /// Within thirty days of the first one.
        ThirtyDays = "thirtyDays",
        /// No.
        Never = "never"
    };
    /// How is what was said to be published given to whoever asks for it again (Law № 401-V art. 11(15))?
    asked_again: AskedAgain = "askedAgain" {
        /// In full: it is not refused, in whole or in part, nor forwarded.
        InFull = "inFull",
        /// As any request is answered: it may still be refused or forwarded.
        AsAnyRequest = "asAnyRequest"
    };
    /// Is whoever is refused a reception heard before?
    refusal_hearing: RefusalHearing = "refusalHearing" {
        /// Yes, as № 213/НҚ ¶6 says.
        Required = "required",
        /// No, as art. 73(2)(9) of the Code allows.
        Exempt = "exempt"
    };
    /// How often may a term be extended (art. 76(3) of the Code)?
    extensions: Extensions = "extensions" {
        /// Once.
        Once = "once",
        /// As often as it is needed, each time two months at most from that decision.
        Repeated = "repeated"
    };
    /// From which receipt do the twenty working days of a complaint run?
    complaint_from: ComplaintFrom = "complaintFrom" {
        /// From that by the body complained of, with which it is filed.
        Filing = "filing",
        /// From that by the body that considers it.
        PassingOn = "passingOn"
    };
    /// Whose signature may an application under № 93-НҚ bear?
    application_signer: ApplicationSigner = "applicationSigner" {
        /// Only the deputy of the first head, as the forms name.
        DeputyOnly = "deputyOnly",
        /// The deputy's or the first head's.
        DeputyOrFirstHead = "deputyOrFirstHead"
    };
    /// Which certificate proves that a deputy of the first head signed?
    deputy_certificate: DeputyCertificate = "deputyCertificate" {
        /// That of an employee with the right to sign.
        RightToSign = "rightToSign",
        /// That of any employee of the organisation.
        AnyEmployee = "anyEmployee"
    };
    /// To whose meetings do the Rules of № 605-НҚ apply?
    meeting_holders: MeetingHolders = "meetingHolders" {
        /// To those of the holders that ¶2 names.
        Paragraph2Holders = "paragraph2Holders",
        /// To those of any holder.
        AnyHolder = "anyHolder"
    };
    /// May an open meeting be announced in one format only?
    meeting_formats: MeetingFormats = "meetingFormats" {
        /// No, unless ¶6 applies.
        BothGuaranteed = "bothGuaranteed",
        /// Yes, as the holder announces it.
        AsAnnounced = "asAnnounced"
    };
    /// From which day is a term after a meeting of several days counted?
    meeting_day: MeetingDay = "meetingDay" {
        /// From its last day.
        LastDay = "lastDay",
        /// From its first day.
        FirstDay = "firstDay"
    };
    /// Are state bodies that are neither central executive bodies, agencies, the General Prosecutor's Office nor local bodies asked for
    /// information and materials (№ 444-НҚ ¶5, ¶7)?
    other_state_bodies: OtherStateBodies = "otherStateBodies" {
        /// No.
        NotAsked = "notAsked",
        /// Yes, as central state bodies.
        Asked = "asked"
    };
    /// What becomes of a late request to attend?
    late_attendance: LateAttendance = "lateAttendance" {
        /// It is kept as late, and the holder may admit.
        KeptAsLate = "keptAsLate",
        /// It is refused.
        Refused = "refused"
    };
    /// May accreditation be refused although every criterion of № 93-НҚ ¶4 is met and the form is as ¶3 says?
    refusal_ground: RefusalGround = "refusalGround" {
        /// No.
        CriterionOrForm = "criterionOrForm",
        /// Yes, with reasons.
        AnyReasons = "anyReasons"
    };
    /// May a channel without a regulating act meet criterion 2 of № 93-НҚ ¶4?
    missing_regulating_act: MissingRegulatingAct = "missingRegulatingAct" {
        /// No.
        FailsCriterion = "failsCriterion",
        /// The assessor decides.
        AssessorDecides = "assessorDecides"
    };
}
