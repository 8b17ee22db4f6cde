//! YAML text becomes a located tree: every node knows its bytes in the file, and a number keeps the digits
//! that were written. What a scalar means is left to the decoder that reads it, so `value: 58.90` never turns
//! into a float and `version: 1.10` never into `1.1`.
//!
//! Input is untrusted. Bytes, depth and nodes (aliases counted at each use) have budgets, and a key that
//! stands twice is refused with both places, since every silent choice between them loses something.

pub mod fields;
mod lines;

use crate::diag::{Code, Diagnostic};
use crate::source::{Located, Source, Span};
use granit_parser::{ErrorKind, Event, Parser, ScalarStyle, ScanError, Tag};
use std::collections::HashMap;
use std::sync::Arc;

pub const SYNTAX: Code = Code("yaml-syntax");
pub const DUPLICATE_KEY: Code = Code("yaml-duplicate-key");
pub const TOO_LARGE: Code = Code("yaml-too-large");
pub const NOT_PLAIN: Code = Code("yaml-not-plain");

/// Most bytes of one YAML text. Real front matter is below 100 kB.
pub const MAX_BYTES: usize = 1 << 20;
const MAX_DEPTH: usize = 64;
const MAX_NODES: usize = 100_000;

#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    pub value: Value,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Null,
    Scalar(Scalar),
    List(Vec<Node>),
    Map(Map),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scalar {
    pub text: String,
    /// Written without quotes, so that it may mean a number or a truth value.
    pub plain: bool,
}

/// Keys in the order in which they were written.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Map {
    pub entries: Vec<(Located<String>, Node)>,
}

impl Map {
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entries.iter().find(|(name, _)| name.value == key).map(|(_, node)| node)
    }
}

impl Node {
    /// What the node is, in the words of an error message.
    pub fn kind(&self) -> &'static str {
        match &self.value {
            Value::Null => "nothing",
            Value::Scalar(scalar) if !scalar.plain => "a text",
            Value::Scalar(scalar) => match scalar.text.as_str() {
                "true" | "false" => "a truth value",
                text if text.parse::<f64>().is_ok() => "a number",
                _ => "a text",
            },
            Value::List(_) => "a list",
            Value::Map(_) => "a map",
        }
    }

    pub fn is_null(&self) -> bool {
        matches!(self.value, Value::Null)
    }

    /// The text of a scalar, as written, whether or not it stands in quotes.
    pub fn as_text(&self) -> Option<&str> {
        match &self.value {
            Value::Scalar(scalar) => Some(&scalar.text),
            _ => None,
        }
    }

    /// Strictly `true` or `false`: the Norwegian `no` stays a text.
    pub fn as_bool(&self) -> Option<bool> {
        match &self.value {
            Value::Scalar(Scalar { text, plain: true }) => match text.as_str() {
                "true" | "True" | "TRUE" => Some(true),
                "false" | "False" | "FALSE" => Some(false),
                _ => None,
            },
            _ => None,
        }
    }

    pub fn as_map(&self) -> Option<&Map> {
        match &self.value {
            Value::Map(map) => Some(map),
            _ => None,
        }
    }

    pub fn as_list(&self) -> Option<&[Node]> {
        match &self.value {
            Value::List(nodes) => Some(nodes),
            _ => None,
        }
    }
}

/// Reads the YAML in `span` of a source. The tree is there whenever the syntax allowed one, also beside
/// errors such as a duplicate key, so that a decoder can report its own mistakes in the same run.
pub fn parse(source: &Arc<Source>, span: Span) -> (Option<Node>, Vec<Diagnostic>) {
    let text = &source.text()[span.range()];
    if text.len() > MAX_BYTES {
        let message =
            format!("this YAML has {} kB; at most {} are read", text.len() / 1024, MAX_BYTES / 1024);
        let diagnostic = Diagnostic::error(TOO_LARGE, message)
            .at(source, Span::at(span.start))
            .hint("move long text into the body of the page, and data into a file of its own");
        return (None, vec![diagnostic]);
    }
    match lines::read(text, span.start) {
        Some(node) => (Some(node), Vec::new()),
        None => parse_fully(source, span),
    }
}

fn parse_fully(source: &Arc<Source>, span: Span) -> (Option<Node>, Vec<Diagnostic>) {
    let text = &source.text()[span.range()];
    let mut builder = Builder::new(source, span);
    let mut options = granit_parser::options! {
        disallow_directives: true,
        flow_nesting_limit: MAX_DEPTH,
        block_nesting_limit: MAX_DEPTH,
    };
    options.set_emit_comments(false);
    for event in Parser::new_from_str_with_options(text, options) {
        let outcome = match event {
            Ok((event, place)) => builder.take(event, place),
            Err(error) => Err(Box::new(syntax_error(source, span, &error))),
        };
        if let Err(diagnostic) = outcome {
            builder.diagnostics.push(*diagnostic);
            return (None, builder.diagnostics);
        }
    }
    let empty = Node { value: Value::Null, span: Span::at(span.start) };
    (Some(builder.root.unwrap_or(empty)), builder.diagnostics)
}

