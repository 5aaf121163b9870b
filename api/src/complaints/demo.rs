//! Who is played in complaints.

use merzim_domain::Role;

use crate::app::part::demo::{Demo, For, Persona};

/// What complaints bring to a demo.
pub(super) const DEMO: Demo = Demo {
    personas: &[Persona {
        id: "complaints",
        title: "ДЕМО шағымды қарайтын орган · ДЕМО орган, рассматривающий жалобы",
        acts_for: For::Body("050140000408"),
        roles: &[Role::ComplaintBody],
    }],
    ..Demo::NONE
};
