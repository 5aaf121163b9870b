//! A hearing before a decision against whoever has a part in a case: its notice, what is said to it, its protocol, and remarks on
//! that (articles 73 and 74 of the Code). It is the same in every procedure that hears.

use merzim_domain::consideration::hearing::{self, HearingForm, Notice, RemarksDecision};
use merzim_domain::{Bilingual as Words, Text, zone};
use serde::{Deserialize, Serialize};
use time::{Date, OffsetDateTime};
use utoipa::ToSchema;
use validator::{Validate, ValidationErrors};

use super::notices::HearingFormCode;
use super::statement::Statement;
use crate::http::input::{not_before, rule, together};
use crate::http::{At, Bilingual, Code, instant};
use crate::problem::{FieldFaults, Problem, Wrong};

pub type RemarksDecisionCode = Code<RemarksDecision>;

/// A hearing that the participant is notified of: in writing or, with a time and a place, orally.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "hearingAt": "2026-03-20T10:00:00+05:00",
    "place": "Министрлік, 305-кабинет (демо)",
    "decisionOn": "2026-03-30",
    "preliminaryDecision": { "kk": "Қанағаттандырудан бас тарту көзделуде", "ru": "Предполагается отказать в удовлетворении" },
}))]
pub struct HearingNoticeForm {
    /// When the participant will be heard, in working hours; in writing, if no time is given.
    #[serde(default, with = "instant::option")]
    #[schema(value_type = Option<String>, format = DateTime, example = "2026-03-20T10:00:00+05:00")]
    pub hearing_at: Option<OffsetDateTime>,
    /// Where, or by what link, if orally.
    #[schema(min_length = 1, max_length = 1_000, pattern = r"^.*\S.*$", example = "Министрлік, 305-кабинет (демо)")]
    pub place: Option<String>,
    /// On which working day the decision is planned: three working days from now at the earliest, the last day of the term at the
    /// latest.
    pub decision_on: Date,
    /// The preliminary decision and its reasons.
    pub preliminary_decision: Bilingual,
}

impl Validate for HearingNoticeForm {
    fn validate(&self) -> Result<(), ValidationErrors> {
        let message = "уақытпен бірге көрсетіледі, онсыз көрсетілмейді|указывается вместе со временем, без него не указывается|is given with a time, and only with one";
        let before =
            "тыңдау күнінен ерте болмауы керек|должен быть не раньше заслушивания|must not be before the hearing";
        let heard_on = self.hearing_at.map(|hearing_at| zone::local(hearing_at).date()).unwrap_or(self.decision_on);
        together([
            rule(self.hearing_at.is_some() == self.place.is_some(), "/place /hearingAt", message),
            rule(heard_on <= self.decision_on, "/decisionOn /hearingAt", before).map_err(not_before(heard_on)),
        ])
    }
}

impl HearingNoticeForm {
    /// The notice as the engine knows it.
    pub fn notice(&self) -> Notice {
        let Self { hearing_at, place, decision_on, .. } = self;
        let place = place.clone().map(|place| Words { kk: place.clone(), ru: place });
        Notice { oral_at: *hearing_at, place, decision_on: *decision_on }
    }
}

/// An objection.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct ObjectionForm {
    /// What it says.
    #[schema(min_length = 1, max_length = 10_000, pattern = r"\S", example = "Алдын ала шешіммен келіспеймін")]
    pub text: String,
}