/// A collection whose end has not been met yet.
enum Open {
    List { nodes: Vec<Node>, start: Span, anchor: usize },
    Map { map: Map, seen: Seen, key: Option<Located<String>>, start: Span, anchor: usize },
}

/// The keys of one map and where each lies in it. A short map is searched itself.
#[derive(Default)]
struct Seen(HashMap<String, usize>);

impl Seen {
    /// Most entries of a map that is searched from end to end.
    const FEW: usize = 16;

    fn find(&self, map: &Map, key: &str) -> Option<Span> {
        let (name, _) = if self.0.is_empty() {
            map.entries.iter().find(|(name, _)| name.value == key)?
        } else {
            &map.entries[*self.0.get(key)?]
        };
        Some(name.span)
    }

    /// Remembers the last key of the map.
    fn note(&mut self, map: &Map) {
        let count = map.entries.len();
        if count > Self::FEW {
            // The keys before the first that is remembered are made up for.
            let from = self.0.len();
            let keys = map.entries[from..].iter().zip(from..);
            self.0.extend(keys.map(|((name, _), index)| (name.value.clone(), index)));
        }
    }
}

struct Builder<'a> {
    source: &'a Arc<Source>,
    base: usize,
    end: usize,
    open: Vec<Open>,
    anchors: HashMap<usize, (Node, usize)>,
    nodes: usize,
    root: Option<Node>,
    diagnostics: Vec<Diagnostic>,
}

type Step = Result<(), Box<Diagnostic>>;

impl<'a> Builder<'a> {
    fn new(source: &'a Arc<Source>, span: Span) -> Self {
        Self {
            source,
            base: span.start,
            end: span.end,
            open: Vec::new(),
            anchors: HashMap::new(),
            nodes: 0,
            root: None,
            diagnostics: Vec::new(),
        }
    }

