//! Colours for code: source text to HTML with short classes.
//!
//! Grammars are `TextMate` grammars, read by syntect with oniguruma. They name every token with a stack of
//! scopes; the room `class` makes one letter of it, and neighbours of one class share an element, so that code stays
//! a fraction of the size of what other generators write.

mod class;
mod colour;
mod lines;
mod memo;
pub mod styles;

pub use lines::split_lines;
pub use memo::Memo;

use crate::markdown::escape;
use std::sync::OnceLock;
use syntect::parsing::{ParseState, SyntaxReference, SyntaxSet};

/// Knows languages. It is asked from many threads at once.
pub trait Highlighter: Sync {
    fn highlight(&self, language: &str, text: &str) -> Colours;
}

/// What became of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Colours {
    Html(String),
    /// It is too long for colours, or its grammar fails: it stays plain.
    TooMuch,
    /// No grammar knows its language.
    Unknown,
}

impl<H: Highlighter + ?Sized> Highlighter for &H {
    fn highlight(&self, language: &str, text: &str) -> Colours {
        (**self).highlight(language, text)
    }
}

/// The grammars of `bat`, by way of two-face: about two hundred languages.
///
/// They are loaded when a language is first asked for, which takes one or two milliseconds.
#[derive(Debug, Default)]
pub struct Grammars {
    loaded: OnceLock<Loaded>,
}

#[derive(Debug)]
struct Loaded {
    grammars: SyntaxSet,
    rules: class::Rules,
}

/// A longer line stays plain while the rest has its colours: some grammars take time with the square of its length and
/// more, and minutes for a few thousand brackets.
const LONGEST_LINE: usize = 1000;
/// The squares of the lengths of all lines: five thousand lines of eighty characters, or thirty as long as they may be.
const MOST_EFFORT: usize = 32_000_000;

impl Grammars {
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    fn load(&self) -> &Loaded {
        self.loaded.get_or_init(|| Loaded {
            grammars: two_face::syntax::extra_newlines(),
            rules: class::Rules::new(),
        })
    }
}

impl Highlighter for Grammars {
    fn highlight(&self, language: &str, text: &str) -> Colours {
        if is_plain(language) {
            return Colours::Html(escape::text(text));
        }
        let loaded = self.load();
        let Some(grammar) = find(&loaded.grammars, language) else { return Colours::Unknown };
        let lengths = text.lines().map(str::len).filter(|length| *length <= LONGEST_LINE);
        let effort: usize = lengths.map(|length| length * length).sum();
        let coloured = if effort > MOST_EFFORT { None } else { loaded.colour(grammar, text) };
        coloured.map_or(Colours::TooMuch, Colours::Html)
    }
}

fn is_plain(language: &str) -> bool {
    language.is_empty()
        || ["text", "txt", "plain", "plaintext", "none", "output"]
            .iter()
            .any(|name| name.eq_ignore_ascii_case(language))
}

/// Names that people write and grammars do not have.
const ALIASES: &[(&str, &str)] = &[
    ("apache", "htaccess"),
    ("apacheconf", "htaccess"),
    ("arduino", "cpp"),
    ("batch", "bat"),
    ("bash-session", "bash"),
    ("c#", "cs"),
    ("common-lisp", "lisp"),
    ("commonlisp", "lisp"),
    ("console", "bash"),
    ("csharp", "cs"),
    ("cuda", "cpp"),
    ("delphi", "pas"),
    ("django", "jinja2"),
    ("docker", "dockerfile"),
    ("dosini", "ini"),
    ("editorconfig", "ini"),
    ("eex", "html.eex"),
    ("elisp", "el"),
    ("f#", "fs"),
    ("fortran", "f90"),
    ("fsharp", "fs"),
    ("gdscript", "gd"),
    ("golang", "go"),
    ("graphviz", "dot"),
    ("handlebars", "html"),
    ("hbs", "html"),
    ("heex", "html.eex"),
    ("hjson", "json"),
    ("html+erb", "erb"),
    ("htmldjango", "html.j2"),
    ("ipython", "py"),
    ("java-properties", "properties"),
    ("jsonc", "json"),
    ("json5", "json"),
    ("ksh", "bash"),
    ("liquid", "html.twig"),
    ("make", "makefile"),
    ("mdx", "md"),
    ("mysql", "sql"),
    ("node", "js"),
    ("nushell", "bash"),
    ("objc", "objective-c"),
    ("obj-c", "objective-c"),
    ("objectivec", "objective-c"),
    ("octave", "matlab"),
    ("plpgsql", "sql"),
    ("postgres", "sql"),
    ("postgresql", "sql"),
    ("ps", "ps1"),
    ("pwsh", "ps1"),
    ("pycon", "py"),
    ("python3", "py"),
    ("raku", "perl"),
    ("regex", "re"),
    ("robotframework", "robot"),
    ("roff", "groff"),
    ("scheme", "scm"),
    ("shell", "bash"),
    ("shell-session", "bash"),
    ("shellsession", "bash"),
    ("sh-session", "bash"),
    ("sqlite", "sql"),
    ("ssh-config", "ssh_config"),
    ("standard-ml", "sml"),
    ("terminal", "bash"),
    ("tf", "terraform"),
    ("viml", "vim"),
    ("vimscript", "vim"),
];

