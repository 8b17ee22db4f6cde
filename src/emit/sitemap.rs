//! The sitemap (<https://www.sitemaps.org/protocol.html>).

use super::xml;
use jiff::civil::Date;

/// Most addresses and most bytes of one file, from the protocol.
const MOST_URLS: usize = 50_000;
const MOST_BYTES: usize = 50 * 1024 * 1024;

const NAMESPACE: &str = "http://www.sitemaps.org/schemas/sitemap/0.9";

/// A page: its absolute address, and when it last changed, where that is known.
#[derive(Clone, Debug)]
pub struct Place {
    pub url: String,
    pub changed: Option<Date>,
}

/// The files of a sitemap by name: one, or an index and its parts. `base` is the address of the site.
pub fn files(places: &[Place], base: &str) -> Vec<(String, String)> {
    split(places, base, MOST_URLS, MOST_BYTES)
}

fn split(places: &[Place], base: &str, most_urls: usize, most_bytes: usize) -> Vec<(String, String)> {
    let mut parts: Vec<(String, Option<Date>, usize)> = Vec::new();
    for place in places {
        let entry = entry("url", &place.url, place.changed);
        let full = parts.last().is_none_or(|(text, _, urls)| {
            *urls >= most_urls || text.len() + entry.len() + "</urlset>\n".len() > most_bytes
        });
        if full {
            parts.push((head("urlset"), None, 0));
        }
        if let Some((text, changed, urls)) = parts.last_mut() {
            text.push_str(&entry);
            *changed = (*changed).max(place.changed);
            *urls += 1;
        }
    }
    if parts.len() == 1 {
        return parts
            .into_iter()
            .map(|(text, ..)| ("sitemap.xml".to_owned(), text + "</urlset>\n"))
            .collect();
    }
    let mut index = head("sitemapindex");
    let mut files = Vec::with_capacity(parts.len() + 1);
    for (number, (text, changed, _)) in parts.into_iter().enumerate() {
        let name = format!("sitemap-{}.xml", number + 1);
        index.push_str(&entry("sitemap", &format!("{base}/{name}"), changed));
        files.push((name, text + "</urlset>\n"));
    }
    files.push(("sitemap.xml".to_owned(), index + "</sitemapindex>\n"));
    files
}

fn head(root: &str) -> String {
    format!("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<{root} xmlns=\"{NAMESPACE}\">\n")
}

fn entry(name: &str, url: &str, changed: Option<Date>) -> String {
    let mut out = format!("<{name}><loc>");
    xml::push_text(&mut out, url);
    out.push_str("</loc>");
    if let Some(date) = changed {
        out.push_str("<lastmod>");
        out.push_str(&date.to_string());
        out.push_str("</lastmod>");
    }
    out.push_str("</");
    out.push_str(name);
    out.push_str(">\n");
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(number: usize) -> Vec<Place> {
        let place = |at: usize| Place {
            url: format!("https://a.example/{at}/?a=1&b=2"),
            changed: (at == 2).then(|| Date::constant(2024, 5, 1)),
        };
        (0..number).map(place).collect()
    }

    #[test]
    fn a_site_that_fits_has_one_file() {
        let files = files(&places(3), "https://a.example");
        assert_eq!(files.len(), 1);
        assert_eq!(files[0].0, "sitemap.xml");
        assert_eq!(files[0].1.matches("<url><loc>https://a.example/").count(), 3);
        assert!(files[0].1.contains("/2/?a=1&amp;b=2</loc><lastmod>2024-05-01</lastmod></url>"));
    }

    #[test]
    fn a_site_that_does_not_fit_has_an_index_and_parts_by_number_and_by_size() {
        for (urls, bytes) in [(2, usize::MAX), (usize::MAX, 230)] {
            let files = split(&places(5), "https://a.example", urls, bytes);
            let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
            assert_eq!(names, ["sitemap-1.xml", "sitemap-2.xml", "sitemap-3.xml", "sitemap.xml"]);
            assert!(files.iter().all(|(_, text)| bytes == usize::MAX || text.len() <= bytes + 200));
            assert_eq!(files[..3].iter().map(|(_, text)| text.matches("<loc>").count()).sum::<usize>(), 5);
            let index = &files[3].1;
            assert!(index.contains(
                "<sitemap><loc>https://a.example/sitemap-2.xml</loc><lastmod>2024-05-01</lastmod></sitemap>"
            ));
        }
    }
}
