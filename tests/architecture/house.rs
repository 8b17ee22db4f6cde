//! The source of a crate, read into what each of its files names: paths, macros and methods.

use proc_macro2::{Delimiter, Spacing, Span, TokenStream, TokenTree};
use std::collections::{BTreeMap, BTreeSet};
use syn::visit::{self, Visit};

/// A crate: its rooms as `lib.rs` declares them, and what its code names.
pub struct House {
    /// Name and the line of `lib.rs` that declares it.
    pub rooms: BTreeMap<String, usize>,
    pub mentions: Vec<Mention>,
    /// What `Code("…")` names, outside tests: the code, file and line.
    pub codes: Vec<(String, String)>,
    /// What kept the reading from being complete.
    pub gaps: Vec<String>,
}

/// One name in the code, outside tests.
pub struct Mention {
    pub file: String,
    pub line: usize,
    /// The room that the file belongs to; `lib` for `lib.rs` itself.
    pub room: String,
    pub what: What,
}

pub enum What {
    /// A path of the crate itself, from its root, which is left out. Empty: the root under another name.
    Inside { path: Vec<String>, glob: bool },
    /// A path of another crate, the crate's name first.
    Outside { path: Vec<String>, glob: bool },
    /// `name!`.
    Macro(String),
    /// `.name(…)`.
    Method(String),
}

impl House {
    pub fn on_disk(src: &str) -> Self {
        let mut files = BTreeMap::new();
        for entry in walkdir::WalkDir::new(src) {
            let entry = entry.expect("src/ can be walked");
            if entry.path().extension().is_some_and(|extension| extension == "rs") {
                let name = entry.path().strip_prefix(src).expect("it lies in src/");
                let name = name.to_str().expect("names in src/ are UTF-8").replace('\\', "/");
                files.insert(name, std::fs::read_to_string(entry.path()).expect("src/ can be read"));
            }
        }
        Self::read(&files)
    }

    pub fn of(files: &[(&str, &str)]) -> Self {
        Self::read(&files.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect())
    }

    /// Follows `mod` from `lib.rs` and `main.rs` through all files.
    fn read(files: &BTreeMap<String, String>) -> Self {
        let mut house =
            Self { rooms: BTreeMap::new(), mentions: Vec::new(), codes: Vec::new(), gaps: Vec::new() };
        let mut reached = BTreeSet::new();
        let root = |file: &str, room: &str| Module {
            file: file.into(),
            path: Vec::new(),
            room: room.into(),
            test: false,
        };
        let mut waiting = vec![root("lib.rs", "lib")];
        if files.contains_key("main.rs") {
            waiting.push(root("main.rs", "main"));
            house.rooms.insert("main".into(), 1);
        }
        while let Some(module) = waiting.pop() {
            reached.insert(module.file.clone());
            let text = &files[&module.file];
            let syntax = syn::parse_file(text).unwrap_or_else(|error| panic!("{}: {error}", module.file));
            for child in Walk::through(&syntax, &module, &mut house) {
                match child.candidates().into_iter().find(|file| files.contains_key(file)) {
                    Some(file) => {
                        waiting.push(Module { file, path: child.path, room: child.room, test: child.test });
                    }
                    None => {
                        house.gaps.push(format!("{}: no file for the module `{}`", child.place, child.name));
                    }
                }
            }
        }
        for file in files.keys().filter(|file| !reached.contains(*file)) {
            house.gaps.push(format!("{file}:1: no `mod` leads to this file"));
        }
        house
    }
}

/// A file that is to be read, and where it stands in the tree of modules.
struct Module {
    file: String,
    path: Vec<String>,
    room: String,
    test: bool,
}

/// `mod name;`
struct Child {
    name: String,
    place: String,
    folder: String,
    path: Vec<String>,
    room: String,
    test: bool,
}

impl Child {
    fn candidates(&self) -> [String; 2] {
        let stem =
            if self.folder.is_empty() { self.name.clone() } else { format!("{}/{}", self.folder, self.name) };
        [format!("{stem}.rs"), format!("{stem}/mod.rs")]
    }
}

/// What `use` calls by a shorter name, of other crates: `use std::io;` makes `io::stdin` be `std::io::stdin`.
#[derive(Default)]
struct Aliases {
    names: BTreeMap<String, Vec<String>>,
}

impl<'ast> Visit<'ast> for Aliases {
    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        for leaf in leaves(&item.tree, &[]) {
            let inside = matches!(leaf.path[0].as_str(), "crate" | "self" | "super" | "folio");
            if let (false, Some(name)) = (inside, leaf.name) {
                self.names.insert(name, leaf.path);
            }
        }
    }
}

/// One name that a `use` brings in.
struct Leaf {
    path: Vec<String>,
    glob: bool,
    /// The name it has here; none for a glob.
    name: Option<String>,
    span: Span,
}

