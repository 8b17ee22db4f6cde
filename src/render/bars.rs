//! What stands above and below every page: made once for all pages that lie side by side, since nothing in it differs between
//! them.

use super::Site;
use super::values::map;
use crate::path::Url;
use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};
use tera::{Context, Value};

/// The mastheads and colophons of folders of pages.
#[derive(Debug, Default)]
pub struct Bars {
    /// The paths of the site that they lead to.
    targets: Vec<String>,
    /// By the entry of the navigation that pages belong to and the folder that they lie in.
    made: RwLock<HashMap<(usize, String), Value>>,
}

impl Bars {
    /// `navigation` are the targets of its entries.
    pub fn new(site: &Site<'_>, navigation: impl Iterator<Item = String>) -> Self {
        let plan = site.plan;
        let search = plan.search.as_ref().map(|search| search.page.url.as_str().to_owned());
        let resume = plan.resume.as_ref().map(|resume| resume.page.url.as_str().to_owned());
        let sources = site.sources.as_ref().map(|sources| sources.as_str().to_owned());
        let contact = Some(site.config.contact.clone());
        let targets = navigation.chain([search, resume, sources, contact].into_iter().flatten());
        Self { targets: targets.collect(), made: RwLock::default() }
    }

    /// `masthead` and `colophon` of the page at `url`, whose links are relative. None where one of them leads to this very
    /// page or below it, or where it is not known what a template takes from the page.
    pub fn of(&self, site: &Site<'_>, url: &Url, current: usize, context: &Context) -> Value {
        let path = url.as_str();
        let Some(folder) = url.folder().filter(|_| site.theme.stock.whole) else { return Value::none() };
        if self.targets.iter().any(|target| target.starts_with(path)) {
            return Value::none();
        }
        let key = (current, folder.to_owned());
        if let Some(made) = self.made.read().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return made.clone();
        }
        let bar = |name: &str, arguments: &[&'static str]| {
            let mut taken = Context::new();
            for argument in arguments {
                taken.insert_value(*argument, context.get(argument)?.clone());
            }
            let html = site.theme.render_component(name, &taken, context, None).ok()?;
            Some(Value::safe_string(&html))
        };
        let masthead = bar("site.masthead", &["site", "page"]);
        let colophon = bar("site.colophon", &["site", "generator"]);
        let (Some(masthead), Some(colophon)) = (masthead, colophon) else { return Value::none() };
        let made = map([("masthead", masthead), ("colophon", colophon)]);
        self.made.write().unwrap_or_else(PoisonError::into_inner).insert(key, made.clone());
        made
    }
}
