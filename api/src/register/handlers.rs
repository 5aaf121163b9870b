//! What may be asked of amendments: the same of both kinds, each in its own words.

use actix_web::{get, post, put};
use merzim_domain::procedures::register_amendment::{CessationKind, ChangeKind};

use super::amendments::{self, AmendmentFilter};
use super::form::{CessationForm, ChangeForm, EntryForm};
use super::view::{CessationNotice, CessationNotices, ChangeApplication, ChangeApplications};
use crate::app::Ask;
use crate::cases::filing::Submission;
use crate::cases::signing::SigningDocument;
use crate::http::{Answer, Listed, Looked, MaybeBody, Paging, PathId, Query, Since};

/// The handlers of one kind, as a table: where each stands, its id in the contract, and its title where that names the kind.
// Actix's attributes take literals, so a generic function cannot bear them.
macro_rules! handlers {
    (
        $(#[$about:meta])*
        $module:ident: $kind:ident, $form:ident, $view:ident, $page:ident;
        create $create_at:tt $create:tt $create_title:tt;
        list $list_at:tt $list:tt $list_title:tt;
        get $get_at:tt $get:tt $get_title:tt;
        replace $replace_at:tt $replace:tt;
        signing_document $document_at:tt $document:tt;
        submit $submit_at:tt $submit:tt $submit_title:tt;
        enter $enter_at:tt $enter:tt;
        withdraw $withdraw_at:tt $withdraw:tt $withdraw_title:tt;
    ) => {
        $(#[$about])*
        pub mod $module {
            use super::*;

            #[doc = $create_title]
            #[doc = ""]
            #[doc = "Stores it as a draft that only the applicant's organisation sees."]
            #[utoipa::path(operation_id = $create, extensions(("x-refusals" = json!("act-not-in-force entry-removed wording-not-held"))), request_body = $form, responses((status = CREATED, description = "The draft", body = $view)))]
            #[post($create_at)]
            pub async fn create(ask: Ask, form: Looked<$form>) -> Answer {
                amendments::create::<$kind>(ask, form).await
            }

            #[doc = $list_title]
            #[doc = ""]
            #[doc = "Those that the caller may see: the applicant its own, the authorised body those filed with it."]
            #[utoipa::path(operation_id = $list, params(AmendmentFilter, Since, Paging), responses((status = OK, description = "A page", body = $page)))]
            #[get($list_at)]
            pub async fn list(ask: Ask, asked: Query<Listed<AmendmentFilter>>) -> Answer {
                amendments::list::<$kind>(ask, asked.0).await
            }

            #[doc = $get_title]
            #[doc = ""]
            #[doc = "The form, how it stands, who owes what by when and why, and what the caller may do now."]
            #[utoipa::path(operation_id = $get, params(("id" = Uuid, Path, description = "Id of the case")), responses((status = OK, description = "The case", body = $view)))]
            #[get($get_at)]
            pub async fn get(ask: Ask, id: PathId) -> Answer {
                amendments::get::<$kind>(ask, id.0).await
            }

            /// Replace the form of a draft
            ///
            /// Only before it is submitted.
            #[utoipa::path(operation_id = $replace, extensions(("x-refusals" = json!("entry-removed state-forbids-action"))), params(("id" = Uuid, Path, description = "Id of the case")), request_body = $form, responses((status = OK, description = "The draft", body = $view)))]
            #[put($replace_at)]
            pub async fn replace(ask: Ask, id: PathId, form: Looked<$form>) -> Answer {
                amendments::replace::<$kind>(ask, id.0, form).await
            }

            /// Get the document to be signed
            ///
            /// The form and the SHA-256 of every attachment, as the very bytes that are filed.
            #[utoipa::path(operation_id = $document, params(("id" = Uuid, Path, description = "Id of the case")), responses((status = OK, description = "The document", body = SigningDocument)))]
            #[get($document_at)]
            pub async fn signing_document(ask: Ask, id: PathId) -> Answer {
                amendments::signing_document::<$kind>(ask, id.0).await
            }

            #[doc = $submit_title]
            #[doc = ""]
            #[doc = "Files it with the authorised body, which has three working days to enter it (93-10)."]
            #[utoipa::path(operation_id = $submit, extensions(("x-refusals" = json!("act-not-in-force already-filed calendar-year-unknown entry-changed entry-removed signature-invalid signer-not-entitled wording-not-held"))), params(("id" = Uuid, Path, description = "Id of the case")), request_body = Submission, responses((status = OK, description = "The case, received", body = $view)))]
            #[post($submit_at)]
            pub async fn submit(ask: Ask, id: PathId, submission: Looked<Submission>) -> Answer {
                amendments::submit::<$kind>(ask, id.0, submission).await
            }

            /// Enter it in the Register
            ///
            /// By the authorised body (¶13). The act gives no power to refuse. The Register is kept in both languages: what the
            /// form says in one is completed here.
            #[utoipa::path(operation_id = $enter, extensions(("x-refusals" = json!("calendar-year-unknown nothing-changes"))), params(("id" = Uuid, Path, description = "Id of the case")), request_body = Option<EntryForm>, responses((status = OK, description = "The case, entered", body = $view)))]
            #[post($enter_at)]
            pub async fn enter(ask: Ask, id: PathId, form: MaybeBody<EntryForm>) -> Answer {
                amendments::enter::<$kind>(ask, id.0, form.0).await
            }

            #[doc = $withdraw_title]
            #[doc = ""]
            #[doc = "By the applicant, before it is entered."]
            #[utoipa::path(operation_id = $withdraw, params(("id" = Uuid, Path, description = "Id of the case")), responses((status = OK, description = "The case, withdrawn", body = $view)))]
            #[post($withdraw_at)]
            pub async fn withdraw(ask: Ask, id: PathId) -> Answer {
                amendments::withdraw::<$kind>(ask, id.0).await
            }
        }
    };
}

handlers! {
    /// Applications to change or supplement the Register (№ 93-НҚ ¶11, Annex 3).
    changes: ChangeKind, ChangeForm, ChangeApplication, ChangeApplications;
    create "/register-change-applications" "createChangeApplication" "Begin an application for changes";
    list "/register-change-applications" "listChangeApplications" "List applications for changes";
    get "/register-change-applications/{id}" "getChangeApplication" "Get an application for changes";
    replace "/register-change-applications/{id}" "replaceChangeApplication";
    signing_document "/register-change-applications/{id}/document" "getChangeApplicationDocument";
    submit "/register-change-applications/{id}/submission" "submitChangeApplication" "Submit an application for changes";
    enter "/register-change-applications/{id}/entry" "enterChangeApplication";
    withdraw "/register-change-applications/{id}/withdrawal" "withdrawChangeApplication" "Withdraw an application for changes";
}

handlers! {
    /// Notices that a channel has stopped (№ 93-НҚ ¶12), in free form.
    cessations: CessationKind, CessationForm, CessationNotice, CessationNotices;
    create "/cessation-notices" "createCessationNotice" "Begin a notice of cessation";
    list "/cessation-notices" "listCessationNotices" "List notices of cessation";
    get "/cessation-notices/{id}" "getCessationNotice" "Get a notice of cessation";
    replace "/cessation-notices/{id}" "replaceCessationNotice";
    signing_document "/cessation-notices/{id}/document" "getCessationNoticeDocument";
    submit "/cessation-notices/{id}/submission" "submitCessationNotice" "Submit a notice of cessation";
    enter "/cessation-notices/{id}/entry" "enterCessationNotice";
    withdraw "/cessation-notices/{id}/withdrawal" "withdrawCessationNotice" "Withdraw a notice of cessation";
}
