//! Style sheets from the colour themes of editors: one rule for each of the classes that code can have.
//!
//! A theme colours scopes; each class stands for many of them, so a class gets the colour of the scope that it is
//! named for. Colours that are too faint on the theme's own ground are moved away from it until they reach the contrast
//! that WCAG 2.2 asks of text (4.5 : 1), where most themes leave comments below it.

use super::colour::Colour;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::io::Cursor;
use std::str::FromStr;
use syntect::LoadingError;
use syntect::highlighting::{FontStyle, Highlighter, Theme, ThemeSet};
use syntect::parsing::ScopeStack;
use two_face::theme::{EmbeddedLazyThemeSet, EmbeddedThemeName as Name};

/// Each class and the scope that it is named for.
const SCOPES: [(&str, &str); 20] = [
    ("a", "entity.other.attribute-name"),
    ("b", "markup.bold"),
    ("c", "comment.line"),
    ("d", "markup.deleted"),
    ("e", "constant.character.escape"),
    ("f", "entity.name.function"),
    ("g", "entity.name.tag"),
    ("h", "markup.heading entity.name.section"),
    ("i", "markup.inserted"),
    ("k", "keyword.control"),
    ("l", "constant.language"),
    ("m", "support.function entity.name.macro"),
    ("n", "constant.numeric"),
    ("o", "keyword.operator"),
    ("p", "punctuation.separator"),
    ("r", "string.regexp"),
    ("s", "string.quoted.double"),
    ("t", "entity.name.type support.type"),
    ("v", "variable.parameter"),
    ("x", "invalid.illegal"),
];

/// Lists and maps within each other in a theme's file.
const DEEPEST: usize = 32;

/// How much of the ink's colour lies over the ground of a marked line, in hundredths.
const MARK: u8 = 12;

/// These name colours of a terminal instead of having their own.
const TERMINAL: [Name; 3] = [Name::Ansi, Name::Base16, Name::Base16_256];

fn names() -> impl Iterator<Item = Name> {
    EmbeddedLazyThemeSet::theme_names().iter().copied().filter(|name| !TERMINAL.contains(name))
}

/// The names of all themes.
pub fn theme_names() -> Vec<&'static str> {
    names().map(Name::as_name).collect()
}

/// The theme of this name, whatever its case, spaces and punctuation: `solarized-dark` is `Solarized (dark)`.
fn find(name: &str) -> Option<Name> {
    let key = |name: &str| -> String {
        name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
    };
    names().find(|known| key(known.as_name()) == key(name))
}

/// The rules of the theme of this name.
pub fn of_name(name: &str) -> Option<String> {
    find(name).map(|name| rules(two_face::theme::extra().get(name)))
}

/// The rules of a theme that is written as a `.tmTheme`.
///
/// # Errors
/// Says as a sentence without a full stop why it cannot be read.
pub fn of_file(bytes: &[u8]) -> Result<String, String> {
    let text = std::str::from_utf8(bytes).map_err(|_| "it is not UTF-8".to_owned())?;
    // A property list may be binary or braces, too; a theme is XML.
    let start = text.trim_start_matches('\u{feff}').trim_start();
    if !["<?xml", "<!DOCTYPE", "<plist"].iter().any(|known| start.starts_with(known)) {
        return Err("it is no XML".to_owned());
    }
    // The reader calls itself for what stands inside something else.
    let mut depth = 0_usize;
    for tag in text.split('<').skip(1) {
        let (closes, name) = tag.strip_prefix('/').map_or((false, tag), |name| (true, name));
        if name.starts_with("dict") || name.starts_with("array") {
            depth = if closes { depth.saturating_sub(1) } else { depth + 1 };
        }
        if depth > DEEPEST {
            return Err("it nests deeper than any theme does".to_owned());
        }
    }
    match ThemeSet::load_from_reader(&mut Cursor::new(text)) {
        Ok(theme) => Ok(rules(&theme)),
        Err(LoadingError::ReadSettings(_)) => Err("it is no property list".to_owned()),
        Err(_) => Err("it is a property list, but no theme".to_owned()),
    }
}

/// The style sheet with these rules: one for light screens, one for dark ones, or one for both. On paper code stays as the
/// site's theme prints it.
#[must_use]
pub fn sheet(light: Option<String>, dark: Option<String>) -> String {
    let screens = match (light, dark) {
        (Some(light), Some(dark)) => {
            vec![(" and (prefers-color-scheme:light)", light), (" and (prefers-color-scheme:dark)", dark)]
        }
        (light, dark) => light.or(dark).map(|rules| ("", rules)).into_iter().collect(),
    };
    screens.into_iter().fold(String::new(), |mut css, (screen, rules)| {
        let _ = writeln!(css, "@media screen{screen}{{\n{rules}}}");
        css
    })
}

