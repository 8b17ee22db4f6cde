//! Formulas.

use super::*;
use crate::markdown::FORMULA;

fn set(text: &str) -> (String, Vec<Diagnostic>) {
    let source = Source::new("a.md", text);
    let components = components();
    let options = Options { math: true, components: Some(&components), ..Options::default() };
    let (doc, diagnostics) = parse(&source, Span::new(0, text.len()), &options);
    (fill(&doc, &mut Show), diagnostics)
}

fn set_well(text: &str) -> String {
    let (html, diagnostics) = set(text);
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    html
}

#[test]
fn formulas_become_mathml_with_their_source_as_alternative() {
    assert_eq!(
        set_well("So $a < b$.\n"),
        "<p>So <math alttext=\"a &lt; b\"><mi>a</mi><mo>&lt;</mo><mi>b</mi></math>.</p>\n"
    );
    let block = "<math alttext=\"x^2\" display=\"block\"><msup><mi>x</mi><mn>2</mn></msup></math>";
    assert_eq!(set_well("$$x^2$$\n"), format!("<p>{block}</p>\n"));
    assert_eq!(set_well("```math\nx^2\n```\n"), block);
}

#[test]
fn without_the_setting_a_dollar_is_a_dollar() {
    assert_eq!(render("$x^2$ $$y$$\n"), "<p>$x^2$ $$y$$</p>\n");
    assert!(render("```math\nx\n```\n").contains("<pre class=\"code\" data-lang=\"math\">"));
}

#[test]
fn prices_are_no_formulas() {
    for prices in
        ["$5 and $6", "from $5 to $6.50, \\$7", "US$5/US$6", "$5 (was $6)", "`$5$`", "$1,000–$2,000"]
    {
        let html = set_well(prices);
        assert!(!html.contains("<math"), "{html}");
    }
}

#[test]
fn a_mistake_in_a_formula_is_shown_at_its_place_and_the_source_as_code() {
    let (html, diagnostics) = set("## One\n\n> A $a + \\fraq{1}{2}$ b\n");
    assert!(html.contains("<p>A <code>a + \\fraq{1}{2}</code> b</p>"), "{html}");
    assert_eq!(diagnostics.len(), 1);
    assert_eq!(diagnostics[0].code, FORMULA);
    assert_eq!(diagnostics[0].message, "this formula cannot be set: unknown command \"\\fraq\"");
    let place = diagnostics[0].place.as_ref().expect("it has a place");
    assert_eq!(&place.source.text()[place.span.range()], "\\fraq");
}

#[test]
fn equations_are_numbered_through_and_refer_to_each_other() {
    let html = set_well(
        "See $\\eqref{two}$.\n\n$$\\begin{align}a &= b \\label{one}\\end{align}$$\n\n$$\\begin{align}c &= d \\label{two}\\end{align}$$\n",
    );
    assert!(html.contains("(1)") && html.contains("(2)") && html.contains("href=\"#two\""), "{html}");
}

#[test]
fn no_formula_writes_html_of_its_author() {
    for tex in [
        "\\text{<script>x</script>}",
        "\\text{\"><img src=x onerror=y>}",
        "a<script>b",
        "\\href{javascript:x}{y}",
        "\\class{x\" onclick=\"y}{z}",
        "\\begin{align}a\\tag{<b>}\\label{\"><i>}\\end{align}",
        "\\color{red\" onclick=\"x}{y}",
        "\\unknown<b>",
    ] {
        let (html, _) = set(&format!("$${tex}$$\n"));
        for part in ["<script", "<img", "<b>", "<i>", "javascript:x\""] {
            assert!(!html.contains(part), "{part} in {html}");
        }
        let tags = html.split('<').skip(1).filter_map(|part| part.split('>').next());
        assert!(!tags.collect::<String>().contains("\" onclick=\""), "{html}");
    }
}

#[test]
fn a_call_in_a_formula_is_no_call() {
    let (html, _) = set("$\\text{{{<value/>}}}$\n");
    assert!(!html.contains("<data>"), "{html}");
}

#[test]
fn a_formula_survives_the_filter_and_names_its_heading() {
    let html = set_well("## The $x^2$ law\n\n<b>$y$</b>\n");
    assert!(html.contains("<b><math alttext=\"y\"><mi>y</mi></math></b>"), "{html}");
    assert!(html.contains("<h2 id=\"the-x-2-law\">"), "{html}");
}
