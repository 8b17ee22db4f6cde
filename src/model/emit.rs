//! What a site publishes for machines: feeds, search, icons, and rules for the browser and the host.

use crate::source::Located;

#[derive(Clone, Debug)]
pub struct Emit {
    pub feeds: Feeds,
    pub search: bool,
    /// Whether there is a résumé. `None`: not said.
    pub resume: Option<bool>,
    /// Image files from which the icons are made, by their path in the site.
    pub icons: Vec<Located<String>>,
    pub policy: Policy,
    pub host: Host,
    /// Pages have a picture for links to them.
    pub cards: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Feeds {
    pub on: bool,
    /// Most entries of a feed.
    pub limit: usize,
    /// Entries carry the whole text, not only the summary.
    pub full: bool,
}

impl Default for Feeds {
    fn default() -> Self {
        Self { on: true, limit: 20, full: false }
    }
}

/// The content security policy of the pages.
#[derive(Clone, Debug, Default)]
pub struct Policy {
    /// `None`: not said. Then a host is told of it and pages do not carry it.
    pub on: Option<bool>,
    /// What pages may load besides the site's own files, as written: an origin, or a directive with its sources.
    pub allow: Vec<String>,
}

/// Whose configuration files are written besides the pages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Host {
    /// None: everything works on any host.
    #[default]
    Plain,
    Netlify,
    Cloudflare,
}