fn rules(theme: &Theme) -> String {
    let settings = &theme.settings;
    let colour = |chosen: Option<_>, or| chosen.map_or(or, Colour::from);
    let ground = colour(settings.background, Colour::WHITE);
    let ink = colour(settings.foreground, Colour::BLACK).over(ground);
    let marked = ink.mixed(ground, MARK);
    let ink = ink.readable_on(&[ground, marked]);
    let scheme = if ground.is_dark() { "dark" } else { "light" };
    let mut css = format!("pre.code{{background:{ground};color:{ink};color-scheme:{scheme}}}\n");
    let _ = writeln!(css, "pre.code mark.line{{background:{marked};color:inherit}}");
    let all: Vec<String> = SCOPES.iter().map(|(class, _)| format!(".{class}")).collect();
    let _ = writeln!(
        css,
        "pre.code code :is({}){{color:inherit;font-style:normal;font-weight:inherit;text-decoration:none}}",
        all.join(",")
    );
    let highlighter = Highlighter::new(theme);
    let mut styles: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (class, scopes) in SCOPES {
        let Ok(stack) = ScopeStack::from_str(&format!("source {scopes}")) else { continue };
        let style = highlighter.style_for_stack(stack.as_slice());
        let mut declared = String::new();
        let foreground = Colour::from(style.foreground).over(ground).readable_on(&[ground, marked]);
        if foreground != ink {
            let _ = write!(declared, "color:{foreground};");
        }
        for (font, declaration) in [
            (FontStyle::ITALIC, "font-style:italic;"),
            (FontStyle::BOLD, "font-weight:bold;"),
            (FontStyle::UNDERLINE, "text-decoration:underline;"),
        ] {
            declared.push_str(if style.font_style.contains(font) { declaration } else { "" });
        }
        if !declared.is_empty() {
            styles.entry(declared).or_default().push(format!(".{class}"));
        }
    }
    for (declared, classes) in styles {
        let _ =
            writeln!(css, "pre.code code :is({}){{{}}}", classes.join(","), declared.trim_end_matches(';'));
    }
    css
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_found_however_it_is_written() {
        for (written, name) in [
            ("solarized-dark", Name::SolarizedDark),
            ("Solarized (dark)", Name::SolarizedDark),
            ("catppuccin_latte", Name::CatppuccinLatte),
            ("github", Name::Github),
            ("1337", Name::Leet),
        ] {
            assert_eq!(find(written), Some(name), "{written}");
        }
        assert_eq!(find("ansi"), None);
        assert_eq!(find(""), None);
        let keys: std::collections::BTreeSet<_> =
            theme_names().iter().filter_map(|name| find(name)).collect();
        assert_eq!(keys.len(), theme_names().len(), "no name hides another");
    }

    #[test]
    fn the_documentation_names_every_theme() {
        let page = include_str!("../../docs/code.md");
        for name in theme_names() {
            assert!(page.contains(&format!("`{name}`")), "{name}");
        }
    }

    #[test]
    fn a_light_and_a_dark_theme_each_have_their_screens() {
        let css = sheet(of_name("InspiredGitHub"), of_name("nord"));
        assert_eq!(css.matches("@media screen and (prefers-color-scheme:").count(), 2);
        assert!(css.contains("pre.code{background:#2e3440;"), "{css}");
        assert!(sheet(None, of_name("nord")).starts_with("@media screen{"));
        assert_eq!(sheet(None, of_name("no such theme")), "");
    }

    #[test]
    fn a_theme_that_cannot_be_read_says_why() {
        let plist = |inside: &str| format!("<?xml version=\"1.0\"?><plist version=\"1.0\">{inside}</plist>");
        for (text, why) in [
            (String::new(), "it is no XML"),
            ("bplist00".to_owned(), "it is no XML"),
            (plist("<dict><key>a</key>"), "it is no property list"),
            (plist("<string>a</string>"), "it is a property list, but no theme"),
            (plist(&"<array>".repeat(100_000)), "it nests deeper than any theme does"),
            (plist(&"<dict><key>a</key>".repeat(100_000)), "it nests deeper than any theme does"),
        ] {
            let said = of_file(text.as_bytes()).expect_err(&text[..text.len().min(80)]);
            assert!(said.contains(why), "{said}");
        }
        assert_eq!(of_file(b"<\xff"), Err("it is not UTF-8".to_owned()));
    }

    #[test]
    fn every_colour_of_every_theme_can_be_read() {
        for name in names() {
            let css = rules(two_face::theme::extra().get(name));
            let colours = |property: &str| -> Vec<Colour> {
                let found = css.split([';', '{']).filter_map(|part| part.strip_prefix(property));
                found.filter_map(|value| Colour::parse(value.get(..7)?)).collect()
            };
            let (grounds, inks) = (colours("background:"), colours("color:"));
            assert_eq!(grounds.len(), 2, "{name}: {css}");
            assert!(inks.len() > 2, "{name}: {css}");
            for ink in inks {
                for ground in &grounds {
                    let contrast = ink.contrast(*ground);
                    assert!(contrast >= 4.5, "{name}: {ink} on {ground} is {contrast:.2}");
                }
            }
        }
    }
}
