//! A script → the same without white space and comments. Names stay, and so does every comment that says whose
//! work it is: what a page, another script or a licence counts on is the author's business.

use super::SCRIPT_UNKNOWN;
use crate::diag::Diagnostic;
use crate::source::{Source, Span};
use oxc_allocator::Allocator;
use oxc_codegen::{Codegen, CodegenOptions, CommentOptions, LegalComment};
use oxc_parser::{ParseOptions, Parser, ParserReturn};
use oxc_span::{LabeledSpan, SourceType};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::thread;

/// Longer scripts are libraries, which their makers have minified.
const LONGEST: usize = 256 << 10;

/// Scripts with more open brackets than this are made by machines; the parser would try most of them twice.
const DEEPEST: usize = 500;

/// Parser and printer call themselves for what stands inside something else. No nesting that was tried took more
/// than 1.5 KiB of the stack for a byte of the script; memory that is not touched costs nothing.
const STACK_FOR_A_BYTE: usize = 2 << 10;

/// What is published of a script; none when that is what was written.
pub fn minify(source: &Arc<Source>) -> (Option<String>, Option<Diagnostic>) {
    let text = source.text().trim_start_matches('\u{feff}');
    let start = source.text().len() - text.len();
    if text.len() > LONGEST || is_deep(text) || escapes_would_show(text) {
        return (None, None);
    }
    let kinds = kinds(source.name());
    let size = (1 << 20) + text.len() * STACK_FOR_A_BYTE;
    let shortened = thread::scope(|scope| {
        let work = || catch_unwind(AssertUnwindSafe(|| shorten(text, kinds))).ok();
        let thread = thread::Builder::new().stack_size(size).spawn_scoped(scope, work);
        thread.ok().and_then(|thread| thread.join().ok().flatten())
    });
    let (message, offset) = match shortened {
        Some(Ok(code)) => return (Some(code), None),
        Some(Err(Fault { message, offset })) => (message, offset),
        None => ("its parser has failed".to_owned(), 0),
    };
    let diagnostic =
        Diagnostic::warning(SCRIPT_UNKNOWN, format!("folio does not know this as JavaScript: {message}"))
            .hint("mend it if a browser stumbles over it too; it is published as it is written");
    (None, Some(diagnostic.at(source, Span::at(start + offset))))
}

/// What a file may be: a module where its name or its words say so, else a script.
fn kinds(name: &str) -> &'static [SourceType] {
    const MODULE: SourceType = SourceType::mjs();
    const EITHER: SourceType = SourceType::unambiguous();
    let is_module = name.rsplit_once('.').is_some_and(|(_, ending)| ending.eq_ignore_ascii_case("mjs"));
    if is_module { &[MODULE] } else { &[EITHER, MODULE] }
}

