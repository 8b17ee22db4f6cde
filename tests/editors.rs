//! What editors are given: schemas, and the line that leads to them. What they make of it is asked in tests/editor.

use crate::site::Site;
use std::fs;

const CONFIG: &str = "# yaml-language-server: $schema=.folio/schema/config.json";

#[test]
fn a_schema_is_printed_as_json() {
    for (subject, key) in [
        ("config", "base_url"),
        ("case", "metrics"),
        ("page", "summary"),
        ("person", "headline"),
        ("theme", "extends"),
    ] {
        let run = Site::bare().run(&["schema", subject]).exits(0);
        let schema: serde_json::Value = serde_json::from_str(&run.stdout).expect("it is JSON");
        assert_eq!(schema["$schema"], "http://json-schema.org/draft-07/schema#");
        assert!(schema["properties"][key]["description"].is_string(), "{key} in {schema}");
    }
    Site::bare().run(&["schema"]).exits(2);
    Site::bare().run(&["schema", "post"]).exits(2);
}

#[test]
fn schemas_are_written_into_the_site() {
    let run = Site::new().run(&["schema", "--write"]).exits(0).says("schemas");
    assert!(run.site.root().join(".folio/schema/case.json").is_file());
    run.site.run(&["schema", "--write"]).exits(0).shows("up to date");
    Site::bare().run(&["schema", "--write"]).exits(1).shows("no-site");
}

#[test]
fn the_schemas_of_a_site_know_its_taxonomies_and_the_options_of_its_theme() {
    let run =
        Site::bare().config("title: A\ntaxonomies: [skills, awards]\n").run(&["schema", "--write"]).exits(0);
    let text = fs::read_to_string(run.site.root().join(".folio/schema/page.json")).expect("it was written");
    let schema: serde_json::Value = serde_json::from_str(&text).expect("it is JSON");
    assert!(schema["properties"]["awards"].is_object());
    Site::bare().run(&["schema", "page"]).exits(0).hides("awards");
    let text = fs::read_to_string(run.site.root().join(".folio/schema/config.json")).expect("it was written");
    let schema: serde_json::Value = serde_json::from_str(&text).expect("it is JSON");
    assert_eq!(schema["properties"]["theme_options"]["properties"]["accent"]["enum"][0], "oxblood");
    assert_eq!(schema["properties"]["theme_options"]["additionalProperties"], false);
}

#[test]
fn every_file_of_a_new_site_leads_an_editor_to_its_schema() {
    let run = Site::bare().run(&["init"]).exits(0);
    let run = run.site.run(&["new", "case", "A case"]).exits(0).site.run(&["new", "page", "A page"]).exits(0);
    let root = run.site.root();
    for path in [
        "folio.yaml",
        "content/index.md",
        "content/work/larkspur-checkout.md",
        "content/work/a-case.md",
        "content/a-page.md",
    ] {
        let text = fs::read_to_string(root.join(path)).expect("it was made");
        let line = text.lines().find(|line| line.starts_with("# yaml-language-server: $schema="));
        let target = line.and_then(|line| line.split_once('=')).expect("it has the line").1;
        let folder = root.join(path).parent().expect("it has a folder").to_owned();
        assert!(folder.join(target).is_file(), "{path} leads to {target}");
    }
}

#[test]
fn a_build_brings_the_schemas_back_where_folio_yaml_names_them() {
    let run = Site::bare().run(&["init"]).exits(0);
    fs::remove_dir_all(run.site.root().join(".folio")).expect("it was there");
    let run = run.site.build().exits(0);
    assert!(run.site.root().join(".folio/schema/page.json").is_file());
    let run = Site::new().file("content/a.md", "---\ntitle: A\n---\n").build().exits(0);
    assert!(!run.site.root().join(".folio/schema").exists());
}

#[test]
fn a_site_with_no_room_for_schemas_is_built_all_the_same() {
    let site = Site::bare().config(&format!("{CONFIG}\ntitle: A\n")).file(".folio", "in the way");
    let run = site.build().exits(0).hides("warning");
    run.site.run(&["schema", "--write"]).exits(1).shows("write-failed");
}

#[test]
fn the_line_for_editors_is_no_part_of_the_site() {
    Site::bare()
        .config(&format!("{CONFIG}\ntitle: A\n"))
        .file(
            "content/a.md",
            "---\n# yaml-language-server: $schema=../.folio/schema/page.json\ntitle: A\n---\n\nWords.\n",
        )
        .build()
        .exits(0)
        .hides("warning")
        .lacks(".folio")
        .keeps_out("a/index.html", "yaml-language-server");
}
