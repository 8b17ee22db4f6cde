//! Every example of the CommonMark specification (0.31.2) through folio's Markdown path, with filtering, anchors, link
//! resolution, components, extensions and highlighting off.
//!
//! The examples come with the source of pulldown-cmark, where a test for each stands in `tests/suite/spec.rs`; so they are
//! those of the version that folio is built with, and no copy of them is kept here.

use folio::body::{Filler, Picture, fill};
use folio::markdown::{Call, Html, Options, parse};
use folio::source::{Source, Span};
use std::path::PathBuf;
use std::process::Command;
use syn::visit::Visit;

/// Examples of which folio makes something else, and why.
const DIFFERENT: &[(u32, &str)] = &[];

struct Example {
    number: u32,
    markdown: String,
    html: String,
}

/// Reads `let original = …; let expected = …;` out of each `fn spec_test_N`.
#[derive(Default)]
struct Examples(Vec<Example>);

impl<'ast> Visit<'ast> for Examples {
    fn visit_item_fn(&mut self, function: &'ast syn::ItemFn) {
        let name = function.sig.ident.to_string();
        let Some(number) = name.strip_prefix("spec_test_").and_then(|number| number.parse().ok()) else {
            return;
        };
        let mut texts = function.block.stmts.iter().filter_map(|statement| match statement {
            syn::Stmt::Local(syn::Local { init: Some(init), .. }) => match init.expr.as_ref() {
                syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) => Some(text.value()),
                _ => None,
            },
            _ => None,
        });
        let (Some(markdown), Some(html)) = (texts.next(), texts.next()) else {
            panic!("{name} has another shape than expected");
        };
        self.0.push(Example { number, markdown, html });
    }
}

fn examples() -> Vec<Example> {
    let text = std::fs::read_to_string(source_of("pulldown-cmark").join("tests/suite/spec.rs"))
        .expect("pulldown-cmark brings the examples");
    let mut examples = Examples::default();
    examples.visit_file(&syn::parse_file(&text).expect("it is Rust"));
    examples.0
}

/// The folder in which cargo keeps the source of a package.
fn source_of(package: &str) -> PathBuf {
    // Without the platform cargo would ask for the packages of every other one, too.
    let about = output_of(Command::new("rustc").arg("-vV"));
    let platform = about.lines().find_map(|line| line.strip_prefix("host: ")).expect("rustc names its host");
    let tree = output_of(
        Command::new(env!("CARGO"))
            .args([
                "metadata",
                "--format-version=1",
                "--locked",
                "--filter-platform",
                platform,
                "--manifest-path",
            ])
            .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml")),
    );
    let tree: serde_json::Value = serde_json::from_str(&tree).expect("metadata is JSON");
    let packages = tree["packages"].as_array().expect("a list of packages");
    let found = packages.iter().find(|known| known["name"] == package).expect("it is among them");
    let manifest = PathBuf::from(found["manifest_path"].as_str().expect("a path"));
    manifest.parent().expect("a manifest lies in a folder").to_owned()
}

fn output_of(command: &mut Command) -> String {
    let output = command.output().expect("the command runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("it is UTF-8")
}

/// Leaves links and images as they are written, and code plain.
struct AsWritten;

impl Filler for AsWritten {
    fn link(&mut self, target: &str, _: Span) -> String {
        target.to_owned()
    }

    fn image(&mut self, target: &str, _: Span) -> Picture {
        Picture { src: target.to_owned(), ..Picture::default() }
    }

    fn code(&mut self, _: &str, text: &str, _: Span) -> String {
        text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
    }

    fn component(&mut self, call: &Call, _: Option<String>) -> String {
        panic!("components are off, and there is {call:?}")
    }
}

fn folios(markdown: &str) -> String {
    let source = Source::new("example.md", markdown);
    let options = Options {
        html: Html::Trusted,
        anchors: false,
        components: None,
        extensions: false,
        ..Options::default()
    };
    let (doc, _) = parse(&source, Span::new(0, markdown.len()), &options);
    fill(&doc, &mut AsWritten)
}

/// How folio begins a code block of a language.
const OURS: &str = "<pre class=\"code\" data-lang=\"";

/// What two HTML texts may differ in and mean the same:
/// - `<br />` and `<br>`, the same for `hr` and `img`;
/// - line breaks between two tags, and at the end;
/// - `&quot;` and `"`, `&#39;` and `'` in text;
/// - how a code block names its language: `<pre class="code" data-lang="x"><code>` for `<pre><code class="language-x">`.
fn normal(html: &str) -> String {
    let mut text =
        html.replace(" />", ">").replace("&quot;", "\"").replace("&#39;", "'").replace("&#x27;", "'");
    text = text.replace("<pre class=\"code\"><code>", "<pre><code>");
    while let Some(start) = text.find(OURS) {
        let language = start + OURS.len();
        let end = language + text[language..].find("\"><code>").expect("the tag goes on");
        let tag = format!("<pre><code class=\"language-{}\">", &text[language..end]);
        text.replace_range(start..end + "\"><code>".len(), &tag);
    }
    text = text.replace(">\n\n<", ">\n<").replace(">\n<", "><");
    text.trim_end().to_owned()
}

#[test]
fn every_example_of_the_specification_comes_out_as_it_says() {
    let examples = examples();
    assert_eq!(examples.len(), 652, "the specification has another number of examples");
    let mut faults = Vec::new();
    for Example { number, markdown, html } in &examples {
        let ours = folios(markdown);
        let known = DIFFERENT.iter().any(|(different, _)| different == number);
        match (normal(&ours) == normal(html), known) {
            (true, true) => faults.push(format!("example {number} is as it should be; take it off the list")),
            (false, false) => {
                faults.push(format!("example {number}\n{markdown}\n-- expected\n{html}\n-- made\n{ours}"));
            }
            _ => {}
        }
    }
    assert!(faults.is_empty(), "{} faults\n{}", faults.len(), faults.join("\n\n"));
}