    fn take(&mut self, event: Event<'_>, place: granit_parser::Span) -> Step {
        let span = self.span(&place);
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let tagged = self.refuse_foreign_tag(tag.as_deref(), span);
                let plain = style == ScalarStyle::Plain && !tagged;
                let value = match &*text {
                    "" | "~" | "null" | "Null" | "NULL" if plain => Value::Null,
                    _ => Value::Scalar(Scalar { text: text.into_owned(), plain }),
                };
                let node = Node { value, span };
                self.remember(anchor, &node, 1);
                self.put(node, 1)
            }
            Event::SequenceStart(_, anchor, tag) => {
                self.refuse_foreign_tag(tag.as_deref(), span);
                self.nest(Open::List { nodes: Vec::new(), start: span, anchor }, span)
            }
            Event::MappingStart(_, anchor, tag) => {
                self.refuse_foreign_tag(tag.as_deref(), span);
                let (map, seen) = (Map::default(), Seen::default());
                self.nest(Open::Map { map, seen, key: None, start: span, anchor }, span)
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(span),
            Event::Alias(id) => match self.anchors.get(&id).cloned() {
                Some((node, weight)) => self.put(Node { span, ..node }, weight),
                None => Err(Box::new(
                    Diagnostic::error(SYNTAX, "this alias stands inside the thing that it names")
                        .at(self.source, span)
                        .hint("write the value out"),
                )),
            },
            Event::DocumentStart(..) if self.root.is_some() => Err(Box::new(
                Diagnostic::error(SYNTAX, "a second YAML document begins here")
                    .at(self.source, span)
                    .hint("keep one document: remove the `---` line"),
            )),
            _ => Ok(()),
        }
    }

    fn span(&self, place: &granit_parser::Span) -> Span {
        let range = place.byte_range().unwrap_or(0..0);
        let span = Span::from(range).shift(self.base);
        Span::new(span.start.min(self.end), span.end.min(self.end))
    }

    /// A tag of YAML itself is allowed and makes a scalar a text; one of a program is refused.
    fn refuse_foreign_tag(&mut self, tag: Option<&Tag>, span: Span) -> bool {
        let Some(tag) = tag else { return false };
        if !tag.is_yaml_core_schema() && tag.suffix() != "!" && !tag.suffix().is_empty() {
            let message = format!("the tag `{}` asks for a type that folio does not make", tag.original());
            self.diagnostics.push(
                Diagnostic::error(NOT_PLAIN, message)
                    .at(self.source, span)
                    .hint("remove the tag, keep the value"),
            );
        }
        tag.is_yaml_core_schema_tag("str")
    }

    fn nest(&mut self, open: Open, span: Span) -> Step {
        if self.open.len() >= MAX_DEPTH {
            let message = format!("this nests deeper than {MAX_DEPTH} levels");
            return Err(Box::new(
                Diagnostic::error(TOO_LARGE, message).at(self.source, span).hint("flatten the structure"),
            ));
        }
        self.open.push(open);
        Ok(())
    }

    fn close(&mut self, end: Span) -> Step {
        let (value, start, anchor) = match self.open.pop() {
            Some(Open::List { nodes, start, anchor }) => (Value::List(nodes), start, anchor),
            Some(Open::Map { map, start, anchor, .. }) => (Value::Map(map), start, anchor),
            None => return Ok(()),
        };
        let node = Node { value, span: trimmed(self.source, start.join(end)) };
        let weight = if anchor == 0 { 1 } else { weigh(&node) };
        self.remember(anchor, &node, weight);
        self.put(node, 1)
    }

    fn remember(&mut self, anchor: usize, node: &Node, weight: usize) {
        if anchor != 0 {
            self.anchors.insert(anchor, (node.clone(), weight));
        }
    }

    fn put(&mut self, node: Node, weight: usize) -> Step {
        self.nodes += weight;
        if self.nodes > MAX_NODES {
            let message = format!("this YAML unfolds to more than {MAX_NODES} values");
            return Err(Box::new(
                Diagnostic::error(TOO_LARGE, message)
                    .at(self.source, node.span)
                    .hint("write fewer aliases, or move the data into a file of its own"),
            ));
        }
        match self.open.last_mut() {
            None => self.root = Some(node),
            Some(Open::List { nodes, .. }) => nodes.push(node),
            Some(Open::Map { map, seen, key, .. }) => match key.take() {
                Some(name) => {
                    // The first of two equal keys stays: the message shows both, and the build stops anyway.
                    if let Some(first) = seen.find(map, &name.value) {
                        self.diagnostics.push(duplicate_key(self.source, &name, first));
                    } else {
                        map.entries.push((name, node));
                        seen.note(map);
                    }
                }
                None => match node.value {
                    Value::Scalar(scalar) => *key = Some(Located::new(scalar.text, node.span)),
                    Value::Null => {
                        let written = self.source.text()[node.span.range()].to_owned();
                        *key = Some(Located::new(written, node.span));
                    }
                    Value::List(_) | Value::Map(_) => {
                        return Err(Box::new(
                            Diagnostic::error(
                                SYNTAX,
                                format!("a key must be a text, and this is {}", node.kind()),
                            )
                            .at(self.source, node.span)
                            .hint("quote the value if it holds `{{` or begins with `[` or `{`"),
                        ));
                    }
                },
            },
        }
        Ok(())
    }
}

fn weigh(node: &Node) -> usize {
    match &node.value {
        Value::Null | Value::Scalar(_) => 1,
        Value::List(nodes) => 1 + nodes.iter().map(weigh).sum::<usize>(),
        Value::Map(map) => 1 + map.entries.iter().map(|(_, node)| weigh(node)).sum::<usize>(),
    }
}

/// A block collection ends where its last value ends, not on the blank lines behind it.
fn trimmed(source: &Source, span: Span) -> Span {
    let text = &source.text()[span.range()];
    Span::new(span.start, span.start + text.trim_end().len())
}

fn duplicate_key(source: &Arc<Source>, name: &Located<String>, first: Span) -> Diagnostic {
    Diagnostic::error(DUPLICATE_KEY, format!("the key `{}` stands twice", name.value))
        .at(source, name.span)
        .related(source, first, "it stands here first")
        .hint("keep one of the two")
}

fn syntax_error(source: &Arc<Source>, span: Span, error: &ScanError) -> Diagnostic {
    let offset = error.marker().byte_offset().unwrap_or(0);
    let mut at = (span.start + offset).min(span.end);
    // An error at the very end is shown on the last line that says something.
    if at == span.end {
        at = span.start + source.text()[span.range()].trim_end().len();
    }
    let (line_number, _) = source.line_column(at);
    let code = match error.kind() {
        ErrorKind::RecursionLimitExceeded => TOO_LARGE,
        _ => SYNTAX,
    };
    let line = source.line(line_number);
    let (message, hint) = match hint_for(line) {
        Some((message, hint)) => (message.to_owned(), hint.to_owned()),
        None => (plain_words(error), general_hint(source, line_number, error)),
    };
    Diagnostic::error(code, message).at(source, Span::at(at)).hint(hint)
}