fn find<'g>(grammars: &'g SyntaxSet, language: &str) -> Option<&'g SyntaxReference> {
    let language = language.to_lowercase();
    let alias = ALIASES.iter().find(|(alias, _)| *alias == language).map(|(_, name)| *name);
    alias
        .and_then(|name| grammars.find_syntax_by_token(name))
        .or_else(|| grammars.find_syntax_by_token(&language))
}

impl Loaded {
    /// `None` when the grammar turns out to be broken.
    fn colour(&self, grammar: &SyntaxReference, text: &str) -> Option<String> {
        let mut state = ParseState::new(grammar);
        let mut out = Coloured::new(text.len());
        let mut classes = class::Classes::new(&self.rules);
        let mut scopes = class::Stack::default();
        for line in lines(text) {
            if line.len() > LONGEST_LINE {
                out.push(&line[..line.len().min(text.len() - out.taken)], "");
                continue;
            }
            let steps = state.parse_line(&line, &self.grammars).ok()?;
            let mut copied = 0;
            // What stands in the text, and not what was added to end its last line.
            let line_end = line.len().min(text.len().saturating_sub(out.taken));
            for (at, step) in steps {
                let at = at.min(line_end);
                out.push(line.get(copied..at)?, scopes.class());
                copied = at;
                scopes.apply(&step, &mut classes);
            }
            out.push(line.get(copied..line_end)?, scopes.class());
        }
        Some(out.finish())
    }
}

/// The lines of `text` with their ends, which grammars look for; the last one gets one too.
fn lines(text: &str) -> impl Iterator<Item = std::borrow::Cow<'_, str>> {
    text.split_inclusive('\n')
        .map(|line| if line.ends_with('\n') { line.into() } else { format!("{line}\n").into() })
}

/// HTML under construction.
struct Coloured {
    html: String,
    /// The class of the element that is open; empty: none.
    open: &'static str,
    /// Space that belongs into the open element only if its class goes on behind it.
    space: String,
    /// How many bytes of text were pushed.
    taken: usize,
}

impl Coloured {
    fn new(length: usize) -> Self {
        Self { html: String::with_capacity(length * 2), open: "", space: String::new(), taken: 0 }
    }

    fn push(&mut self, text: &str, class: &'static str) {
        self.taken += text.len();
        let visible = text.trim_start();
        self.space.push_str(&text[..text.len() - visible.len()]);
        if visible.is_empty() {
            return;
        }
        if class != self.open {
            self.close();
        }
        self.html.push_str(&self.space);
        self.space.clear();
        if class != self.open {
            self.html.push_str("<span class=\"");
            self.html.push_str(class);
            self.html.push_str("\">");
            self.open = class;
        }
        let end = visible.trim_end().len();
        escape::push_text(&mut self.html, &visible[..end]);
        self.space.push_str(&visible[end..]);
    }

    fn close(&mut self) {
        if !self.open.is_empty() {
            self.html.push_str("</span>");
            self.open = "";
        }
    }

    fn finish(mut self) -> String {
        self.close();
        self.html.push_str(&self.space);
        self.html
    }
}

#[cfg(test)]
mod tests;
