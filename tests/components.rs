//! Components in text: what they are given is checked at its place, and what only looks like a call stays text.

use crate::site::Site;

fn page(text: &str) -> Site {
    Site::new().file("content/a.md", format!("---\ntitle: A\n---\n\n{text}\n"))
}

/// A site with a component of its own.
fn with(component: &str, text: &str) -> Site {
    page(text).file("templates/components/own.html", component)
}

const TYPED: &str = "{% component own(word: string, many: integer = 1, share: float = 0.5, on: bool = false, list: array = [], map: map = {}) -%}
<p>{{ word }}/{{ many }}/{{ share }}/{{ on }}/{% for item in list %}{{ item }},{% endfor %}/{% for key, value in map %}{{ key }}={{ value }}{% endfor %}</p>
{%- endcomponent own %}";

#[test]
fn an_argument_of_each_type_reaches_its_component() {
    with(TYPED, "{{<own word=\"a\"/>}}\n\n{{<own word='b' many=-2 share=3 on=true list=[\"c\", 1.5] map={d: \"e\"}/>}}")
        .build()
        .exits(0)
        .puts("a/index.html", "<p>a/1/0.5/false//</p>")
        .puts("a/index.html", "<p>b/-2/3.0/true/c,1.5,/d=e</p>");
}

#[test]
fn a_call_that_does_not_fit_its_component_is_shown_where_it_does_not() {
    let text = "{{<own/>}}\n\n{{<own word=1 mnay=2/>}}\n\n{{<own word=\"a\" share=\"b\" on=1 list={} map=[] colour=\"c\"/>}}\n\n\
                {{<own word=\"a\">}}\nLost.\n{{</own>}}";
    with(TYPED, text).build().exits(1).says("component-arguments").writes_nothing();
}

#[test]
fn a_body_is_markdown_and_may_call_components_again() {
    let component = "{% component own(title: string = \"\") %}<section title=\"{{ title }}\">{{ body }}</section>{% endcomponent own %}";
    with(component, "{{<own title='a\"<b'>}}\nSome *text* & <b>.\n\n{{<own>}}\n- [a](b.md)\n{{</own>}}\n{{</own>}}\n\nIn {{<own>}}a *line*{{</own>}}.")
        .file("content/b.md", "---\ntitle: B\n---\n")
        .build()
        .exits(0)
        .puts("a/index.html", "<section title=\"a&quot;&lt;b\"><p>Some <em>text</em> &amp; <b>.</b></p>")
        .puts("a/index.html", "<section title=\"\"><ul>\n<li><a href=\"../b/\">a</a></li>\n</ul>\n</section>")
        .puts("a/index.html", "<p>In <section title=\"\">a <em>line</em></section>.</p>");
}

#[test]
fn a_component_may_take_the_site_and_the_page_from_around_its_call() {
    with(
        "{% component own(@site, @page) %}<b>{{ page.title }} of {{ site.title }} at {{ page.path }}</b>{% endcomponent own %}",
        "{{<own/>}}",
    )
    .build()
    .exits(0)
    .puts("a/index.html", "<b>A of A site at /a/</b>");
}

#[test]
fn a_component_that_fails_is_shown_in_the_text_and_in_its_template() {
    with(
        "{% component own() %}\n{{ body }}\n{% endcomponent own %}{% component inner() %}{{ <own/> }}{{ 1 / 0 }}{% endcomponent inner %}",
        "{{<own/>}}\n\n{{<inner/>}}",
    )
    .build()
    .exits(1)
    .says("component-fails")
    .writes_nothing();
}

#[test]
fn an_argument_that_is_an_address_leads_where_it_does_in_markdown() {
    let component = "{% component own(to: string = \"\", file: string = \"\") {\"links\": \"to\", \"files\": [\"file\"]} %}<i>{{ to }}|{{ file }}</i>{% endcomponent own %}";
    with(component, "{{<own to=\"b.md#x\" file=\"f.txt\"/>}} {{<own to=\"https://b.example/\"/>}}")
        .file("content/b.md", "---\ntitle: B\n---\n")
        .file("content/f.txt", "f")
        .build()
        .exits(0)
        .puts("a/index.html", "<i>../b/#x|../f.txt</i>")
        .puts("a/index.html", "<i>https://b.example/|</i>");
    with(component, "{{<own to=\"gone.md\"/>}} {{<own to=\"javascript:a\" file=\"https://b.example/f\"/>}}")
        .build()
        .exits(1)
        .says("component-addresses");
}

