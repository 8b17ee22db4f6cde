//! A theme builds on another, a site on its theme; what does not fit is shown where it is written.

use crate::site::Site;

/// A site with one page and a theme of its own that builds on `base`.
fn themed(files: &[(&str, &str)]) -> Site {
    let site = Site::bare()
        .config("title: A site\ntheme: mine\n")
        .file("themes/mine/theme.yaml", "name: mine\napi: 1\nextends: base\n")
        .file("content/a.md", "---\ntitle: A\n---\n\nWords.\n");
    files.iter().fold(site, |site, (name, text)| site.file(name, text))
}

/// A site whose page is made by this template alone.
fn page(template: &str) -> Site {
    themed(&[("templates/page.html", template)])
}

#[test]
fn a_component_of_the_site_takes_the_place_of_the_themes_and_that_of_a_theme_of_its_base() {
    let colophon = |words: &str| {
        format!(
            "{{% component site.colophon(site, generator) %}}<footer>{words}</footer>{{% endcomponent %}}"
        )
    };
    let contents = "{% component page.contents(contents) %}<nav>mine</nav>{% endcomponent %}";
    themed(&[
        ("templates/components/colophon.html", &colophon("the site")),
        ("themes/mine/templates/components/site.colophon.html", &colophon("the theme")),
        ("themes/mine/templates/components/page.contents.html", contents),
    ])
    .build()
    .exits(0)
    .puts("a/index.html", "<footer>the site</footer>")
    .keeps_out("a/index.html", "the theme")
    .puts("a/index.html", "<nav>mine</nav>");
}

#[test]
fn a_template_that_extends_its_own_name_means_the_one_below() {
    themed(&[
        (
            "templates/page.html",
            "{#- The site's. -#}\n{% extends \"page.html\" %}\n{% block title %}Site, {{ super() }}{% endblock %}",
        ),
        (
            "themes/mine/templates/page.html",
            "{% extends 'page.html' %}{% block title %}Theme, {{ super() }}{% endblock title %}",
        ),
        ("themes/mine/templates/base.html", "{% extends \"base.html\" %}{% block head %}<!-- mine -->{% endblock head %}"),
    ])
    .build()
    .exits(0)
    .puts("a/index.html", "<title>Site, Theme, A – A site</title>")
    .puts("a/index.html", "<!-- mine -->")
    .puts("a/index.html", "<p>Words.</p>");
}

#[test]
fn a_template_that_extends_its_own_name_with_none_below_is_refused() {
    themed(&[("templates/wide.html", "{% extends \"wide.html\" %}")])
        .build()
        .exits(1)
        .says("template-extends-nothing-below")
        .writes_nothing();
}

#[test]
fn a_mistake_behind_an_extends_of_the_own_name_keeps_its_place() {
    page("{% extends \"page.html\" %}{% block title %}{{ page.titel }}{% endblock title %}")
        .build()
        .exits(1)
        .says("template-place-behind-extends");
}

#[test]
fn a_block_an_argument_or_an_option_that_does_not_exist_is_an_error_at_its_line() {
    page("{% extends \"page.html\" %}\n{% block titel %}Mine{% endblock titel %}")
        .build()
        .exits(1)
        .says("template-no-block");
    page("<p>\n{{ <page.contents content={page.contents} /> }}")
        .build()
        .exits(1)
        .says("template-no-argument");
    page("<p>\n{{ theme.options.accent }}").build().exits(1).says("template-no-option");
    page("{{ pages(secton=\"work\") | length }}").build().exits(1).says("template-no-function-argument");
    page("{{ <case.fcts page /> }}").build().exits(1).says("template-no-component");
}

#[test]
fn a_mistake_in_a_component_says_where_it_was_called() {
    themed(&[
        ("templates/components/x.html", "{% component x.y(page) %}{{ page.titel }}{% endcomponent %}"),
        ("templates/page.html", "<p>\n{{ <x.y page /> }}"),
    ])
    .build()
    .exits(1)
    .says("template-called-from");
}

#[test]
fn a_component_that_one_folder_defines_twice_is_refused() {
    let twice = "{% component shout(word) %}{{ word }}{% endcomponent %}";
    themed(&[("templates/components/a.html", twice), ("templates/components/b.html", twice)])
        .build()
        .exits(1)
        .says("template-component-twice")
        .writes_nothing();
}