fn leaves(tree: &syn::UseTree, before: &[String]) -> Vec<Leaf> {
    let with = |ident: &syn::Ident| {
        let mut path = before.to_vec();
        if ident != "self" || path.is_empty() {
            path.push(ident.to_string());
        }
        path
    };
    match tree {
        syn::UseTree::Path(part) => leaves(&part.tree, &with(&part.ident)),
        syn::UseTree::Group(group) => group.items.iter().flat_map(|item| leaves(item, before)).collect(),
        syn::UseTree::Name(name) => {
            let path = with(&name.ident);
            vec![Leaf { glob: false, name: path.last().cloned(), span: name.ident.span(), path }]
        }
        syn::UseTree::Rename(rename) => {
            let name = Some(rename.rename.to_string());
            vec![Leaf { path: with(&rename.ident), glob: false, name, span: rename.ident.span() }]
        }
        syn::UseTree::Glob(glob) => {
            let span = glob.star_token.spans[0];
            vec![Leaf { path: before.to_vec(), glob: true, name: None, span }]
        }
    }
}

/// The walk through one file.
struct Walk<'a> {
    house: &'a mut House,
    module: &'a Module,
    children: Vec<Child>,
    /// The module at hand, from the crate's root.
    path: Vec<String>,
    aliases: BTreeMap<String, Vec<String>>,
    test: bool,
}

impl<'a> Walk<'a> {
    /// Notes what a file names in the house; returns the modules that lie in files of their own.
    fn through(syntax: &syn::File, module: &'a Module, house: &'a mut House) -> Vec<Child> {
        let mut aliases = Aliases::default();
        aliases.visit_file(syntax);
        let mut walk = Self {
            house,
            module,
            children: Vec::new(),
            path: module.path.clone(),
            aliases: aliases.names,
            test: module.test,
        };
        walk.visit_file(syntax);
        walk.children
    }

    fn note(&mut self, span: Span, what: What) {
        if !self.test {
            let (file, room) = (self.module.file.clone(), self.module.room.clone());
            self.house.mentions.push(Mention { file, line: span.start().line, room, what });
        }
    }

    /// Notes a path as it is written. `bare`: it may be the crate's root itself, as in `use crate as root`.
    fn note_path(&mut self, written: &[String], glob: bool, bare: bool, span: Span) {
        let Some(first) = written.first() else { return };
        let mut rest = written;
        let mut path = match first.as_str() {
            "crate" | "folio" => {
                rest = &rest[1..];
                Vec::new()
            }
            "self" | "super" => self.path.clone(),
            _ => {
                let mut path = self.aliases.get(first).cloned().unwrap_or_else(|| vec![first.clone()]);
                path.extend_from_slice(&written[1..]);
                return self.note(span, What::Outside { path, glob });
            }
        };
        if written.len() == 1 && !glob && !bare {
            return; // `pub(crate)`, or the value `self`
        }
        while let Some(step @ ("self" | "super")) = rest.first().map(String::as_str) {
            if step == "super" {
                path.pop();
            }
            rest = &rest[1..];
        }
        path.extend_from_slice(rest);
        self.note(span, What::Inside { path, glob });
    }

    /// Finds paths, macros and methods among tokens that no one has parsed: the inside of macros.
    fn scan(&mut self, tokens: TokenStream) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let mut at = 0;
        while at < tokens.len() {
            match &tokens[at] {
                TokenTree::Ident(ident) => {
                    let span = ident.span();
                    let method = at > 0 && is_punct(&tokens[at - 1], '.');
                    let (written, next) = path_at(&tokens, at);
                    self.scan_path(&written, method, &tokens, next, span);
                    at = next;
                }
                TokenTree::Group(group) => {
                    self.scan(group.stream());
                    at += 1;
                }
                _ => at += 1,
            }
        }
    }

    fn scan_path(&mut self, written: &[String], method: bool, tokens: &[TokenTree], next: usize, span: Span) {
        let follows = tokens.get(next);
        if method && written.len() == 1 {
            if matches!(follows, Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Parenthesis)
            {
                self.note(span, What::Method(written[0].clone()));
            }
            return;
        }
        if let (Some(TokenTree::Punct(punct)), Some(TokenTree::Group(_))) = (follows, tokens.get(next + 1))
            && punct.as_char() == '!'
        {
            self.note(span, What::Macro(written[written.len() - 1].clone()));
        }
        if is_colons(tokens, next) {
            match tokens.get(next + 2) {
                Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace => {
                    let inner: Vec<TokenTree> = group.stream().into_iter().collect();
                    for part in inner.split(|token| is_punct(token, ',')).filter(|part| !part.is_empty()) {
                        let (tail, _) = path_at(part, 0);
                        let glob = is_punct(&part[0], '*');
                        self.note_path(&[written, &tail].concat(), glob, false, span);
                    }
                    return;
                }
                Some(token) if is_punct(token, '*') => return self.note_path(written, true, false, span),
                _ => {}
            }
        }
        self.note_path(written, false, false, span);
    }
}

