//! Formulas in TeX, set as `MathML` when the site is built: `$…$` in text, `$$…$$` and fences of `math` as blocks.

use super::stream::{self, Node, What};
use super::{Options, Reports, escape};
use crate::diag::{Code, Diagnostic};
use math_core::{LatexError, LatexToMathML, MathCoreConfig, MathDisplay};
use pulldown_cmark::{CodeBlockKind, CowStr, Event, Tag, TagEnd};
use std::ops::Range;

/// A formula that cannot be set.
pub const FORMULA: Code = Code("formula");

/// Longest formula, in bytes, and deepest nesting. The setter calls itself for each level, on a stack that ends;
/// a formula of a paper has five.
const LONGEST: usize = 20_000;
const DEEPEST: usize = 60;

/// A formula that has been set.
#[derive(Clone, Debug)]
pub(super) struct Formula {
    /// As it was written.
    pub tex: String,
    /// `MathML`.
    pub html: String,
}

/// Replaces formulas by what they look like. One with a mistake stays as code, and its mistake is reported.
///
/// All formulas of a page are set together, so that equations are numbered through and refer to each other.
pub(super) fn set(nodes: &mut Vec<Node>, text: &str, options: &Options, reports: &mut Reports) {
    if !options.math {
        return;
    }
    prices(nodes, text, options, reports);
    fences(nodes);
    let mut places = Vec::new();
    let mut snippets = Vec::new();
    for (index, node) in nodes.iter().enumerate() {
        let (tex, display) = match node.event() {
            Some(Event::InlineMath(tex)) => (tex, MathDisplay::Inline),
            Some(Event::DisplayMath(tex)) => (tex, MathDisplay::Block),
            _ => continue,
        };
        if tex.len() > LONGEST || depth(tex) > DEEPEST {
            let message =
                format!("this formula is longer than {LONGEST} bytes or nested deeper than {DEEPEST} levels");
            let diagnostic =
                Diagnostic::warning(FORMULA, message).hint("split it; until then it is shown as code");
            reports.add(&node.range, diagnostic);
            continue;
        }
        places.push(index);
        snippets.push((tex.to_string(), display));
    }
    if snippets.is_empty() {
        return;
    }
    // Only macros could be refused, and there are none.
    let Ok(setter) = LatexToMathML::new(MathCoreConfig::default()) else { return };
    let borrowed: Vec<_> = snippets.iter().map(|(tex, display)| (tex.as_str(), *display)).collect();
    let set = setter.convert_all(&borrowed);
    for ((index, (tex, _)), result) in places.into_iter().zip(&snippets).zip(set) {
        match result {
            Ok(result) => {
                let html = with_alternative(&result.mathml, tex);
                nodes[index].what = What::Formula(Box::new(Formula { tex: tex.clone(), html }));
            }
            Err(mistake) => report(&mistake, tex, &nodes[index].range, text, reports),
        }
    }
}

/// Turns what only looks like a formula back into text: between `US$5` and `$6` there is none. A formula begins
/// after no letter or digit, and no digit follows it (the latter is a rule of Pandoc).
fn prices(nodes: &mut Vec<Node>, text: &str, options: &Options, reports: &Reports) {
    let is_price = |node: &Node| {
        matches!(node.event(), Some(Event::InlineMath(_)))
            && (text[..node.range.start].ends_with(char::is_alphanumeric)
                || text[node.range.end..].starts_with(|c: char| c.is_ascii_digit()))
    };
    if !nodes.iter().any(is_price) {
        return;
    }
    for node in std::mem::take(nodes) {
        let Some(Event::InlineMath(inside)) = node.event().filter(|_| is_price(&node)) else {
            nodes.push(node);
            continue;
        };
        let dollar = || Node::new(Event::Text(CowStr::Borrowed("$")), node.range.clone());
        nodes.push(dollar());
        nodes.append(&mut stream::inline(inside, &node.range, options, reports));
        nodes.push(dollar());
    }
}