/// The protocol of an oral hearing (art. 74(2) of the Code).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "attended": true,
    "place": "Министрлік, 305-кабинет (демо)",
    "startedAt": "2026-03-13T10:00:00+05:00",
    "endedAt": "2026-03-13T10:40:00+05:00",
    "conductedBy": "ДЕМО: департамент директоры",
    "secretary": "ДЕМО: хатшы",
    "participants": ["ДЕМО: Сынақов Сынақ Сынақұлы, қатысушы"],
    "subject": "Алдын ала шешімге қарсылық",
    "text": "Қатысушы өз ұстанымын білдірді",
    "signedOn": "2026-03-13",
}))]
pub struct HearingProtocolForm {
    /// Whether the participant came. They are waited for at least fifteen minutes from the time of which they were told.
    pub attended: bool,
    /// Where it was held.
    #[schema(min_length = 1, max_length = 1_000, pattern = r"^.*\S.*$", example = "Министрлік, 305-кабинет (демо)")]
    pub place: String,
    /// When it began: not before the time of which the participant was told.
    #[serde(with = "instant")]
    #[schema(value_type = String, format = DateTime, example = "2026-03-13T10:00:00+05:00")]
    pub started_at: OffsetDateTime,
    /// When it ended.
    #[serde(with = "instant")]
    #[schema(value_type = String, format = DateTime, example = "2026-03-13T10:40:00+05:00")]
    pub ended_at: OffsetDateTime,
    /// Surname and initials of the official who led it.
    #[schema(min_length = 1, max_length = 300, pattern = r"^.*\S.*$", example = "ДЕМО: департамент директоры")]
    pub conducted_by: String,
    /// Surname and initials of the secretary.
    #[schema(min_length = 1, max_length = 300, pattern = r"^.*\S.*$", example = "ДЕМО: хатшы")]
    pub secretary: String,
    /// Who took part, and as what: the participant and others.
    #[schema(max_items = 50, inline, example = json!(["ДЕМО: Сынақов Сынақ Сынақұлы, қатысушы"]))]
    pub participants: Vec<ParticipantName>,
    /// What was considered.
    #[schema(min_length = 1, max_length = 10_000, pattern = r"\S", example = "Алдын ала шешімге қарсылық")]
    pub subject: String,
    /// Explanations, questions and answers, speeches.
    #[schema(min_length = 1, max_length = 50_000, pattern = r"\S", example = "Қатысушы өз ұстанымын білдірді")]
    pub text: String,
    /// On which day whoever led it and the secretary signed the protocol: that of the hearing or later, and not ahead.
    pub signed_on: Date,
}

/// Whoever took part in a hearing, and as what.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
#[schema(as = HearingParticipant, value_type = String, min_length = 1, max_length = 300, pattern = r"^.*\S.*$", example = "ДЕМО: Сынақов Сынақ Сынақұлы, қатысушы")]
pub struct ParticipantName(String);

impl Validate for HearingProtocolForm {
    fn validate(&self) -> Result<(), ValidationErrors> {
        let message = "басталуынан кейін болуы керек|должно быть после начала|must be after the start";
        let lasts = rule(self.ended_at > self.started_at, "/endedAt /startedAt", message);
        together([lasts.map_err(not_before(self.started_at))])
    }
}

impl HearingProtocolForm {
    /// What came of recording it, with these faults and those of its times. What is too early is all there is to tell of one without
    /// other faults.
    pub fn taken<T>(
        &self,
        tried: Result<T, Problem>,
        hearings: hearing::Hearings,
        now: OffsetDateTime,
        mut faults: FieldFaults,
    ) -> Result<T, Problem> {
        if tried.is_ok() || !faults.is_empty() {
            self.check(hearings, now, &mut faults);
        }
        faults.and(tried)
    }

    /// Notes what in it is not of the hearing of which the participant was told, or lies ahead.
    fn check(&self, hearings: hearing::Hearings, now: OffsetDateTime, faults: &mut FieldFaults) {
        let told = hearings.latest.and_then(|hearing| hearing.oral_at);
        if let Some(told) = told.filter(|told| self.started_at < *told) {
            let message = Text::new(
                "хабарланған уақыттан ерте болмауы керек",
                "должно быть не раньше времени, о котором уведомлён участник",
                "must not be before the time of which the participant was told",
            );
            faults.tell_of(&["/startedAt"], Wrong::from(message).not_before(told));
        }
        if !self.attended && told.is_some_and(|told| self.ended_at < told.saturating_add(hearing::WAITED)) {
            let message = Text::new(
                "қатысушыны хабарланған уақыттан бастап кемінде {} минут күткен соң ғана келмеді деп белгіленеді",
                "неявка отмечается, если участника ждали не менее {} минут с назначенного времени",
                "who is waited for less than {} minutes from the time that was told has not stayed away",
            );
            let message = message.with(&Text::same(hearing::WAITED.whole_minutes()));
            faults.tell_of(&["/attended", "/endedAt"], message);
        }
        if self.ended_at > now {
            let message = Text::new("болашақта болмауы керек", "не должно быть в будущем", "must not be ahead");
            faults.tell_of(&["/endedAt"], Wrong::from(message).not_after(now));
        }
        let days = zone::local(self.ended_at).date()..=zone::local(now).date();
        if !days.contains(&self.signed_on) {
            let message = Text::new(
                "тыңдау күнінен ерте және бүгінгі күннен кеш болмауы керек",
                "должен быть не раньше заслушивания и не позже сегодняшнего дня",
                "must not be before the hearing or after today",
            );
            faults.tell_of(&["/signedOn"], Wrong::from(message).not_before(*days.start()).not_after(*days.end()));
        }
    }
}

