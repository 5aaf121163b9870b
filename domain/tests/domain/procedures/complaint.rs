//! Complaints.

use merzim_domain::consideration::hearing::{Hearing, Hearings, Notice, Protocol, RemarksDecision, Waiver};
use merzim_domain::consideration::mending::{Mending, ReturnGround};
use merzim_domain::procedures::complaint::{Above, Command, Complaint, ComplaintGround, ComplaintMeans, Facts};
use merzim_domain::role::Role;
use merzim_domain::rulebook::ids::{
    L4_3, L7_4, L8, L8_2, L8_3, L8_4, L8_5, L8_6, L8_7, L8_8, L8_9, L8_10, L8_11, L8_12, L8_13, L8_14, L8_15, L8_16,
    L8_17, L8_18, L8_19, L8_20, L8_21, L8_22, L8_23, L8_24, L8_25, R213_12, RuleId,
};
use time::{Duration, OffsetDateTime};

use crate::tried::{NOW, Tried, party};

impl Tried for Complaint {
    const RULES: &'static [RuleId] = &[
        L4_3, L7_4, L8, L8_2, L8_3, L8_4, L8_5, L8_6, L8_7, L8_8, L8_9, L8_10, L8_11, L8_12, L8_13, L8_14, L8_15,
        L8_16, L8_17, L8_18, L8_19, L8_20, L8_21, L8_22, L8_23, L8_24, L8_25, R213_12,
    ];

    fn facts() -> Vec<Facts> {
        let hearing = Hearing {
            notified_at: NOW - Duration::days(14),
            oral_at: Some(NOW - Duration::days(1)),
            decision_on: (NOW - Duration::days(1)).date(),
            asked_to_speak: false,
            held: false,
        };
        let protocol = Some(Protocol { made_at: NOW, unanswered: true });
        let heard_by = |latest| Hearings { latest: Some(latest), ..Hearings::default() };
        let with = |hearings, mended| Facts {
            due_at: Some(NOW + Duration::days(30)),
            mending: Some(Mending { until: (NOW - Duration::days(2)).date(), mended }),
            hearings,
            passed_at: Some(NOW),
            ..Facts::filed(ComplaintGround::Decision, NOW)
        };
        let heard = [
            with(heard_by(hearing), false),
            with(Hearings { protocol, ..heard_by(Hearing { held: true, ..hearing }) }, true),
            with(heard_by(Hearing { oral_at: None, ..hearing }), true),
            with(heard_by(Hearing { oral_at: None, notified_at: NOW, ..hearing }), true),
            with(Hearings { waiver: Some(Waiver::Entered), ..heard_by(hearing) }, true),
            with(Hearings { waiver: Some(Waiver::Entered), ..Hearings::default() }, true),
        ];
        [Above::Body, Above::Court, Above::Unknown]
            .map(|above| Facts {
                above,
                due_at: Some(NOW),
                hearings: Hearings { waiver: Some(Waiver::Own), ..Hearings::default() },
                ..Facts::filed(ComplaintGround::Decision, NOW)
            })
            .into_iter()
            .flat_map(|facts| {
                [facts, Facts { ground: ComplaintGround::Silence, hearings: Hearings::default(), kept: true, ..facts }]
            })
            .chain(heard)
            .collect()
    }

    fn commands() -> Vec<Command> {
        use Command as C;
        let to = || party(Role::ComplaintBody);
        vec![
            C::Complain { known_at: NOW - Duration::days(2), says_how: true },
            C::Complain { known_at: NOW - Duration::days(2), says_how: false },
            C::Complain { known_at: NOW + Duration::days(500), says_how: true },
            C::ComplainOfSilence { silent_at: NOW - Duration::days(2) },
            C::PassOn { to: to(), binding: &[R213_12] },
            C::PassOn { to: to(), binding: &[] },
            C::SatisfyItself,
            C::Fulfil,
            C::NameCourt,
            C::PointOut { until: (NOW + Duration::days(10)).date() },
            C::Mend,
            C::Return(ReturnGround::NotMended),
            C::Return(ReturnGround::Insulting),
            C::Join,
            hearing(None, 14),
            hearing(Some(NOW + Duration::days(9)), 14),
            hearing(Some(NOW + Duration::hours(1)), 1),
            C::AskToSpeak,
            C::WaiveHearing,
            C::Object,
            C::Respond,
            C::Hear,
            C::Remark,
            C::AnswerRemarks(RemarksDecision::Rejected),
            C::Satisfy { means: ComplaintMeans::Annulled, annullable: true },
            C::Satisfy { means: ComplaintMeans::Annulled, annullable: false },
            C::Satisfy { means: ComplaintMeans::BoundToAct, annullable: false },
            C::SatisfyPartly { means: ComplaintMeans::BoundToAct, annullable: true },
            C::Reject,
            C::SendBack,
            C::Leave,
            C::Withdraw,
            C::TurnElsewhere,
            C::NotifyDecided,
            C::NotifySentBack,
            C::NotifyLeft,
            C::NotifyWithdrawn,
        ]
    }
}

fn hearing(oral_at: Option<OffsetDateTime>, days: i64) -> Command {
    Command::NotifyHearing(Notice { oral_at, place: None, decision_on: (NOW + Duration::days(days)).date() })
}
