use super::*;
use std::sync::LazyLock;

static GRAMMARS: LazyLock<Grammars> = LazyLock::new(Grammars::new);

fn html(language: &str, text: &str) -> String {
    match GRAMMARS.highlight(language, text) {
        Colours::Html(html) => html,
        other => panic!("{language}: {other:?}"),
    }
}

/// The text of `html`, as a browser would show it.
fn text_of(html: &str) -> String {
    let mut text = String::new();
    for part in html.split('<') {
        text.push_str(part.split_once('>').map_or(part, |(_, text)| text));
    }
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

#[test]
fn code_gets_short_classes_and_neighbours_share_one() {
    assert_eq!(
        html("rust", "// a  b\nfn main() { let x = \"<\\n\"; }\n"),
        "<span class=\"c\">// a  b</span>\n<span class=\"k\">fn</span> <span class=\"f\">main</span><span class=\"p\">() {</span> \
         <span class=\"k\">let</span> x <span class=\"o\">=</span> \
         <span class=\"s\">\"&lt;</span><span class=\"e\">\\n</span><span class=\"s\">\"</span><span class=\"p\">; }</span>\n"
    );
}

#[test]
fn the_text_stays_what_it_was() {
    for (language, text) in [
        ("rust", "fn a<'b>(c: &'b str) -> u8 {\n    1 // é\n}"),
        ("python", "@x\ndef f(a: int = 3) -> str:\n    '''d'''\n    return f\"{a!r:>{3}}\"\n"),
        ("html", "<p class=\"a\">b &amp; <script>let c = 1 < 2;</script></p>"),
        ("diff", "--- a\n+++ b\n@@ -1 +1 @@\n-x\n+y\n"),
        ("yaml", "a: [1, 'b']\n# c\n\n\n"),
        ("sql", "SELECT a FROM b WHERE c = 'd';"),
        ("js", "const a = `b ${c + 1}`;\r\nx = /y+/g\r\n"),
        ("md", "# a\n\n*b*\n"),
        ("rust", ""),
        ("rust", "\n"),
        ("rust", "\"never closed"),
    ] {
        assert_eq!(text_of(&html(language, text)), text, "{language}");
    }
}

#[test]
fn an_unknown_language_is_told_and_plain_text_is_no_mystery() {
    assert_eq!(GRAMMARS.highlight("klingon", "a"), Colours::Unknown);
    assert_eq!(html("text", "a<b"), "a&lt;b");
    assert_eq!(html("", "a"), "a");
}

#[test]
fn common_names_of_languages_are_known() {
    for language in [
        "rust",
        "rs",
        "js",
        "javascript",
        "ts",
        "typescript",
        "tsx",
        "jsx",
        "py",
        "python",
        "go",
        "golang",
        "c",
        "cpp",
        "c++",
        "c#",
        "cs",
        "csharp",
        "java",
        "kotlin",
        "kt",
        "swift",
        "rb",
        "ruby",
        "php",
        "sh",
        "bash",
        "zsh",
        "fish",
        "shell",
        "console",
        "ps1",
        "powershell",
        "sql",
        "html",
        "css",
        "scss",
        "sass",
        "less",
        "json",
        "jsonc",
        "yaml",
        "yml",
        "toml",
        "xml",
        "ini",
        "diff",
        "dockerfile",
        "docker",
        "make",
        "makefile",
        "cmake",
        "nix",
        "lua",
        "perl",
        "r",
        "R",
        "julia",
        "haskell",
        "hs",
        "elixir",
        "ex",
        "erlang",
        "clojure",
        "scala",
        "dart",
        "zig",
        "vue",
        "svelte",
        "graphql",
        "tex",
        "latex",
        "md",
        "markdown",
        "vim",
        "terraform",
        "hcl",
        "objective-c",
        "objc",
        "fsharp",
        "ocaml",
        "csv",
        "http",
        "nginx",
        "proto",
        "protobuf",
    ] {
        assert_ne!(GRAMMARS.highlight(language, "a"), Colours::Unknown, "{language}");
    }
}

#[test]
fn no_grammar_panics() {
    let sample = "<?php /* a */ #include <b> @c(\"d\\n${e}\") => 'f' -- g\n\t`h` := {1.5e3, [i|j]}; // k\n# l\n<m n='o'>&p;</m>\n<<EOF\nq\nEOF\n";
    for grammar in GRAMMARS.load().grammars.syntaxes() {
        let out = GRAMMARS.load().colour(grammar, sample).unwrap_or_else(|| panic!("{}", grammar.name));
        assert_eq!(text_of(&out), sample, "{}", grammar.name);
    }
}

#[test]
fn huge_code_stays_plain() {
    let usual = format!("{}\n", "1;".repeat(40));
    assert_ne!(GRAMMARS.highlight("js", &usual.repeat(100)), Colours::TooMuch);
    assert_eq!(GRAMMARS.highlight("js", &usual.repeat(MOST_EFFORT / 6400 + 1)), Colours::TooMuch);
}

#[test]
fn a_long_line_stays_plain_and_the_rest_has_its_colours() {
    let long = "1".repeat(LONGEST_LINE);
    assert_eq!(
        html("js", &format!("1\n{long}\n1\n{long}")),
        format!("<span class=\"n\">1</span>\n{long}\n<span class=\"n\">1</span>\n{long}")
    );
}

#[test]
fn every_grammar_answers_to_its_name_and_every_alias_leads_to_one() {
    for grammar in GRAMMARS.load().grammars.syntaxes().iter().filter(|grammar| !grammar.hidden) {
        assert_ne!(
            GRAMMARS.highlight(&grammar.name.to_uppercase(), "a"),
            Colours::Unknown,
            "{}",
            grammar.name
        );
    }
    for (alias, name) in ALIASES {
        assert!(GRAMMARS.load().grammars.find_syntax_by_token(name).is_some(), "{alias}: {name}");
    }
}

#[test]
fn a_memo_answers_as_the_highlighter_would() {
    struct Counted(std::sync::atomic::AtomicUsize);
    impl Highlighter for Counted {
        fn highlight(&self, language: &str, text: &str) -> Colours {
            self.0.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            if language == "?" { Colours::Unknown } else { Colours::Html(format!("{language}:{text}")) }
        }
    }
    let counted = Counted(0.into());
    let memo = Memo::new(&counted);
    for _ in 0..5 {
        assert_eq!(memo.highlight("a", "b"), Colours::Html("a:b".to_owned()));
        assert_eq!(memo.highlight("?", "b"), Colours::Unknown);
    }
    assert_eq!(counted.0.load(std::sync::atomic::Ordering::Relaxed), 4);
}