/// Remarks on the protocol of a hearing (art. 74(6) of the Code).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct ProtocolRemarkForm {
    /// What is wrong in it, or missing.
    #[schema(min_length = 1, max_length = 10_000, pattern = r"\S", example = "Менің түсіндірмем толық жазылмаған")]
    pub text: String,
}

/// What is decided on the remarks on a protocol (art. 74(6) of the Code).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "decision": "accepted" }))]
pub struct RemarksAnswerForm {
    /// What.
    pub decision: RemarksDecisionCode,
    /// Why they are rejected, in whole or in part; required then.
    pub reasons: Option<Bilingual>,
}

impl Validate for RemarksAnswerForm {
    fn validate(&self) -> Result<(), ValidationErrors> {
        let message = "ескертулер толық немесе ішінара қабылданбаса, міндетті|обязательно, если замечания отклонены полностью или частично|is required where remarks are rejected, in whole or in part";
        together([rule(
            self.decision.0 == RemarksDecision::Accepted || self.reasons.is_some(),
            "/reasons /decision",
            message,
        )])
    }
}

/// A hearing of which the participant was notified (art. 73 of the Code).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Hearing {
    /// When the participant was notified.
    #[schema(value_type = String, format = DateTime, example = "2025-12-24T10:00:00+05:00")]
    pub notified_at: At,
    /// How the participant is heard.
    #[serde(default = "orally")]
    pub form: HearingFormCode,
    /// When, if orally.
    #[schema(value_type = Option<String>, format = DateTime, example = "2025-12-29T10:00:00+05:00")]
    pub hearing_at: Option<At>,
    /// Where, or by what link, if orally.
    #[schema(example = "Министрлік, 305-кабинет (демо)")]
    pub place: Option<String>,
    /// On which day the decision is planned.
    pub decision_on: Date,
    /// The preliminary decision and its reasons.
    pub preliminary_decision: Bilingual,
    /// When the participant asked to be heard orally.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = DateTime, example = "2025-12-25T10:00:00+05:00")]
    pub asked_to_speak_at: Option<At>,
}

/// What was stored before hearings were held in writing is one held orally.
const fn orally() -> HearingFormCode {
    Code(HearingForm::Oral)
}

impl Hearing {
    /// The one that is notified at this moment, where the participant asked then to be heard orally.
    fn of(form: HearingNoticeForm, notified_at: At, asked_to_speak_at: Option<At>) -> Self {
        let HearingNoticeForm { hearing_at, place, decision_on, preliminary_decision } = form;
        Self {
            notified_at,
            form: Code(if hearing_at.is_some() { HearingForm::Oral } else { HearingForm::Written }),
            hearing_at: hearing_at.map(At),
            place,
            decision_on,
            preliminary_decision,
            asked_to_speak_at,
        }
    }
}

/// What was done so that whoever a case concerns is heard. Nothing that was said is erased.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct Hearings {
    /// The hearing before a decision against the participant: the latest.
    pub hearing: Option<Hearing>,
    /// The protocol of that hearing.
    pub protocol: Option<Protocol>,
    /// Hearings before that, the first one first.
    pub earlier_hearings: Vec<EarlierHearing>,
    /// Objections to the preliminary decision.
    pub objections: Vec<Objection>,
    /// When the participant did without a hearing, if that still holds.
    #[schema(value_type = Option<String>, format = DateTime, example = "2025-12-25T10:00:00+05:00")]
    pub hearing_waived_at: Option<At>,
    /// The statement on paper by which they did so, if somebody else has entered it.
    pub waiver: Option<Statement>,
    /// Waivers that do not hold any more, the first one first.
    pub earlier_waivers: Vec<EarlierWaiver>,
}

/// A hearing that another one has followed, or whose case is considered anew.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct EarlierHearing {
    /// The hearing; none of one that an earlier release stored without its notice.
    pub hearing: Option<Hearing>,
    /// Its protocol.
    pub protocol: Option<Protocol>,
}

