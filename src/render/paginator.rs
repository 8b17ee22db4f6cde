//! `paginator`: what a page of a split list says of the others.

use super::values::{map, text};
use crate::i18n::Strings;
use crate::route::Pages;
use tera::Value;

/// `paginator` on page `number` of a list; `none` for a list that fits on one.
pub fn paginator(pages: &Pages, number: usize, strings: &Strings) -> Value {
    let total = pages.total();
    if total == 1 {
        return Value::none();
    }
    let path = |number: usize| text(pages.url(number).as_str());
    let beside = |number: Option<usize>| number.map_or_else(|| text(""), path);
    let named = pages.named(number);
    let mut before = 0;
    let entries = named.into_iter().map(|named| {
        // Whether numbers are left out between this entry and the one before it.
        let gap = named > before + 1;
        before = named;
        map([
            ("number", Value::from(named)),
            ("path", path(named)),
            ("current", Value::from(named == number)),
            ("gap", Value::from(gap)),
            ("text", Value::from(words(named, total, strings))),
        ])
    });
    map([
        ("number", Value::from(number)),
        ("total", Value::from(total)),
        ("count", Value::from(pages.count())),
        ("size", Value::from(pages.size())),
        ("text", Value::from(words(number, total, strings))),
        ("first", path(1)),
        ("last", path(total)),
        ("previous", beside(number.checked_sub(1).filter(|number| *number > 0))),
        ("next", beside(Some(number + 1).filter(|number| *number <= total))),
        ("pages", Value::from(entries.collect::<Vec<_>>())),
    ])
}

/// "page 2 of 5", in the language of the site.
fn words(number: usize, total: usize, strings: &Strings) -> String {
    let words = strings.get("page_of").unwrap_or("page {number} of {total}");
    words.replace("{number}", &number.to_string()).replace("{total}", &total.to_string())
}