fn is_punct(token: &TokenTree, wanted: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == wanted)
}

fn is_colons(tokens: &[TokenTree], at: usize) -> bool {
    matches!(tokens.get(at), Some(TokenTree::Punct(first)) if first.as_char() == ':' && first.spacing() == Spacing::Joint)
        && tokens.get(at + 1).is_some_and(|second| is_punct(second, ':'))
}

/// `a::b::c` from here, and where the tokens go on behind it.
fn path_at(tokens: &[TokenTree], mut at: usize) -> (Vec<String>, usize) {
    let mut path = Vec::new();
    while let Some(TokenTree::Ident(ident)) = tokens.get(at) {
        path.push(ident.to_string());
        at += 1;
        match tokens.get(at + 2) {
            Some(TokenTree::Ident(_)) if is_colons(tokens, at) => at += 2,
            _ => break,
        }
    }
    (path, at)
}

impl<'ast> Visit<'ast> for Walk<'_> {
    fn visit_item(&mut self, item: &'ast syn::Item) {
        let outer = self.test;
        self.test |= attributes(item).iter().any(is_for_tests);
        visit::visit_item(self, item);
        self.test = outer;
    }

    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        let name = item.ident.to_string();
        let line = item.ident.span().start().line;
        if item.attrs.iter().any(|attribute| attribute.path().is_ident("path")) {
            self.house
                .gaps
                .push(format!("{}:{line}: #[path] hides which room a file is in", self.module.file));
            return;
        }
        let at_root = self.path.is_empty();
        if at_root && self.module.room == "lib" {
            self.house.rooms.insert(name.clone(), line);
        }
        if item.content.is_some() {
            self.path.push(name);
            visit::visit_item_mod(self, item);
            self.path.pop();
            return;
        }
        let room = if at_root && self.module.room == "lib" { name.clone() } else { self.module.room.clone() };
        let mut path = self.path.clone();
        // The folder of a module's children is named after its path, whichever file it lies in.
        let folder = path.join("/");
        path.push(name.clone());
        let place = format!("{}:{line}", self.module.file);
        self.children.push(Child { name, place, folder, path, room, test: self.test });
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        for leaf in leaves(&item.tree, &[]) {
            if item.leading_colon.is_some() {
                self.note(leaf.span, What::Outside { path: leaf.path, glob: leaf.glob });
            } else {
                self.note_path(&leaf.path, leaf.glob, true, leaf.span);
            }
        }
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let written: Vec<String> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        if let Some(first) = path.segments.first() {
            self.note_path(&written, false, false, first.ident.span());
        }
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        if let Some(last) = call.path.segments.last() {
            self.note(last.ident.span(), What::Macro(last.ident.to_string()));
        }
        self.scan(call.tokens.clone());
        visit::visit_macro(self, call);
    }

    fn visit_attribute(&mut self, attribute: &'ast syn::Attribute) {
        if let syn::Meta::List(list) = &attribute.meta {
            self.scan(list.tokens.clone());
        }
    }

    fn visit_expr_call(&mut self, call: &'ast syn::ExprCall) {
        if let (syn::Expr::Path(name), Some(syn::Expr::Lit(literal))) = (&*call.func, call.args.first())
            && name.path.segments.last().is_some_and(|last| last.ident == "Code")
            && let syn::Lit::Str(code) = &literal.lit
            && !self.test
        {
            let place = format!("{}:{}", self.module.file, code.span().start().line);
            self.house.codes.push((code.value(), place));
        }
        visit::visit_expr_call(self, call);
    }

    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        self.note(call.method.span(), What::Method(call.method.to_string()));
        visit::visit_expr_method_call(self, call);
    }
}

/// `#[cfg(test)]` or `#[cfg(all(test, …))]`.
fn is_for_tests(attribute: &syn::Attribute) -> bool {
    let syn::Meta::List(list) = &attribute.meta else { return false };
    let text = list.tokens.to_string().replace(' ', "");
    list.path.is_ident("cfg") && (text == "test" || text.starts_with("all(test,"))
}

fn attributes(item: &syn::Item) -> &[syn::Attribute] {
    match item {
        syn::Item::Const(item) => &item.attrs,
        syn::Item::Enum(item) => &item.attrs,
        syn::Item::Fn(item) => &item.attrs,
        syn::Item::Impl(item) => &item.attrs,
        syn::Item::Macro(item) => &item.attrs,
        syn::Item::Mod(item) => &item.attrs,
        syn::Item::Static(item) => &item.attrs,
        syn::Item::Struct(item) => &item.attrs,
        syn::Item::Trait(item) => &item.attrs,
        syn::Item::Type(item) => &item.attrs,
        syn::Item::Use(item) => &item.attrs,
        _ => &[],
    }
}