/// A waiver that does not hold any more.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = EarlierHearingWaiver)]
pub struct EarlierWaiver {
    /// When the participant did without a hearing.
    #[schema(value_type = String, format = DateTime, example = "2025-12-25T10:00:00+05:00")]
    pub at: At,
    /// The statement on paper by which they did so, if somebody else has entered it.
    pub statement: Option<Statement>,
    /// When it ended: another hearing was notified, or the participant objected to what was entered for them.
    #[schema(value_type = String, format = DateTime, example = "2025-12-26T10:00:00+05:00")]
    pub ended_at: At,
}

impl Hearings {
    /// Notifies of a hearing: a waiver was given for the one before. Who has asked to be heard orally has asked for good.
    pub fn notify(&mut self, form: HearingNoticeForm, at: At) {
        let asked_to_speak_at = self.hearing.as_ref().and_then(|hearing| hearing.asked_to_speak_at);
        self.shelve(at);
        self.hearing = Some(Hearing::of(form, at, asked_to_speak_at));
    }

    /// Keeps what was done so far, which does not count any more.
    pub fn shelve(&mut self, at: At) {
        self.end_waiver(at);
        let (hearing, protocol) = (self.hearing.take(), self.protocol.take());
        if hearing.is_some() || protocol.is_some() {
            self.earlier_hearings.push(EarlierHearing { hearing, protocol });
        }
    }

    /// The participant asks to be heard orally.
    pub fn ask_to_speak(&mut self, at: At) {
        self.set_entered_waiver_aside(at);
        if let Some(hearing) = &mut self.hearing {
            hearing.asked_to_speak_at = Some(at);
        }
    }

    /// The participant objects, themselves or through an office.
    pub fn object(&mut self, ObjectionForm { text }: ObjectionForm, by_office: bool, at: At) {
        self.set_entered_waiver_aside(at);
        self.objections.push(Objection { at, text, by_office });
    }

    /// The participant does without a hearing: by a statement, where somebody else enters it.
    pub fn waive(&mut self, statement: Option<Statement>, at: At) {
        self.end_waiver(at);
        (self.hearing_waived_at, self.waiver) = (Some(at), statement);
    }

    /// Adds the protocol of the hearing.
    pub fn record(&mut self, form: HearingProtocolForm, at: At) {
        self.protocol = Some(Protocol::of(form, at));
    }

    /// Adds remarks on the latest protocol.
    pub fn remark(&mut self, ProtocolRemarkForm { text }: ProtocolRemarkForm, by_body: bool, at: At) {
        if let Some(protocol) = self.protocols_mut().last() {
            protocol.remarks.push(ProtocolRemark { at, text, by_body, answer: None });
        }
    }

    /// Decides on all remarks that were not decided on.
    pub fn answer(&mut self, RemarksAnswerForm { decision, reasons }: &RemarksAnswerForm, at: At) {
        let remarks = self.protocols_mut().flat_map(|protocol| &mut protocol.remarks);
        for remark in remarks.filter(|remark| remark.answer.is_none()) {
            remark.answer = Some(RemarksAnswer { at, decision: *decision, reasons: reasons.clone() });
        }
    }

    /// What the engine must know of it.
    pub fn fact(&self) -> hearing::Hearings {
        let earlier = self.earlier_hearings.iter().filter_map(|earlier| earlier.protocol.as_ref());
        let protocols: Vec<_> = earlier.chain(&self.protocol).collect();
        let waived = |_| if self.waiver.is_some() { hearing::Waiver::Entered } else { hearing::Waiver::Own };
        hearing::Hearings {
            latest: self.hearing.as_ref().map(|hearing| hearing::Hearing {
                notified_at: hearing.notified_at.0,
                oral_at: hearing.hearing_at.map(|at| at.0),
                decision_on: hearing.decision_on,
                asked_to_speak: hearing.asked_to_speak_at.is_some(),
                held: self.protocol.is_some(),
            }),
            waiver: self.hearing_waived_at.map(waived),
            protocol: protocols.last().map(|latest| hearing::Protocol {
                made_at: latest.at.0,
                unanswered: protocols.iter().any(|protocol| protocol.remarks.iter().any(|one| one.answer.is_none())),
            }),
            heard_before: self.hearing.is_none() && self.protocol.is_some(),
        }
    }

