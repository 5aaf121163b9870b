//! What an outlet says of itself.

use merzim_domain::procedures::media_grid::{OutletChannel, OutletLanguage};
use merzim_domain::region::Region;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::{Validate, ValidationErrors};

use crate::http::input::{rule, together};
use crate::http::{BilingualName, Code, GivenEmail, GivenLink, RegionCode};

pub(super) type OutletChannelCode = Code<OutletChannel>;
type OutletLanguageCode = Code<OutletLanguage>;

/// How an outlet of the mass media subscribes to the grid.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "name": { "kk": "ДЕМО: Жаңалықтар агенттігі", "ru": "ДЕМО: Агентство новостей" },
    "channel": "email",
    "email": "news@demo.example",
    "languages": ["kk", "ru"],
    "regions": [],
    "acceptsEmbargo": true,
}))]
pub struct OutletForm {
    /// Its name.
    pub name: BilingualName,
    /// Where it is told.
    pub channel: OutletChannelCode,
    /// The e-mail address, if by e-mail.
    pub email: Option<GivenEmail>,
    /// The address that is called, if by a webhook.
    pub webhook: Option<GivenLink>,
    /// In which languages it works.
    #[schema(value_type = BTreeSet<OutletLanguageCode>, min_items = 1, max_items = 2, example = json!(["kk", "ru"]))]
    pub languages: Vec<OutletLanguageCode>,
    /// The regions whose events it wants; all of them, if none is named.
    #[serde(default)]
    #[schema(value_type = BTreeSet<RegionCode>, max_items = 20, example = json!([]))]
    pub regions: Vec<RegionCode>,
    /// Whether it publishes nothing of an event before its embargo ends. Else such events are not shown to it.
    #[serde(default)]
    pub accepts_embargo: bool,
}

impl Validate for OutletForm {
    fn validate(&self) -> Result<(), ValidationErrors> {
        let (email, webhook) = (self.email.is_some(), self.webhook.is_some());
        let message = "осы арна үшін қажет|нужен для этого канала|is needed for this channel";
        let (by_email, by_webhook) = match self.channel.0 {
            OutletChannel::Email => (true, false),
            OutletChannel::Webhook => (false, true),
        };
        together([
            rule(email || !by_email, "/email /channel", message),
            rule(webhook || !by_webhook, "/webhook /channel", message),
        ])
    }
}

impl OutletForm {
    /// Whether it wants to be told of an event in a region, or of one in none.
    pub fn wants(&self, region: Option<Region>) -> bool {
        self.regions.is_empty() || region.is_none_or(|region| self.regions.iter().any(|one| one.0 == region))
    }

    /// The address that it is told at.
    pub fn address(&self) -> Option<String> {
        match self.channel.0 {
            OutletChannel::Email => self.email.as_ref().map(|email| email.0.as_str().to_owned()),
            OutletChannel::Webhook => self.webhook.as_ref().map(|link| link.0.as_str().to_owned()),
        }
    }
}

/// The code that was sent to an outlet.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct OutletConfirmationForm {
    /// The code.
    #[schema(min_length = 1, max_length = 100, pattern = r"^[A-Za-z0-9_-]+$", example = "demo")]
    pub code: String,
}
