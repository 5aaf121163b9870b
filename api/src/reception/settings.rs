//! The settings that receptions need.

use merzim_domain::Role;
use time::Duration;

use crate::config::read::{number, units};
use crate::config::{PartSettings, SingleBody, settings};

settings! {
    /// How receptions are run, and with whom.
    ReceptionSettings:
    informatization_bin = "" demo "050140000100", "BIN of the authorised body in informatization (№ 213/НҚ), if receptions are run here";
    informatization_name_kk = "" demo "ДЕМО: Ақпараттандыру саласындағы уәкілетті орган", "Its name in Kazakh";
    informatization_name_ru = "" demo "ДЕМО: Уполномоченный орган в сфере информатизации", "Its name in Russian";
    operator_bin = "" demo "050140000201", "BIN of the operator of the e-government infrastructure (№ 213/НҚ), if receptions are run here";
    operator_name_kk = "" demo "ДЕМО: «Электрондық үкімет» операторы", "Its name in Kazakh";
    operator_name_ru = "" demo "ДЕМО: Оператор «электронного правительства»", "Its name in Russian";
    state_corporation_bin = "" demo "050140000309", "BIN of the State Corporation (№ 213/НҚ), if receptions are run here";
    state_corporation_name_kk = "" demo "ДЕМО: Мемлекеттік корпорация", "Its name in Kazakh";
    state_corporation_name_ru = "" demo "ДЕМО: Государственная корпорация", "Its name in Russian";

    // Later in the month it might leave no time to report the roster.
    registration_closes_on = "20" => registration_closes_on: u8, number(24), "Day of the month, 1 to 24, at whose end registration for receptions in the next month closes";
    slot_held_minutes = "10" => held: Duration, units(Duration::minutes, number(1_440)), "Minutes for which a slot is held for whoever fills in an appeal";
    room_margin = "15" => room_margin: Duration, units(Duration::minutes, number(1_440)), "Minutes before and after a reception in which its room link is shown";
}

/// The settings, and the bodies that they name.
pub(super) const SETTINGS: PartSettings = PartSettings::of::<ReceptionSettings>(&[
    SingleBody { role: Role::InformatizationAuthority, prefix: "informatization", needed: false },
    SingleBody { role: Role::EgovOperator, prefix: "operator", needed: false },
    SingleBody { role: Role::StateCorporation, prefix: "state_corporation", needed: false },
]);
