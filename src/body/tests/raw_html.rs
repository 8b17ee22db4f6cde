//! What becomes of raw HTML.

use super::*;

fn filtered(text: &str) -> String {
    render_as(Html::Filtered, text).0
}

#[test]
fn harmless_html_stays_and_its_addresses_are_filled_in() {
    assert_eq!(
        render("<details open><summary>S</summary>\n\n**b** [l](m)\n\n</details>\n"),
        "<details open=\"\"><summary>S</summary>\n<p><strong>b</strong> <a href=\"/to/m\">l</a></p>\n</details>\n"
    );
    assert_eq!(
        render("<a href=\"x&amp;y\">l</a> <img src='p q.png' alt=\"&quot;\"> <a href=\"#k\">m</a>"),
        "<p><a href=\"/to/x&amp;y\">l</a> <img src=\"/img/p%20q.png\" alt=\"&quot;\"> <a href=\"#k\">m</a></p>\n"
    );
    assert_eq!(
        render("<picture><source srcset=\"a.avif 1x, b.avif 2x\"><img src=\"c.png\"></picture>"),
        "<p><picture><source srcset=\"/img/a.avif 1x, /img/b.avif 2x\"><img src=\"/img/c.png\" alt=\"\"></picture></p>\n"
    );
}

#[test]
fn harmful_html_is_left_out_with_one_warning_that_names_it() {
    let text = "<p onclick=\"x\">a</p>\n\nb <iframe src=\"x\"></iframe>\n\n<script>alert(1)</script>\n\n<a href=\"java&#115;cript:x\" style=\"y\">c</a>\n";
    let html = filtered(text);
    for word in ["onclick", "iframe", "script", "alert", "style", "java"] {
        assert!(!html.contains(word), "{word} in {html}");
    }
    assert_eq!(
        messages(text),
        ["1:1 raw HTML that could harm readers was left out: <iframe>, <script>, onclick=\"…\", style=\"…\""]
    );
    assert!(render_as(Html::Trusted, text).0.contains("<script>alert(1)</script>"));
}

#[test]
fn what_folio_writes_survives_the_filter() {
    let text = "# T\n\n<b>x</b>\n\n- [x] t[^1]\n\n> [!TIP]\n> y\n\n```rs\n<i>\n```\n\n![i](j.png) {{<value/>}}\n\n{{<box>}}\n<b>z</b>\n{{</box>}}\n\n| a |\n|--:|\n| b |\n\n[^1]: n\n";
    let strip = |html: String| {
        html.replace("<b>", "").replace("</b>", "").split_whitespace().collect::<Vec<_>>().join(" ")
    };
    assert_eq!(
        strip(filtered(text)).replace("checked=\"\"", "checked").replace("disabled=\"\"", "disabled"),
        strip(render_as(Html::Trusted, text).0)
    );
}

#[test]
fn an_element_that_is_never_closed_does_not_swallow_the_page() {
    for open in
        ["<div><style>", "<div><!--", "<div><title>", "<div><plaintext>", "<div><template>", "<div><select>"]
    {
        let html = filtered(&format!("{open}\n\nText after [l](m)\n"));
        assert!(html.contains("Text after <a href=\"/to/m\">l</a>"), "{open}: {html}");
    }
    for open in ["<script>", "<textarea>", "<plaintext>", "<xmp>"] {
        let html = filtered(&format!("a {open} b\n\nText after [l](m)\n"));
        assert!(html.contains("Text after <a href=\"/to/m\">l</a>"), "{open}: {html}");
    }
}

#[test]
fn a_body_cannot_close_what_is_around_it() {
    let html = filtered("{{<box>}}\n</div></div>x\n{{</box>}}\n\nafter\n");
    assert_eq!(html, "<div class=\"box\">x\n</div>\n<p>after</p>\n");
}

#[test]
fn raw_html_that_is_nested_without_end_is_left_out() {
    let text = format!("{}\n\nafter\n", "<div>".repeat(50_000));
    let (html, diagnostics) = render_as(Html::Filtered, &text);
    assert_eq!(html.trim(), "<p>after</p>");
    assert_eq!(diagnostics.len(), 1);
}
