//! The keys of a person's page.

use crate::model::person::Profile;
use crate::model::site::OwnerLink;
use crate::source::Located;
use crate::yaml::fields::Fields;

/// What is no key of any other page, and the name, which stands for a title.
pub fn decode(fields: &mut Fields<'_>) -> (Option<Located<String>>, Profile) {
    let name = fields.located("name").filter(|name| !name.value.is_empty());
    let headline = fields.text("headline");
    let role = fields.text("role");
    let profile = Profile {
        headline: if headline.is_empty() { role } else { headline },
        email: fields.text("email"),
        location: fields.text("location"),
        links: fields.records("links", "a link of a person", "label: Code, url: https://…", |fields| {
            let label = fields.required("label", "Code");
            if !fields.has("url") {
                fields.required("url", "https://…");
            }
            let url = fields.address("url");
            let me = fields.flag("me");
            (!url.is_empty()).then_some(OwnerLink { label: label?.value, url, me })
        }),
    };
    (name, profile)
}
