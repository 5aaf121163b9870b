//! The settings that accreditation needs.

use merzim_domain::Role;

use crate::config::{PartSettings, SingleBody, settings};

settings! {
    /// Whom channels are accredited by.
    AuthoritySettings:
    authority_bin = "" demo "940740000911", "BIN of the authorised body in communications (№ 93-НҚ)";
    authority_name_kk = "" demo "ДЕМО: Коммуникациялар саласындағы уәкілетті орган", "Its name in Kazakh";
    authority_name_ru = "" demo "ДЕМО: Уполномоченный орган в сфере коммуникаций", "Its name in Russian";
}

/// The settings, and the body that they name.
pub(super) const SETTINGS: PartSettings = PartSettings::of::<AuthoritySettings>(&[SingleBody {
    role: Role::CommAuthority,
    prefix: "authority",
    needed: true,
}]);