#[test]
fn every_component_of_the_base_theme_works_and_asks_nobody_else() {
    let text = "{{<note kind=\"tip\" title=\"Try <it>\">}}\nA *tip*.\n{{</note>}}\n\n{{<note>}}Short.{{</note>}}\n\n\
        {{<aside>}}\nBeside.\n{{</aside>}}\n\n{{<details summary=\"More\" open=true>}}\nInside.\n{{</details>}}\n\n\
        {{<figure caption=\"A & b\">}}\n![What it shows](p.png)\n{{</figure>}}\n\n\
        {{<quote by=\"Jane Roe\" role=\"Client\" source=\"https://roe.example/\">}}\nGood.\n{{</quote>}}\n\n\
        {{<video src=\"v.mp4\" title=\"A walk\" captions=\"v.vtt\" poster=\"p.png\">}}Caption.{{</video>}}\n\n\
        {{<audio src=\"s.mp3\" title=\"A talk\" caption=\"Ten minutes\"/>}}\n\n{{<button href=\"/\">}}Home{{</button>}}";
    let mut site = page(text);
    for file in ["p.png", "v.mp4", "v.vtt", "s.mp3"] {
        site = site.file(&format!("content/{file}"), "x");
    }
    let page = site.build().exits(0).text("a/index.html");
    for html in [
        "<aside class=\"alert tip\" role=\"note\">\n<p class=\"alert-title\">Try &lt;it&gt;</p>\n<p>A <em>tip</em>.</p>\n\n</aside>",
        "<aside class=\"alert note\" role=\"note\">\n<p class=\"alert-title\">Note</p>\nShort.\n</aside>",
        "<aside class=\"aside\">\n<p>Beside.</p>",
        "<details open>\n<summary>More</summary>\n<p>Inside.</p>",
        "alt=\"What it shows\"",
        "<figcaption>A &amp; b</figcaption>",
        "<a href=\"https://roe.example/\">Jane Roe</a>, Client. Quoted by the author; not signed.</figcaption>",
        "<video controls preload=\"metadata\" src=\"../v.mp4\" aria-label=\"A walk\" poster=\"../p.png\"><track kind=\"captions\" src=\"../v.vtt\" srclang=\"en\" label=\"Captions\" default>",
        "<figcaption>Caption.</figcaption>",
        "<audio controls preload=\"metadata\" src=\"../s.mp3\" aria-label=\"A talk\">",
        "<a class=\"button\" href=\"../\">Home</a>",
    ] {
        assert!(page.contains(html), "no {html} in\n{page}");
    }
}

#[test]
fn a_component_of_the_base_theme_refuses_what_lies_elsewhere() {
    page("{{<video src=\"https://films.example/a.mp4\" title=\"A\"/>}}\n\n{{<note kind=\"odd\">}}\nA\n{{</note>}}")
        .build()
        .exits(1)
        .says("component-elsewhere")
        .writes_nothing();
}

#[test]
fn other_template_languages_stay_text_byte_for_byte() {
    let lines = [
        "{{ page.title }} {{page.title|upper}} {{- a -}}",
        "{{< figure src=\"a.jpg\" >}} {{% note %}} {{&lt; x >}}",
        "{% raw %} {% include \"x\" %} {%- if a -%} {# c #}",
        "{{#each items}} {{/each}} {{{raw}}} {{> partial}} @{{ vue }}",
        "<% erb %> <?php x ?> ${a} #{b} [% tt %]",
    ];
    let mut site = page(&lines.map(|line| format!("`{line}`")).join("\n\n"));
    site = site.file("content/b.md", format!("---\ntitle: B\n---\n\n{}\n", lines[0]));
    let run = site.build().exits(0);
    for line in lines {
        let html = line.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        assert!(run.text("a/index.html").contains(&format!("<code>{html}</code>")), "{line}");
    }
    let run = run.puts("b/index.html", &format!("<p>{}</p>", lines[0]));
    run.hides("warning");
}
