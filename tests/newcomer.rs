//! What people get wrong on their first day, each with the words that let them mend it without a manual.

use crate::site::{Run, Site};

const ORDERS: &str = "month,orders\n2024-09,42\n";

/// A case study with these lines in its front matter, and a file of data beside it.
fn case(lines: &str) -> Site {
    Site::new()
        .file("content/work/orders.csv", ORDERS)
        .file("content/work/a.md", format!("---\ntitle: A case\n{lines}\n---\n\nText.\n"))
}

fn metric(lines: &str) -> Site {
    case(&format!("metrics:\n  - name: Orders\n    {lines}"))
}

/// It says both: where, and what to write.
#[track_caller]
fn says(run: Run, place: &str, cure: &str) {
    run.shows(place).shows(cure);
}

#[test]
fn a_command_in_the_wrong_place_or_with_a_slip_is_answered_with_the_right_one() {
    says(Site::bare().build().exits(1), "no `folio.yaml` in this folder or above it", "folio init");
    says(Site::new().run(&["bild"]).exits(2), "unrecognized subcommand 'bild'", "'build'");
    says(
        Site::new().run(&["new", "A title"]).exits(2),
        "invalid value 'A title'",
        "case, post, page, person",
    );
    says(
        Site::new().run(&["explain", "brokenlink"]).exits(2),
        "no message has this code",
        "did you mean `broken-link`?",
    );
    says(Site::new().run(&["init"]).exits(1), "nothing was written", "this folder is a site already");
    says(
        Site::new().run(&["evidence", "add", "gone.csv"]).exits(1),
        "gone.csv",
        "name a file that you may read",
    );
}

#[test]
fn a_key_with_a_slip_is_one_mistake_and_answered_with_the_key() {
    let run = metric("vlaue: 42").build().exits(1).hides("needs `value`");
    says(run, "content/work/a.md:5:5", "did you mean `value`?");
    says(case("sumary: Words").build().exits(0), "content/work/a.md:3:1", "did you mean `summary`?");
    says(case("share: lead").build().exits(0), "content/work/a.md:3:8", "did you mean `led`?");
    says(
        metric("better: higher").build().exits(1),
        "a metric needs `value`",
        "add `value: 58.9 % in 2024-09`",
    );
}

#[test]
fn yaml_that_only_people_can_read_is_shown_where_it_breaks() {
    says(
        case("owner:\n\tname: Me").build().exits(1),
        "content/work/a.md:4:2",
        "two spaces instead of the tab",
    );
    says(
        case("summary: \"no end\ndate: 2024-01-01").build().exits(1),
        "content/work/a.md",
        "close the quote",
    );
    says(
        case("role: Lead: growth").build().exits(1),
        "content/work/a.md:3:11",
        "quote the value: `role: \"…\"`",
    );
    says(
        case("metrics:\n  -name: Speed\n   value: 3 s").build().exits(1),
        "content/work/a.md",
        "put a blank behind the dash: `- name: Speed`",
    );
    says(
        case("metrics:\n  speed: 3 s").build().exits(1).hides("needs `name`"),
        "content/work/a.md:4:3",
        "begin each entry with a dash",
    );
    let open = Site::new().file("content/a.md", "---\ntitle: A\n\nText.\n").build().exits(1);
    says(open, "content/a.md:1:1", "write a line of `---` after the last key");
    let bare = Site::new().file("content/a.md", "title: A\n\nText.\n").build().exits(0);
    says(bare, "content/a.md:1:1", "`title: A` between two lines of `---`");
}

#[test]
fn a_figure_that_is_written_as_people_write_it_is_answered_with_its_spelling() {
    says(metric("value: 58,9 %").build().exits(1), "content/work/a.md:5:12", "write `58.9 %`");
    let within = case("metrics: [{ name: Rate, value: 58,9 % }]").build().exits(1);
    says(within, "content/work/a.md:3:35", "write `value: 58.9 %` with a point");
    says(
        metric("baseline: 3 days\n    value: 4 %").build().exits(1),
        "content/work/a.md:5:15",
        "write both in the same unit",
    );
    says(case("date: March 2024").build().exits(1), "content/work/a.md:3:7", "such as `2024-03-01`");
}

#[test]
fn a_calculation_with_a_slip_is_answered_word_by_word() {
    let calc = |calc: &str| metric(&format!("value: 42\n    calc: {calc}")).build().exits(1);
    says(calc("summ(orders) from orders.csv"), "content/work/a.md:6:11", "did you mean `sum`?");
    says(calc("sum(order) from orders.csv"), "content/work/a.md:6:15", "did you mean `orders`?");
    says(calc("sum(orders) form orders.csv"), "content/work/a.md:6:23", "write `from orders.csv`");
    says(
        calc("sum(orders) from orders.csv where moth = 2024-09"),
        "content/work/a.md:6:45",
        "did you mean `month`?",
    );
    says(calc("sum(orders) from order.csv"), "there is no file `order.csv`", "did you mean `orders.csv`?");
    says(
        calc("sum(orders) from visits.csv"),
        "there is no file `visits.csv`",
        "put it at `content/work/visits.csv`",
    );
    let differs = metric("value: 41\n    calc: sum(orders) from orders.csv").build().exits(1);
    says(differs, "the data give 42, and the figure says 41", "correct the figure or the calculation");
    let run = metric("value: 42\n    calc: sum(orders) from orders.csv").build().exits(0);
    let run =
        run.site.file("content/work/orders.csv", "month,orders\n2024-09,40\n2024-09,2\n").build().exits(1);
    says(run, "has changed since", "run `folio pin` to accept it");
}

#[test]
fn what_is_not_there_is_named_with_where_it_would_have_to_be() {
    let text =
        |text: &str| Site::new().file("content/a.md", format!("---\ntitle: A\n---\n\n{text}\n")).build();
    says(text("[x](gone.md)"), "content/a.md:5:1", "link to a source file by its path from this one");
    says(text("![x](gone.png)"), "content/a.md:5:1", "put the file beside this one");
    says(text("{{<valu of=\"x\"/>}}"), "content/a.md:5:1", "did you mean `value`?");
    says(
        Site::bare().config("title: A\ntheme: broadshet\n").build().exits(1),
        "folio.yaml:2:8",
        "did you mean `broadsheet`?",
    );
    says(
        Site::bare().config("title: A\nbase_url: ada.example\n").build().exits(1),
        "folio.yaml:2:11",
        "https://example.org",
    );
    let taken = Site::new().file("public/index.html", "mine").build().exits(1);
    says(taken, "folio did not make", "choose another output folder with `-o`");
}

#[test]
fn a_new_site_gives_nobody_advice_on_what_they_did_not_write() {
    let site = Site::bare().run(&["init"]).exits(0).site;
    site.run(&["check"]).exits(0).shows("there is nothing to say").hides("advice[");
}
