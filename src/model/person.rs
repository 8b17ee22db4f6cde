//! Someone with a page of their own.

use super::site::OwnerLink;

/// What a person's page says beside its title, which is the name, and its text.
#[derive(Clone, Debug, Default)]
pub struct Profile {
    /// What they do, in a line.
    pub headline: String,
    pub email: String,
    pub location: String,
    pub links: Vec<OwnerLink>,
}