    /// All protocols, the latest last.
    fn protocols_mut(&mut self) -> impl Iterator<Item = &mut Protocol> {
        let earlier = self.earlier_hearings.iter_mut().filter_map(|earlier| earlier.protocol.as_mut());
        earlier.chain(&mut self.protocol)
    }

    fn set_entered_waiver_aside(&mut self, at: At) {
        if self.waiver.is_some() {
            self.end_waiver(at);
        }
    }

    fn end_waiver(&mut self, ended_at: At) {
        let statement = self.waiver.take();
        if let Some(at) = self.hearing_waived_at.take() {
            self.earlier_waivers.push(EarlierWaiver { at, statement, ended_at });
        }
    }
}

/// An objection to the preliminary decision (art. 73(3) of the Code).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Objection {
    /// When it was made.
    #[schema(value_type = String, format = DateTime, example = "2025-12-25T10:00:00+05:00")]
    pub at: At,
    /// What it says.
    #[schema(example = "Алдын ала шешіммен келіспеймін")]
    pub text: String,
    /// Whether an office of the State Corporation entered it.
    pub by_office: bool,
}

/// Protocol of a hearing (art. 74 of the Code). Of one that an earlier release stored, only `attended`, `conductedBy` and `text` are
/// known.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = HearingProtocol)]
pub struct Protocol {
    /// When it was entered.
    #[schema(value_type = String, format = DateTime, example = "2025-12-29T11:00:00+05:00")]
    pub at: At,
    /// Whether the participant came.
    pub attended: bool,
    /// Where it was held.
    #[serde(default)]
    #[schema(example = "Министрлік, 305-кабинет (демо)")]
    pub place: Option<String>,
    /// When it began.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = DateTime, example = "2025-12-29T10:00:00+05:00")]
    pub started_at: Option<At>,
    /// When it ended.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = DateTime, example = "2025-12-29T10:40:00+05:00")]
    pub ended_at: Option<At>,
    /// Who led the hearing; empty where that was not said.
    #[schema(example = "ДЕМО: департамент директоры")]
    pub conducted_by: String,
    /// The secretary.
    #[serde(default)]
    #[schema(example = "ДЕМО: хатшы")]
    pub secretary: Option<String>,
    /// Who took part, and as what.
    #[serde(default)]
    #[schema(example = json!(["ДЕМО: Сынақов Сынақ Сынақұлы, қатысушы"]))]
    pub participants: Vec<String>,
    /// What was considered.
    #[serde(default)]
    #[schema(example = "Алдын ала шешімге қарсылық")]
    pub subject: Option<String>,
    /// What was said.
    #[schema(example = "Қатысушы өз ұстанымын білдірді")]
    pub text: String,
    /// On which day whoever led it and the secretary signed it.
    #[serde(default)]
    pub signed_on: Option<Date>,
    /// Remarks on it.
    #[serde(default)]
    pub remarks: Vec<ProtocolRemark>,
}

impl Protocol {
    /// The one that is entered at this moment.
    fn of(form: HearingProtocolForm, at: At) -> Self {
        Self {
            at,
            attended: form.attended,
            place: Some(form.place),
            started_at: Some(At(form.started_at)),
            ended_at: Some(At(form.ended_at)),
            conducted_by: form.conducted_by,
            secretary: Some(form.secretary),
            participants: form.participants.into_iter().map(|name| name.0).collect(),
            subject: Some(form.subject),
            text: form.text,
            signed_on: Some(form.signed_on),
            remarks: Vec::new(),
        }
    }
}

/// Remarks on the protocol of a hearing (art. 74(6) of the Code).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ProtocolRemark {
    /// When they were submitted.
    #[schema(value_type = String, format = DateTime, example = "2025-12-30T11:00:00+05:00")]
    pub at: At,
    /// What they say.
    #[schema(example = "Менің түсіндірмем толық жазылмаған")]
    pub text: String,
    /// Whether the body complained of submitted them.
    #[serde(default)]
    pub by_body: bool,
    /// What was decided on them.
    pub answer: Option<RemarksAnswer>,
}

/// What was decided on remarks on a protocol.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct RemarksAnswer {
    /// When.
    #[schema(value_type = String, format = DateTime, example = "2025-12-30T15:00:00+05:00")]
    pub at: At,
    /// What.
    pub decision: RemarksDecisionCode,
    /// Why they were rejected.
    pub reasons: Option<Bilingual>,
}
