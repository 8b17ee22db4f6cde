//! Data of the site in its templates.

use crate::site::Site;

fn site(template: &str) -> Site {
    Site::new()
        .file("content/a.md", "---\ntitle: A\n---\n")
        .file("content/b.md", "---\ntitle: B\n---\n")
        .file("templates/page.html", template)
}

#[test]
fn templates_read_data_of_every_format() {
    for (name, text) in [
        ("team.yaml", "- { name: Ada, age: 36 }\n- { name: Grace, age: 40 }\n"),
        ("team.yml", "- { name: Ada, age: 36 }\n- { name: Grace, age: 40 }\n"),
        ("team.json", "[{\"name\": \"Ada\", \"age\": 36}, {\"name\": \"Grace\", \"age\": 40}]"),
        ("team.csv", "name,age\nAda,36\nGrace,40\n"),
        ("team.tsv", "name\tage\nAda\t36\nGrace\t40\n"),
    ] {
        site("{% for p in data(path=\"team\") %}{{ p.name }} {{ p.age }};{% endfor %}")
            .file(&format!("data/{name}"), text)
            .build()
            .exits(0)
            .puts("a/index.html", "Ada 36;Grace 40;");
    }
    site("{% set d = data(path=\"talks/2024.toml\") %}{{ d.talk[0].title }}")
        .file("data/talks/2024.toml", "[[talk]]\ntitle = \"Numbers\"\n")
        .build()
        .exits(0)
        .puts("b/index.html", "Numbers");
}

#[test]
fn a_mistake_in_data_is_shown_in_its_file_once() {
    site("<p>\n{{ data(path=\"team.json\") | length }}")
        .file("data/team.json", "[\n  {\"name\": \"Ada\"},\n]\n")
        .build()
        .exits(1)
        .says("data-broken")
        .writes_nothing();
}

#[test]
fn data_that_is_not_there_gets_a_hint() {
    site("{{ data(path=\"taem\") }}")
        .file("data/team.csv", "a\n")
        .build()
        .exits(1)
        .says("data-missing")
        .writes_nothing();
    site("{{ data(path=\"team\") }}").build().exits(1).says("data-none").writes_nothing();
}

#[test]
fn data_that_no_template_asks_for_cannot_stop_a_build() {
    site("{{ page.title }}").file("data/notes.json", "{ broken").build().exits(0).lacks("data/notes.json");
    site("{% set d = data(path=\"good.yaml\") %}{{ d.a }}")
        .file("data/good.yaml", "a: 1\n")
        .file("data/notes.json", "{ broken")
        .build()
        .exits(0)
        .puts("a/index.html", "1");
}
