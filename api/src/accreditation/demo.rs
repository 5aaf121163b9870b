//! Who is played in accreditation, and how the application of a channel comes about.

use merzim_domain::procedures::accreditation::{Accreditation, Command, Coverage, Format};
use merzim_domain::region::Region;
use merzim_domain::signing::{Signed, SignerPosition};
use merzim_domain::{Role, zone};
use merzim_persistence::register::{self, Entering};
use merzim_persistence::{applications, cases};
use time::OffsetDateTime;
use uuid::Uuid;

use super::facts::{Decided, facts_of};
use super::form::{AccreditationForm, Assessment, CriterionAssessment, DecisionKind, Justification, Resources};
use crate::app::part::demo::{AKIMAT, Body, Demo, For, MINISTRY, Persona, ago, play, words};
use crate::app::{Desk, Record, Serves, stored};
use crate::cases::filing::{EdmsDocument, Filing};
use crate::cases::flow;
use crate::http::{At, Code};
use crate::problem::Problem;

/// What accreditation brings to a demo.
pub(super) const DEMO: Demo = Demo {
    personas: &[
        Persona {
            id: MINISTRY.id,
            title: "ДЕМО министрлік, өтініш беруші · ДЕМО министерство, заявитель",
            acts_for: For::Body(MINISTRY.bin),
            roles: &[Role::ApplicantBody, Role::Participant],
        },
        Persona {
            id: AKIMAT.id,
            title: "ДЕМО әкімдік, өтініш беруші · ДЕМО акимат, заявитель",
            acts_for: For::Body(AKIMAT.bin),
            roles: &[Role::ApplicantBody, Role::Participant],
        },
        Persona {
            id: "authority",
            title: "ДЕМО уәкілетті орган · ДЕМО уполномоченный орган",
            acts_for: For::Named(Role::CommAuthority),
            roles: &[Role::CommAuthority, Role::AdministrativeBody],
        },
    ],
    ..Demo::NONE
};

/// A channel of a demo, whose story the Register tells.
pub(crate) struct Channel {
    pub body: Body,
    name: (&'static str, &'static str),
    purpose: (&'static str, &'static str),
    region: Option<Region>,
    format: Format,
    regulated: bool,
}

pub(crate) const CHANNELS: [Channel; 5] = [
    Channel {
        body: MINISTRY,
        name: ("ДЕМО: «Ашық кеңес» порталы", "ДЕМО: портал «Открытый совет»"),
        purpose: ("Азаматтардың ұсыныстарын қабылдау және талқылау", "Приём и обсуждение предложений граждан"),
        region: None,
        format: Format::Online,
        regulated: true,
    },
    Channel {
        body: AKIMAT,
        name: ("ДЕМО: «Ауыл үні» қабылдауы", "ДЕМО: приём «Голос села»"),
        purpose: ("Ауыл тұрғындарын көшпелі қабылдау", "Выездной приём жителей сёл"),
        region: Some(Region::AlmatyRegion),
        format: Format::Offline,
        regulated: true,
    },
    Channel {
        body: MINISTRY,
        name: ("ДЕМО: «Сұрақ-жауап» чаты", "ДЕМО: чат «Вопрос-ответ»"),
        purpose: ("Азаматтардың сұрақтарына жедел жауап беру", "Оперативные ответы на вопросы граждан"),
        region: None,
        format: Format::Hybrid,
        regulated: true,
    },
    Channel {
        body: AKIMAT,
        name: ("ДЕМО: «Қала көмегі» боты", "ДЕМО: бот «Помощь города»"),
        purpose: ("Қала шаруашылығы туралы өтініштерді қабылдау", "Приём обращений о городском хозяйстве"),
        region: Some(Region::AlmatyRegion),
        format: Format::Online,
        regulated: false,
    },
    Channel {
        body: AKIMAT,
        name: ("ДЕМО: «Аула жиналысы»", "ДЕМО: «Дворовое собрание»"),
        purpose: ("Тұрғындармен аула жиналыстарын өткізу", "Проведение дворовых собраний с жителями"),
        region: Some(Region::AlmatyRegion),
        format: Format::Offline,
        regulated: true,
    },
];

