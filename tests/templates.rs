//! Templates are code: their mistakes are shown with their place, and none stops or hangs a build without a word.

use crate::site::Site;

fn template(name: &str, text: &str) -> Site {
    Site::new()
        .file("content/a.md", "---\ntitle: A\n---\n\nWords.\n")
        .file(&format!("templates/{name}"), text)
}

#[test]
fn a_template_of_the_site_takes_the_place_of_the_themes() {
    template("page.html", "<h1>{{ page.title }} of {{ site.title }}</h1>{{ page.content | safe }}")
        .build()
        .exits(0)
        .puts("a/index.html", "<h1>A of A site</h1><p>Words.</p>");
}

#[test]
fn a_template_extends_the_one_that_it_replaces() {
    template(
        "page.html",
        "{% extends \"themes/base/templates/page.html\" %}{% block title %}Mine{% endblock %}",
    )
    .build()
    .exits(0);
}

#[test]
fn a_mistake_in_a_templates_syntax_is_shown_in_it() {
    template("page.html", "<p>\n{{ page.title\n</p>\n")
        .build()
        .exits(1)
        .says("template-syntax")
        .writes_nothing();
    template("page.html", "{% if page.title %}\n")
        .build()
        .exits(1)
        .says("template-unclosed")
        .writes_nothing();
}

#[test]
fn an_undefined_variable_is_shown_in_its_template() {
    template("page.html", "<p>\n  {{ page.titel }}\n</p>\n")
        .build()
        .exits(1)
        .says("template-undefined")
        .writes_nothing();
    template("page.html", "{{ pgae.title }}")
        .build()
        .exits(1)
        .says("template-undefined-root")
        .writes_nothing();
}

#[test]
fn a_template_that_includes_itself_is_stopped() {
    template("page.html", "{% include \"page.html\" %}")
        .build()
        .exits(1)
        .says("template-includes-itself")
        .writes_nothing();
    template("page.html", "{% extends \"templates/page.html\" %}")
        .build()
        .exits(1)
        .says("template-extends-itself")
        .writes_nothing();
}

#[test]
fn a_template_that_includes_what_is_not_there_is_refused() {
    template("page.html", "{% include \"gone.html\" %}")
        .build()
        .exits(1)
        .says("template-gone")
        .writes_nothing();
}

#[test]
fn a_filter_or_function_that_does_not_exist_is_refused() {
    template("page.html", "{{ page.title | shout }}")
        .build()
        .exits(1)
        .says("template-no-filter")
        .writes_nothing();
    template("page.html", "{{ shout(x=1) }}").build().exits(1).says("template-no-function").writes_nothing();
}

#[test]
fn a_template_that_is_not_utf_8_is_refused() {
    Site::new()
        .file("content/a.md", "---\ntitle: A\n---\n")
        .file("templates/page.html", b"<p>caf\xe9</p>")
        .build()
        .exits(1)
        .says("template-not-utf-8")
        .writes_nothing();
}

#[test]
fn a_component_of_the_site_can_be_called_from_the_text() {
    Site::new()
        .file(
            "templates/components/shout.html",
            "{% component shout(word: string) %}<b>{{ word }}!</b>{% endcomponent shout %}",
        )
        .file(
            "content/a.md",
            "---\ntitle: A\n---\n\nNow {{<shout word=\"a<b\"/>}}\n\n`{{<shout word=\"no\"/>}}`\n",
        )
        .build()
        .exits(0)
        .puts("a/index.html", "Now <b>a&lt;b!</b>")
        .keeps_out("a/index.html", "<b>no!</b>");
}

#[test]
fn a_component_that_is_called_wrongly_is_shown_in_the_text() {
    Site::new()
        .file(
            "templates/components/shout.html",
            "{% component shout(word: string) %}<b>{{ word }}!</b>{% endcomponent shout %}",
        )
        .file(
            "content/a.md",
            "---\ntitle: A\n---\n\nNow {{<shout/>}} and {{<shout wrod=\"x\"/>}} and {{<shout word=3/>}}.\n",
        )
        .build()
        .exits(1)
        .says("component-called-wrongly")
        .writes_nothing();
}

#[test]
fn a_theme_that_is_not_there_is_named() {
    Site::bare()
        .config("title: A\ntheme: brodsheet\n")
        .build()
        .exits(1)
        .says("no-such-theme")
        .writes_nothing();
    Site::bare().config("title: A\ntheme_options: { acent: red }\n").build().says("no-such-theme-option");
}

#[test]
fn a_template_for_another_kind_of_page_is_not_used() {
    let site = || {
        Site::new()
            .file("content/notes/_index.md", "---\ntitle: Notes\ntemplate: section\n---\n")
            .file("content/notes/a.md", "---\ntitle: A\ntemplate: section.html\n---\nText.\n")
            .file("content/b.md", "---\ntitle: B\ntemplate: term\n---\nText.\n")
    };
    site().build().exits(0).says("template-of-another-kind").puts("notes/a/index.html", "<p>Text.</p>");
    site()
        .file("templates/section.html", "Mine: {{ page.title }}")
        .build()
        .exits(0)
        .puts("notes/a/index.html", "Mine: A");
}
