//! Scopes of grammars to classes of one letter.
//!
//! A grammar says `string.quoted.double.rust` or `keyword.control.import.python`; a reader needs to see that
//! this is a text and that a keyword. Themes style these classes:
//!
//! | class | what | class | what |
//! |---|---|---|---|
//! | `k` | keyword | `a` | attribute |
//! | `s` | string | `g` | tag |
//! | `c` | comment | `m` | macro, preprocessor |
//! | `n` | number | `r` | regular expression |
//! | `f` | function | `e` | escape |
//! | `t` | type | `l` | constant |
//! | `v` | variable | `d` | deleted |
//! | `o` | operator | `i` | inserted |
//! | `p` | punctuation | `h` | heading |
//! | `b` | bold, emphasis | `x` | invalid |

use std::collections::HashMap;
use syntect::parsing::{ClearAmount, Scope, ScopeStackOp};

/// Scopes and their classes; of several that fit, the one with the most parts counts. An empty class is the
/// colour of running text.
const CLASSES: &[(&str, &str)] = &[
    ("comment", "c"),
    ("constant", "l"),
    ("constant.character.escape", "e"),
    ("constant.numeric", "n"),
    ("constant.other.placeholder", "e"),
    ("entity.name", "f"),
    ("entity.name.class", "t"),
    ("entity.name.constant", "l"),
    ("entity.name.enum", "t"),
    ("entity.name.function", "f"),
    ("entity.name.function.preprocessor", "m"),
    ("entity.name.impl", "t"),
    ("entity.name.interface", "t"),
    ("entity.name.label", "l"),
    ("entity.name.macro", "m"),
    ("entity.name.module", "t"),
    ("entity.name.namespace", "t"),
    ("entity.name.section", "h"),
    ("entity.name.struct", "t"),
    ("entity.name.tag", "g"),
    ("entity.name.trait", "t"),
    ("entity.name.type", "t"),
    ("entity.name.union", "t"),
    ("entity.other.attribute-name", "a"),
    ("entity.other.inherited-class", "t"),
    ("invalid", "x"),
    ("keyword", "k"),
    ("keyword.operator", "o"),
    ("keyword.operator.word", "k"),
    ("keyword.operator.logical.python", "k"),
    ("keyword.operator.new", "k"),
    ("markup.bold", "b"),
    ("markup.changed", "a"),
    ("markup.deleted", "d"),
    ("markup.heading", "h"),
    ("markup.inserted", "i"),
    ("markup.italic", "b"),
    ("markup.raw", "s"),
    ("markup.underline.link", "s"),
    ("meta.annotation", "a"),
    ("meta.attribute", "a"),
    ("meta.diff.header", "h"),
    ("meta.diff.index", "h"),
    ("meta.diff.range", "h"),
    ("meta.embedded", ""),
    ("meta.interpolation", ""),
    ("meta.preprocessor", "m"),
    ("meta.string-interpolation", ""),
    ("meta.template.expression", ""),
    ("punctuation", "p"),
    ("punctuation.accessor", "o"),
    ("punctuation.definition.annotation", "a"),
    ("punctuation.definition.attribute", "a"),
    ("punctuation.definition.comment", "c"),
    ("punctuation.definition.deleted", "d"),
    ("punctuation.definition.heading", "h"),
    ("punctuation.definition.inserted", "i"),
    ("punctuation.definition.keyword", "k"),
    ("punctuation.definition.string", "s"),
    ("punctuation.definition.tag", "g"),
    ("punctuation.definition.variable", "v"),
    ("storage", "k"),
    ("storage.type.numeric", "n"),
    ("string", "s"),
    ("string.regexp", "r"),
    ("string.unquoted", ""),
    ("support", "f"),
    ("support.class", "t"),
    ("support.constant", "l"),
    ("support.function", "f"),
    ("support.macro", "m"),
    ("support.type", "t"),
    ("support.type.property-name", "a"),
    ("support.variable", "v"),
    ("variable", ""),
    ("variable.annotation", "a"),
    ("variable.function", "f"),
    ("variable.language", "v"),
    ("variable.other.constant", "l"),
    ("variable.other.readwrite.assignment", "v"),
    ("variable.parameter", "v"),
];

/// The table above, as scopes.
#[derive(Debug)]
pub(super) struct Rules(Vec<(Scope, &'static str)>);

impl Rules {
    pub fn new() -> Self {
        Self(CLASSES.iter().filter_map(|(scope, class)| Some((Scope::new(scope).ok()?, *class))).collect())
    }

    fn of(&self, scope: Scope) -> Option<&'static str> {
        let fitting = self.0.iter().filter(|(prefix, _)| prefix.is_prefix_of(scope));
        fitting.max_by_key(|(prefix, _)| prefix.len()).map(|(_, class)| *class)
    }
}

/// The classes of the scopes that one text has shown so far; `None`: that of what is around it.
///
/// Each text has its own: they are few, and threads need not wait for one another.
#[derive(Debug)]
pub(super) struct Classes<'r> {
    rules: &'r Rules,
    known: HashMap<Scope, Option<&'static str>>,
}

impl<'r> Classes<'r> {
    pub fn new(rules: &'r Rules) -> Self {
        Self { rules, known: HashMap::new() }
    }

    fn of(&mut self, scope: Scope) -> Option<&'static str> {
        *self.known.entry(scope).or_insert_with(|| self.rules.of(scope))
    }
}

/// The classes of the scopes around a place, from the outside in.
#[derive(Debug, Default)]
pub(super) struct Stack {
    /// Each with what it makes of the ones around it.
    classes: Vec<&'static str>,
    cleared: Vec<Vec<&'static str>>,
}

impl Stack {
    pub fn class(&self) -> &'static str {
        self.classes.last().copied().unwrap_or_default()
    }

    pub fn apply(&mut self, step: &ScopeStackOp, classes: &mut Classes) {
        match step {
            ScopeStackOp::Push(scope) => {
                let class = classes.of(*scope).unwrap_or_else(|| self.class());
                self.classes.push(class);
            }
            ScopeStackOp::Pop(count) => self.classes.truncate(self.classes.len().saturating_sub(*count)),
            ScopeStackOp::Clear(amount) => {
                let count = match amount {
                    ClearAmount::TopN(count) => *count,
                    ClearAmount::All => self.classes.len(),
                };
                self.cleared.push(self.classes.split_off(self.classes.len().saturating_sub(count)));
            }
            ScopeStackOp::Restore => self.classes.extend(self.cleared.pop().unwrap_or_default()),
            ScopeStackOp::Noop => {}
        }
    }
}
