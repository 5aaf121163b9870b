//! Who is played in receptions, and two offices, so that a reception has a place.

use merzim_domain::region::Region;
use merzim_domain::{Role, Vocabulary};
use merzim_persistence::reception::offices::{self, OfficeRow};
use merzim_persistence::{Id, Instant};
use uuid::Uuid;

use crate::app::Desk;
use crate::app::part::demo::{Demo, For, MINISTRY, Persona, ago};
use crate::problem::Problem;

/// What receptions bring to a demo.
pub(super) const DEMO: Demo = Demo {
    personas: &[
        Persona {
            id: "body",
            title: "ДЕМО министрлік, жауапты қызметкер · ДЕМО министерство, ответственный работник",
            acts_for: For::Body(MINISTRY.bin),
            roles: &[Role::ResponsibleEmployee, Role::StateBody, Role::AdministrativeBody],
        },
        Persona {
            id: "head",
            title: "ДЕМО министрлік, бірінші басшы · ДЕМО министерство, первый руководитель",
            acts_for: For::Body(MINISTRY.bin),
            roles: &[Role::HeadOfBody],
        },
        Persona {
            id: "informatization",
            title: "ДЕМО ақпараттандыру органы · ДЕМО орган в сфере информатизации",
            acts_for: For::Named(Role::InformatizationAuthority),
            roles: &[Role::InformatizationAuthority],
        },
        Persona {
            id: "operator",
            title: "ДЕМО оператор · ДЕМО оператор",
            acts_for: For::Named(Role::EgovOperator),
            roles: &[Role::EgovOperator],
        },
        Persona {
            id: "office",
            title: "ДЕМО Мемлекеттік корпорация, бөлімше · ДЕМО Государственная корпорация, отделение",
            acts_for: For::Named(Role::StateCorporation),
            roles: &[Role::StateCorporation],
        },
        Persona {
            id: "participant",
            title: "ДЕМО әкімшілік рәсімге қатысушы · ДЕМО участник административной процедуры",
            acts_for: For::Oneself(Some("061211600012")),
            roles: &[Role::Participant],
        },
    ],
    cases: offices,
};

fn offices(desk: &mut Desk<'_>) -> Result<(), Problem> {
    let places = [
        (("ДЕМО: № 1 бөлімше", "ДЕМО: Отделение № 1"), ("Демо көшесі, 1", "Улица Демо, 1"), Region::Astana, 2),
        (("ДЕМО: № 2 бөлімше", "ДЕМО: Отделение № 2"), ("Демо даңғылы, 5", "Проспект Демо, 5"), Region::Almaty, 1),
    ];
    for (name, address, region, rooms) in places {
        let row = OfficeRow {
            id: Id(Uuid::now_v7()),
            name_kk: name.0.to_owned(),
            name_ru: name.1.to_owned(),
            address_kk: address.0.to_owned(),
            address_ru: address.1.to_owned(),
            region: region.code().to_owned(),
            rooms,
            active: true,
            version: 1,
            updated_at: Instant(ago(desk, 60)),
        };
        offices::create(desk.connection, &row)?;
    }
    Ok(())
}