const OPTIONS: &str = "name: mine
api: 1
extends: base
options:
  measure: { type: number, min: 40, max: 90, default: 66, help: Characters in a line. }
  brand: { type: colour, default: \"#1b3a57\" }
  partners: { type: list, default: [] }
  logo: { type: path, default: \"\" }
  quiet: { type: flag, default: false }
";

#[test]
fn options_have_types_and_come_to_templates_checked() {
    let template = "{% set o = theme.options %}{{ o.measure + 1 }} {{ o.brand }} {{ o.partners | join(sep=\"+\") }} \
                    {{ o.logo | link }} {{ o.quiet }}";
    themed(&[("themes/mine/theme.yaml", OPTIONS), ("templates/page.html", template)])
        .config("title: A\ntheme: mine\ntheme_options: { measure: 72, brand: teal, partners: [a, b], logo: /l.svg, quiet: true }\n")
        .build()
        .exits(0)
        .puts("a/index.html", "73 teal a+b ../l.svg true");
    themed(&[("themes/mine/theme.yaml", OPTIONS), ("templates/page.html", template)])
        .build()
        .exits(0)
        .puts("a/index.html", "67 #1b3a57  ");
}

#[test]
fn an_option_that_does_not_fit_its_type_says_what_would() {
    themed(&[("themes/mine/theme.yaml", OPTIONS)])
        .config("title: A\ntheme: mine\ntheme_options:\n  measure: 120\n  brand: tael\n  partners: a\n  logo: 'javascript:x'\n  quiet: no\n")
        .build()
        .exits(1)
        .says("theme-options-of-wrong-types")
        .writes_nothing();
}

#[test]
fn a_manifest_with_mistakes_is_shown_line_by_line() {
    themed(&[(
        "themes/mine/theme.yaml",
        "name: mine\napi: 2\nextends: base\ncolour: red\noptions:\n  a: { type: flag }\n  b: { type: number, min: 3, default: 2 }\n  \
         c: { default: x }\n  d: { type: choice, default: x }\n  e: { type: texst, default: x }\n  f: x\n",
    )])
    .build()
    .exits(1)
    .says("theme-manifest-mistakes")
    .writes_nothing();
}

#[test]
fn a_theme_gives_an_inherited_option_another_default() {
    Site::bare()
        .config("title: A\ntheme: mine\n")
        .file(
            "themes/mine/theme.yaml",
            "name: mine\napi: 1\nextends: broadsheet\noptions:\n  accent: { default: moss }\n",
        )
        .file("content/a.md", "---\ntitle: A\n---\n")
        .build()
        .exits(0)
        .puts("a/index.html", "data-accent=\"moss\"");
}

#[test]
fn the_sites_own_strings_lie_over_those_of_the_theme() {
    let template = "{{ t(key=\"home\") }}|{{ t(key=\"work\") }}|{{ t(key=\"hello\", name=\"A & B\") }}|\
                    {{ t(key=\"files\", count=1) }}|{{ t(key=\"files\", count=1200) }}";
    themed(&[
        (
            "i18n/en.yaml",
            "home: Front door\nhello: Hello {name}\nfiles: { one: one file, other: \"{count} files\" }\n",
        ),
        ("templates/page.html", template),
    ])
    .build()
    .exits(0)
    .puts("a/index.html", "Front door|Work|Hello A &amp; B|one file|1,200 files");
}

#[test]
fn a_string_that_is_not_there_or_not_filled_in_names_the_template_and_the_page() {
    page("<p>\n{{ t(key=\"hom\") }}").build().exits(1).says("template-no-string");
    page("{{ t(key=\"bounds\", low=1) }}").build().exits(1).says("template-string-without-argument");
    themed(&[("i18n/en.yaml", "files: { one: a, man: b }\nhome: [x]\n")])
        .build()
        .exits(1)
        .says("strings-with-mistakes");
}

/// Three case studies and a post.
fn listed(template: &str) -> Site {
    let case = |name: &str, front: &str| {
        (format!("content/work/{name}.md"), format!("---\ntitle: {name}\n{front}\n---\n"))
    };
    let files = [
        case("One", "date: 2022-05-01\noutcome: failure\nextra: { featured: true }"),
        case("Two", "date: 2023-05-01\noutcome: success"),
        case("Three", "date: 2024-05-01\noutcome: failure"),
        ("content/journal/p.md".to_owned(), "---\ntitle: Post\ndate: 2024-06-01\n---\n".to_owned()),
        ("content/u.md".to_owned(), "---\ntitle: Unlisted\nunlisted: true\n---\n".to_owned()),
    ];
    files.iter().fold(page(template), |site, (name, text)| site.file(name, text))
}

#[test]
fn templates_list_pages_by_section_conditions_and_order() {
    let list =
        |arguments: &str| format!("[{{% for p in pages({arguments}) %}}{{{{ p.title }}}},{{% endfor %}}]");
    for (arguments, titles) in [
        ("section=\"work\", order=\"date desc\"", "[Three,Two,One,]"),
        ("section=\"work\", where=\"outcome = failure\", order=\"date\"", "[One,Three,]"),
        ("section=\"work\", where=\"outcome = failure and year >= 2023\"", "[Three,]"),
        ("where=\"extra.featured = true\"", "[One,]"),
        ("where=\"kind in (post, page)\", order=\"title\"", "[A,Post,]"),
        ("order=\"date desc\", limit=2, offset=1", "[Three,Two,]"),
        ("section=\"nowhere\"", "[]"),
    ] {
        listed(&list(arguments)).build().exits(0).puts("a/index.html", titles);
    }
    listed(&list("where=\"outcom = failure\"")).build().exits(1).says("template-no-such-condition");
}

#[test]
fn functions_and_filters_write_what_the_documentation_says() {
    for (template, html) in [
        ("{{ number(value=1234.5, digits=2, unit=\"%\") }}", "1,234.50\u{a0}%"),
        (
            "{{ date(value=\"2024-10-14\") }} {{ date(value=\"2024-10-14\", format=\"long\") }}",
            "14 Oct 2024 14 October 2024",
        ),
        ("{{ date(value=\"2024-10-14\", format=\"%d.%m.%Y\") }}", "14.10.2024"),
        ("{{ markdown(text=\"*a* <b>\") }}", "<p><em>a</em> "),
        ("{{ markdown(text=\"see [x](/a/)\", inline=true) }}", "see <a href=\"./\">x</a>"),
        ("{{ \"Ärger & Co\" | slug }}", "ärger-co"),
        (
            "<script>{{ { \"a\": \"</script>\" } | json }}</script>",
            "<script>{\"a\":\"\\u003c/script\\u003e\"}</script>",
        ),
        ("[{{ \"/a/\" | absolute }}]", "[]"),
    ] {
        page(template).build().exits(0).puts("a/index.html", html);
    }
    page("{{ \"/ä/?x\" | absolute }}")
        .run(&["build", "--base-url", "https://ada.example/p"])
        .exits(0)
        .puts("a/index.html", "https://ada.example/p/%C3%A4/?x");
    page("{{ number(value=\"about 3\") }}").build().exits(1).says("template-no-number");
    page("{{ date(value=\"2024-10-14\", format=\"shrot\") }}").build().exits(1).says("template-no-format");
}

#[test]
fn a_site_speaks_its_language_with_its_dates_numbers_and_direction() {
    let case = "date: 2024-10-14\nperiod: 2024-10-03/2024-10-14\noutcome: failure\nskills: [Analyse]\n\
                metrics: [{ name: N, baseline: 12345.5 m, value: 9999.5 m }]";
    for (language, words) in [
        (
            "de",
            ["lang=\"de\" dir=\"ltr\"", "12.345,5", "3. – 14. Okt. 2024", "Wer bezahlt hat", "Misserfolg"],
        ),
        ("fr", ["lang=\"fr\" dir=\"ltr\"", "12\u{202f}345,5", "3 – 14 oct. 2024", "Qui a payé", "Échec"]),
        ("es", ["lang=\"es\" dir=\"ltr\"", "12.345,5", "3 – 14 oct 2024", "Quién pagó", "Fracaso"]),
        ("ar", ["lang=\"ar\" dir=\"rtl\"", "12,345.5", "3 – 14 أكتوبر 2024", "من دفع", "إخفاق"]),
    ] {
        let run = Site::bare()
            .config(&format!("title: S\nlanguage: {language}\n"))
            .case("a", case)
            .file(
                "content/here.md",
                "---\ntitle: Here\n---\n",
            )
            .file(
                "templates/page.html",
                "{{ date(value=\"2024-03-05\", format=\"long\") }} {{ number(value=1234567) }} {{ t(key=\"case_studies\", count=5) }}",
            )
            .build()
            .exits(0);
        let all = run.text("work/a/index.html") + &run.text("work/index.html");
        for words in words {
            assert!(all.contains(words), "{language}: {words}");
        }
        let said = match language {
            "de" => "5. März 2024 1.234.567 5 Fallstudien",
            "fr" => "5 mars 2024 1\u{202f}234\u{202f}567 5 études de cas",
            "es" => "5 de marzo de 2024 1.234.567 5 casos de estudio",
            _ => "5 مارس 2024 1,234,567 5 دراسات حالة",
        };
        assert_eq!(run.text("here/index.html"), said);
    }
}
