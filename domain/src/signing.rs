//! Who signed what is filed.

/// Who signed, as the verified signature says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signed {
    /// Whether the certificate belongs to the applicant's organisation.
    pub for_applicant: bool,
    /// The signer's position in it.
    pub position: SignerPosition,
}

vocabulary! {
    /// Whose signature an application bears.
    SignerPosition {
        /// Deputy of the first head of the state body, whom the forms name.
        DeputyFirstHead = "deputyFirstHead", "бірінші басшының орынбасары", "заместитель первого руководителя", "deputy of the first head";
        /// First head of the state body.
        FirstHead = "firstHead", "бірінші басшы", "первый руководитель", "first head";
        /// Another employee.
        Employee = "employee", "қызметкер", "сотрудник", "employee";
    }
}
