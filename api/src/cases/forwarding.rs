//! What is forwarded with a case: copies of its files, made before the transaction, which must not wait for the disk.

use merzim_domain::engine::Procedure;
use merzim_persistence::attachments::{self, AttachmentRow, Copies};
use merzim_persistence::cases;
use uuid::Uuid;

use crate::app::{Ask, Desk};
use crate::http::block;
use crate::problem::{Fault, Problem};

/// Keeps of the files of a case those that are forwarded with it.
pub type GoAlong = fn(&mut Desk<'_>, Uuid, &mut Vec<AttachmentRow>) -> Result<(), Problem>;

/// Copies of the files of a case, as they were in one version of it.
#[derive(Debug)]
pub struct Copied {
    version: i64,
    copies: Copies,
}

impl Copied {
    /// Copies those files of a case of `P` that go along. The caller may see it and names its version; else none, for nothing will be done
    /// then.
    pub async fn of<P: Procedure>(ask: &Ask, id: Uuid, go_along: GoAlong) -> Result<Self, Problem> {
        let (version, rows) = ask
            .query(move |desk| {
                let case = cases::find(desk.connection, &desk.call.viewer(), P::CODE, id)?;
                if desk.call.expect_version(case.version).is_err() {
                    return Ok((case.version, Vec::new()));
                }
                let mut files = attachments::of_case(desk.connection, id)?;
                go_along(desk, id, &mut files)?;
                Ok((case.version, files))
            })
            .await?;
        let files = ask.app.files.clone();
        block(move || Ok(Self { version, copies: Copies::make(&files, rows)? })).await
    }

    /// The copies, if the case is still in that version. Else 412.
    pub fn at(self, version: i64) -> Result<Copies, Problem> {
        if self.version == version { Ok(self.copies) } else { Err(Fault::Stale.into()) }
    }
}