impl Channel {
    fn form(&self) -> AccreditationForm {
        AccreditationForm {
            body_name: self.body.name(),
            channel_name: words(self.name),
            instruction: None,
            regulating_act: self.regulated.then(|| "ДЕМО: арнаның жұмыс регламенті".to_owned()),
            purpose: words(self.purpose),
            coverage: Code(if self.region.is_some() { Coverage::Regional } else { Coverage::Republican }),
            region: self.region.map(Code),
            format: Code(self.format),
            resources: Resources {
                infrastructure: "ДЕМО: бұлтты сервер".to_owned(),
                staff: "ДЕМО: үш модератор".to_owned(),
                finance: "ДЕМО: ведомство бюджеті шегінде".to_owned(),
            },
            justification: Justification {
                need: "ДЕМО: халықпен кері байланысты күшейту".to_owned(),
                international_experience: None,
                recommendations: None,
                survey_results: Some("ДЕМО: сауалнамаға қатысқандардың 68 %-ы қолдайды".to_owned()),
            },
            other_information: None,
        }
    }
}

/// Has whoever is at the desk apply a command to a case.
pub(crate) fn act<P: Serves>(desk: &mut Desk<'_>, id: Uuid, command: &P::Command) -> Result<(), Problem> {
    let row = cases::by_id(desk.connection, id)?;
    flow::read::<P>(desk, row)?.act(desk, command).map(drop)
}

/// As what is filed is signed, where it must be.
pub(crate) const SIGNED: Signed = Signed { for_applicant: true, position: SignerPosition::DeputyFirstHead };

/// How something was filed at this moment.
pub(crate) fn filing(at: OffsetDateTime, signed: Option<Signed>) -> Filing {
    Filing {
        edms: EdmsDocument { document_number: "ДЕМО-01-15/77".to_owned(), document_date: zone::local(at).date() },
        signer: signed.map(|signed| Code(signed.position)),
        sha256: "0".repeat(64),
        cms: signed.map(|_| "0JTQldCc0J4=".to_owned()),
    }
}

/// An application that was received so many days ago.
pub(crate) fn received(desk: &mut Desk<'_>, channel: &Channel, days_ago: i64) -> Result<Uuid, Problem> {
    let (form, at) = (channel.form(), ago(desk, days_ago));
    play(desk, channel.body.id, Role::ApplicantBody, at, |desk| {
        let (name, facts) = (form.body_name.clone().into(), facts_of(&form));
        let id = flow::begin_draft::<Accreditation>(desk, name, facts, &Command::Create)?;
        applications::create(desk.connection, id, &form.channel_name.clone().into(), stored(&form)?)?;
        act::<Accreditation>(desk, id, &Command::Submit(SIGNED))?;
        applications::record_filing(desk.connection, id, filing(at, Some(SIGNED)).write()?.0)?;
        Ok(id)
    })
}

/// One that was decided too: what is not regulated is refused.
pub(crate) fn decided(
    desk: &mut Desk<'_>,
    channel: &Channel,
    [received_ago, decided_ago]: [i64; 2],
) -> Result<(), Problem> {
    let id = received(desk, channel, received_ago)?;
    let at = ago(desk, decided_ago);
    let met = |met| CriterionAssessment { met, comment: Some("ДЕМО".to_owned()) };
    let criteria = Assessment { no_duplication: met(true), regulated: met(channel.regulated), effective: met(true) };
    play(desk, "authority", Role::CommAuthority, at, |desk| {
        let (outcome, reasons, register_entry) = if channel.regulated {
            act::<Accreditation>(desk, id, &Command::Accredit(criteria.assessed()))?;
            let entering = Entering { case: id, on: zone::local(at).date(), at };
            let entry = register::include(desk.connection, entering, &channel.body.bin()?, &channel.form().wording())?;
            (DecisionKind::Accredited, None, Some(entry))
        } else {
            let reasons = words((
                "ДЕМО: арнаның жұмыс тәртібі регламенттелмеген",
                "ДЕМО: порядок работы канала не регламентирован",
            ));
            act::<Accreditation>(desk, id, &Command::Refuse { reasons: Some(reasons.clone().into()) })?;
            (DecisionKind::Refused, Some(reasons), None)
        };
        let decided = Decided { outcome, criteria, reasons, decided_at: At(at), register_entry };
        Ok(applications::record_decision(desk.connection, id, decided.write()?.0)?)
    })
}