/// Makes each fence of `math` one formula.
fn fences(nodes: &mut Vec<Node>) {
    let is_math = |node: &Node| {
        matches!(node.event(), Some(Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))))
            if info.split_whitespace().next() == Some("math"))
    };
    if !nodes.iter().any(is_math) {
        return;
    }
    let mut rest = std::mem::take(nodes).into_iter();
    while let Some(node) = rest.next() {
        if !is_math(&node) {
            nodes.push(node);
            continue;
        }
        let mut tex = String::new();
        for inside in rest.by_ref() {
            match inside.event() {
                Some(Event::Text(text)) => tex.push_str(text),
                Some(Event::End(TagEnd::CodeBlock)) => break,
                _ => {}
            }
        }
        let event = Event::DisplayMath(CowStr::from(tex.trim().to_owned()));
        nodes.push(Node::new(event, node.range));
    }
}

/// How deep the setter may have to go: groups, environments, and commands that take each other as arguments.
fn depth(tex: &str) -> usize {
    let (mut open, mut chain, mut deepest) = (0_usize, 0_usize, 0);
    let mut bytes = tex.bytes().enumerate();
    while let Some((at, byte)) = bytes.next() {
        match byte {
            b'{' | b'[' => open += 1,
            b'}' | b']' => open = open.saturating_sub(1),
            b'^' | b'_' => chain += 1,
            b'\\' => {
                let name = &tex[at + 1..];
                match name {
                    _ if name.starts_with("left") || name.starts_with("begin") => open += 1,
                    _ if name.starts_with("right") || name.starts_with("end") => {
                        open = open.saturating_sub(1);
                    }
                    _ => chain += 1,
                }
                let letters = name.bytes().take_while(u8::is_ascii_alphabetic).count();
                if letters > 0 {
                    bytes.nth(letters - 1);
                } else if name.is_char_boundary(1) {
                    bytes.next();
                }
            }
            b' ' | b'\n' | b'\t' => {}
            _ => chain = 0,
        }
        deepest = deepest.max(open + chain);
    }
    deepest
}

/// With the source as the text of those who cannot be shown or read out `MathML`.
fn with_alternative(mathml: &str, tex: &str) -> String {
    let mut out = String::with_capacity(mathml.len() + tex.len() + 16);
    out.push_str("<math alttext=\"");
    escape::push_attribute(&mut out, tex.trim());
    out.push('"');
    out.push_str(mathml.strip_prefix("<math").unwrap_or(mathml));
    out
}

fn report(mistake: &LatexError, tex: &str, range: &Range<usize>, text: &str, reports: &mut Reports) {
    let message = mistake.to_string();
    let message = message.trim_end_matches('.');
    let mut lowered = message.chars();
    let first = lowered.next().map(|c| c.to_lowercase().to_string()).unwrap_or_default();
    let message = format!("this formula cannot be set: {first}{}", lowered.as_str());
    // Where the formula stands word for word, the place is that of the mistake.
    let written = text.get(range.clone()).unwrap_or_default();
    let place = written.find(tex).map(|at| {
        let start = range.start + at + tex.floor_char_boundary(mistake.0.start.min(tex.len()));
        let end = range.start + at + tex.ceil_char_boundary(mistake.0.end.min(tex.len()));
        start..end.max(start)
    });
    let hint = "mend the TeX; until then its source is shown as code";
    reports.add(&place.unwrap_or_else(|| range.clone()), Diagnostic::warning(FORMULA, message).hint(hint));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn convert(tex: &str) -> bool {
        let setter = LatexToMathML::new(MathCoreConfig::default()).expect("no macros");
        setter.convert_with_local_state(tex, MathDisplay::Block).is_ok()
    }

    /// Runs in a thread with as little stack as a worker of a build has, in a build that uses more of it than ours.
    #[test]
    fn what_is_not_too_deep_fits_on_the_stack_of_a_worker() {
        let patterns = [
            "{",
            "\\sqrt",
            "\\sqrt{",
            "^{",
            "x^",
            "\\frac{",
            "\\left(",
            "\\begin{matrix}",
            "\\text{",
            "\\mathbf",
            "\\not",
            "_\\sqrt",
            "\\overbrace{",
            "\\substack{",
            "\\sqrt[",
        ];
        for pattern in patterns {
            let too_deep = (1..2_000).find(|count| depth(&pattern.repeat(*count)) > DEEPEST);
            let count = too_deep.unwrap_or(2_000) - 1;
            let tex = pattern.repeat(count);
            let work = move || convert(&tex);
            let thread = std::thread::Builder::new().stack_size(2 << 20).spawn(work).expect("a thread");
            thread.join().expect("it does not panic");
        }
    }
}