fn plain_words(error: &ScanError) -> String {
    match error.kind() {
        ErrorKind::RecursionLimitExceeded => format!("this nests deeper than {MAX_DEPTH} levels"),
        ErrorKind::UnknownAnchor => "this alias names nothing that was defined before".to_owned(),
        _ => format!("this is not valid YAML: {}", error.info()),
    }
}

/// What usually went wrong on a line like this one.
fn hint_for(line: &str) -> Option<(&'static str, &'static str)> {
    let indent = &line[..line.len() - line.trim_start_matches([' ', '\t']).len()];
    if line.starts_with("<<<<<<<") || line.starts_with("=======") || line.starts_with(">>>>>>>") {
        return Some((
            "a merge conflict was never resolved here",
            "keep one side and remove the marker lines",
        ));
    }
    if indent.contains('\t') {
        return Some((
            "YAML does not allow tabs for indentation",
            "indent with two spaces instead of the tab",
        ));
    }
    None
}

fn general_hint(source: &Source, line_number: usize, error: &ScanError) -> String {
    let line = source.line(line_number);
    let previous = source.line(line_number.saturating_sub(1));
    for candidate in [line, previous] {
        let item = candidate.trim_start().strip_prefix('-').filter(|item| item.contains(':'));
        if let Some(item) = item.filter(|item| item.starts_with(char::is_alphabetic)) {
            return format!("put a blank behind the dash: `- {}`", item.trim_end());
        }
        let Some((key, value)) = candidate.split_once(": ") else { continue };
        let (key, value) = (key.trim_start_matches([' ', '-']), value.trim());
        for (open, close) in [('[', ']'), ('{', '}')] {
            if value.starts_with(open) && !value.starts_with("{{") && !value.contains(close) {
                return format!(
                    "close the `{open}` with `{close}`, or quote the value if it is meant as text"
                );
            }
        }
        let quoted = value.starts_with(['"', '\'']);
        if quoted && !matches!(error.kind(), ErrorKind::UnclosedQuotedScalar) {
            return format!(
                "close the quote after the whole value: `{key}: \"…\"`; a quote inside is written `\\\"`"
            );
        }
        if value.contains(": ") || value.starts_with(['@', '`', '%', '*', '&', '!', '{', '[', '|', '>', '#'])
        {
            return format!("quote the value: `{key}: \"…\"`");
        }
    }
    match error.kind() {
        ErrorKind::UnclosedQuotedScalar => "close the quote on the line where the text ends".to_owned(),
        ErrorKind::RecursionLimitExceeded => "flatten the structure".to_owned(),
        ErrorKind::UnknownAnchor => "quote the value if it is meant as text: `\"*…\"`".to_owned(),
        _ => "write `key: value`, one per line; quote a value that holds `: ` or ` #`, and indent a value that goes on"
            .to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Option<Node>, Vec<Diagnostic>) {
        let source = Source::new("a.md", text);
        let span = Span::new(0, text.len());
        parse(&source, span)
    }

    #[test]
    fn a_number_keeps_the_digits_that_were_written() {
        let (node, diagnostics) = read("value: 58.90\nname: \"1.10\"\n");
        assert!(diagnostics.is_empty());
        let node = node.expect("a tree");
        let map = node.as_map().expect("a map");
        assert_eq!(map.get("value").and_then(Node::as_text), Some("58.90"));
        assert_eq!(map.get("value").map(|node| node.span), Some(Span::new(7, 12)));
        assert_eq!(map.get("name").map(Node::kind), Some("a text"));
    }

    #[test]
    fn a_key_that_stands_twice_is_refused_with_both_places() {
        let (node, diagnostics) = read("a: 1\nb:\n  c: 1\n  c: 2\na: 2\n");
        assert!(node.is_some());
        let places: Vec<_> = diagnostics
            .iter()
            .map(|d| (d.place.as_ref().map(Place::line_column), d.related[0].0.line_column()))
            .collect();
        assert_eq!(places, [(Some((4, 3)), (3, 3)), (Some((5, 1)), (1, 1))]);
    }

    #[test]
    fn an_alias_bomb_is_refused_before_it_goes_off() {
        let level = |(this, last)| format!("{this}: &{this} [{}]\n", vec![format!("*{last}"); 8].join(","));
        let levels: Vec<String> = ('b'..='i').zip('a'..='h').map(level).collect();
        let text = format!("a: &a [x,x,x,x,x,x,x,x,x]\n{}", levels.concat());
        let (node, diagnostics) = read(&text);
        assert!(node.is_none());
        assert_eq!(diagnostics[0].code, TOO_LARGE);
    }

    #[test]
    fn deep_nesting_is_refused() {
        for text in ["[".repeat(5000), "a: ".to_owned() + &"{a: ".repeat(5000), "- ".repeat(5000)] {
            let (node, diagnostics) = read(&text);
            assert!(node.is_none());
            assert!(!diagnostics.is_empty());
        }
    }

    #[test]
    fn the_tag_of_a_program_is_refused_and_one_of_yaml_is_not() {
        let (_, diagnostics) = read("a: !ruby/object:Gem {}\n");
        assert_eq!(diagnostics[0].code, NOT_PLAIN);
        let (node, diagnostics) = read("a: !!str 12\n");
        assert!(diagnostics.is_empty());
        let node = node.expect("a tree");
        assert_eq!(node.as_map().and_then(|map| map.get("a")).map(Node::kind), Some("a text"));
    }

    #[test]
    fn a_tab_in_the_indentation_gets_its_own_words() {
        let (_, diagnostics) = read("tags:\n\t- a\n");
        assert!(diagnostics[0].message.contains("tabs"), "{:?}", diagnostics[0].message);
        assert_eq!(diagnostics[0].place.as_ref().map(|place| place.line_column().0), Some(2));
    }

    use crate::source::Place;

    /// Lines as people write them, and some that only look so.
    fn written() -> impl proptest::strategy::Strategy<Value = String> {
        use proptest::prelude::*;
        let scalar = prop_oneof![
            3 => Just(String::new()),
            6 => "[a-zé0-9(+/.<$_~–-][a-z0-9 %.:/-]{0,8}",
            2 => "\"[a-z: #,\\[\\]-]{0,6}\"",
            2 => "'[a-z: #,-]{0,6}'",
            2 => "\\[([a-z0-9 -]{1,4}, ?){0,3}[a-z\"' é-]{0,4}\\]",
            1 => proptest::sample::select(vec!["null", "~", "true", "|", ">", "#x", "&a b", "*a", "!t x", "- a", "a: b", "? a", "{a: b}", "-80 %", "a #b", "a:", ": a", "---", "..."]).prop_map(str::to_owned),
        ];
        let key = prop_oneof![9 => "[a-c]", 1 => "[a-c.1_-]{1,3}", 1 => "null|\"a\"|a b"];
        let line = (
            0_usize..5,
            proptest::bool::weighted(0.3),
            proptest::bool::weighted(0.75),
            key,
            scalar,
            " {0,2}",
        )
            .prop_map(|(indent, dash, keyed, key, scalar, end)| {
                let dash = if dash { "- " } else { "" };
                let key =
                    if keyed { key + ":" + if scalar.is_empty() { "" } else { " " } } else { String::new() };
                format!("{}{dash}{key}{scalar}{end}", " ".repeat(indent))
            });
        proptest::collection::vec(
            prop_oneof![12 => line, 1 => Just(String::new()), 1 => Just("  ".to_owned())],
            1..8,
        )
        .prop_map(|lines| lines.join("\n") + "\n")
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(4_000))]

        #[test]
        fn what_is_read_line_by_line_is_what_the_full_parser_reads(text in written(), before in 0_usize..3) {
            let whole = "é".repeat(before) + &text;
            let (source, span) = (Source::new("a.md", whole.as_str()), Span::new(before * 2, whole.len()));
            if let Some(node) = lines::read(&text, span.start) {
                let (full, diagnostics) = parse_fully(&source, span);
                proptest::prop_assert_eq!((Some(node), 0), (full, diagnostics.len()), "{}", text);
            }
        }
    }

    #[test]
    fn usual_front_matter_is_read_line_by_line() {
        let text = "title: A shorter checkout: for Larkspur\ndate: 2024-10-14\n";
        assert!(lines::read(text, 0).is_none(), "a second colon in a line is for the full parser");
        let text = "title: \"A shorter checkout: done\"\ntags: [a, b c, \"d\"]\nmetrics:\n  - name: Orders a week\n    value: 58.9 % in 2024-09\n\n  - name: Visits\n    value: 3\nskills:\n- x\n- y\n";
        let node = lines::read(text, 7);
        assert!(node.is_some());
        assert_eq!(
            node,
            parse_fully(&Source::new("a.md", "-------".to_owned() + text), Span::new(7, 7 + text.len())).0
        );
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_the_reader_panic(text in "[ \\t\\na-c:\\-\\[\\]{},&*!|>'\"#%@\\\\é]{0,60}") {
            let _ = read(&text);
        }
    }
}