/// Counts brackets in texts too, so it may be wrong on either side: the stack has room for that.
fn is_deep(text: &str) -> bool {
    let mut depth = 0_usize;
    text.bytes().any(|byte| {
        match byte {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth > DEEPEST
    })
}

/// The printer writes `</script` as `<\/script`, which `` String.raw`…` `` and its like can tell apart.
fn escapes_would_show(text: &str) -> bool {
    text.contains('`') && text.to_ascii_lowercase().contains("</script")
}

/// Why a text is no script.
struct Fault {
    message: String,
    /// Bytes from its start.
    offset: usize,
}

fn shorten(text: &str, kinds: &[SourceType]) -> Result<String, Fault> {
    let mut fault = None;
    for kind in kinds {
        let allocator = Allocator::default();
        // Brackets that mean nothing are left out; the printer puts in those that are needed.
        let options = ParseOptions { preserve_parens: false, ..ParseOptions::default() };
        let parsed = Parser::new(&allocator, text, *kind).with_options(options).parse();
        match first_fault(&parsed, text) {
            Some(found) => fault = fault.or(Some(found)),
            None => return Ok(print(&parsed, text)),
        }
    }
    Err(fault.unwrap_or(Fault { message: "it cannot be read".to_owned(), offset: 0 }))
}

fn first_fault(parsed: &ParserReturn<'_>, text: &str) -> Option<Fault> {
    let unknown = || Fault { message: "it cannot be read".to_owned(), offset: 0 };
    let Some(first) = parsed.diagnostics.iter().next() else { return parsed.panicked.then(unknown) };
    let at = first.labels.iter().map(LabeledSpan::offset).min().unwrap_or_default();
    let offset = text.floor_char_boundary(at.try_into().unwrap_or_default());
    let message = first.message.trim_end_matches('.');
    let mut chars = message.chars();
    let message = chars.next().map(|first| first.to_lowercase().chain(chars).collect());
    Some(Fault { message: message.unwrap_or_default(), offset })
}

fn print(parsed: &ParserReturn<'_>, text: &str) -> String {
    let comments =
        CommentOptions { normal: false, jsdoc: false, annotation: false, legal: LegalComment::Inline };
    let options = CodegenOptions { minify: true, comments, ..CodegenOptions::default() };
    let mut code = Codegen::new().with_options(options).build(&parsed.program).code;
    // The printer keeps them where statements begin.
    for comment in parsed.program.comments.iter().filter(|comment| comment.is_legal()) {
        let said = comment.span.source_text(text);
        if !code.contains(said.lines().next().unwrap_or(said).trim_end()) {
            code.push('\n');
            code.push_str(said);
        }
    }
    code
}

#[cfg(test)]
mod tests {
    use super::*;

    fn minified(name: &str, text: &str) -> String {
        match minify(&Source::new(name, text)) {
            (Some(code), None) => code,
            (_, said) => panic!("{text}: {said:?}"),
        }
    }

    #[test]
    fn what_a_script_does_stays() {
        for (written, published) in [
            ("x = /[/]\\/(?:a)/g  // a", "x=/[/]\\/(?:a)/g;"),
            ("x = /re  gex/", "x=/re  gex/;"),
            ("x = a++ /b/ c", "x=a++/b/c;"),
            ("x = `a  ${ /`  b/.test(y) }  c`", "x=`a  ${/`  b/.test(y)}  c`;"),
            ("x = a\n;[1].map(f)", "x=a;[1].map(f);"),
            ("x = a\n(b)", "x=a(b);"),
            ("x = a\n++b", "x=a;++b;"),
            ("function f() { return\na }", "function f(){return;a}"),
            ("x = a - -b + +c - --d", "x=a- -b+ +c- --d;"),
            ("x = (a, b), (a ?? b) || c", "x=(a,b),(a??b)||c;"),
            ("if (a) { if (b) c() } else d()", "if(a){if(b)c()}else d();"),
            ("#!/usr/bin/env node\nx = 1", "#!/usr/bin/env node\nx=1;"),
            ("x = '</script>'", "x=`<\\/script>`;"),
            ("x = 010", "x=8;"),
            ("with (a) b <!-- c", "with(a)b;"),
            ("var await = 1", "var await=1;"),
            ("\u{feff}x = 1", "x=1;"),
            ("", ""),
        ] {
            assert_eq!(minified("a.js", written), published, "{written}");
        }
    }

    #[test]
    fn modules_are_known_by_their_words_and_by_their_name() {
        assert_eq!(
            minified("a.js", "import a from './a.js'\nawait a()"),
            "import a from\"./a.js\";await a();"
        );
        assert_eq!(minified("a.js", "for await (const x of y) f(x)"), "for await(const x of y)f(x);");
        assert_eq!(minified("a.mjs", "await a()"), "await a();");
        assert!(minify(&Source::new("a.mjs", "var await = 1")).1.is_some());
    }

    #[test]
    fn a_comment_with_a_licence_stays_wherever_it_stands() {
        let text = "/*! one */ f(1, /*! two\nlines */ 2) // no\n/** @license three */";
        let made = minified("a.js", text);
        for comment in ["/*! one */", "/*! two\nlines */", "/** @license three */"] {
            assert!(made.contains(comment), "no {comment} in {made}");
        }
        assert!(!made.contains("no"), "{made}");
    }

    #[test]
    fn a_script_that_could_come_to_harm_is_published_as_it_is_written() {
        for text in [
            "x = String.raw`</script>`".to_owned(),
            "(".repeat(100_000),
            format!("x = {}1{}", "[".repeat(600), "]".repeat(600)),
            " ".repeat(LONGEST + 1),
        ] {
            let (code, said) = minify(&Source::new("a.js", text.as_str()));
            assert!(code.is_none() && said.is_none(), "{said:?}");
        }
        // Nesting that no bracket tells of, as long as a script may be.
        let deep = format!("x={}1", "!".repeat(LONGEST - 3));
        assert!(minify(&Source::new("a.js", deep)).0.is_some());
        let hidden = format!("{}\"{}\"{}", "(".repeat(400), ")".repeat(400), "(".repeat(400));
        assert!(minify(&Source::new("a.js", hidden)).1.is_some());
    }
}
