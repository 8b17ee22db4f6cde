use super::*;
use crate::world::MemoryWorld;

fn shelf(files: &[(&str, &str)]) -> Shelf {
    let world = files.iter().fold(MemoryWorld::new(), |world, (name, text)| {
        world.file(&format!("data/{name}"), text.as_bytes().to_vec())
    });
    let entries = world.walk(&SitePath::parse(FOLDER).unwrap(), &|_, _| false).files;
    Shelf::read(&world, &entries)
}

fn value(name: &str, text: &str) -> String {
    let shelf = shelf(&[(name, text)]);
    match shelf.get(name) {
        Ok((_, value)) => serde_json::to_string(&value).unwrap(),
        Err(why) => panic!("{why:?} {:?}", shelf.mistakes()),
    }
}

/// What is said of a file: place, message.
fn said(name: &str, text: &str) -> Vec<String> {
    let shelf = shelf(&[(name, text)]);
    assert_eq!(shelf.get(name).unwrap_err(), Missing::Broken { path: format!("data/{name}") });
    let said = shelf.mistakes().into_iter().map(|mistake| {
        let place = mistake.place.unwrap();
        let (line, column) = place.line_column();
        format!("{}:{line}:{column} {}", place.source.name(), mistake.message)
    });
    said.collect()
}

#[test]
fn every_format_gives_the_same_values_in_the_order_in_which_they_were_written() {
    let expected =
        r#"{"name":"Ada","age":36,"rate":1.5,"lead":true,"tags":["a","b"],"home":{"city":"Köln"}}"#;
    assert_eq!(
        value("x.yaml", "name: Ada\nage: 36\nrate: 1.5\nlead: true\ntags: [a, b]\nhome:\n  city: Köln\n"),
        expected
    );
    assert_eq!(value("x.json", expected), expected);
    assert_eq!(
        value(
            "x.toml",
            "name = \"Ada\"\nage = 36\nrate = 1.5\nlead = true\ntags = [\"a\", \"b\"]\n[home]\ncity = \"Köln\"\n"
        ),
        expected
    );
}

#[test]
fn what_only_looks_like_a_number_stays_a_text() {
    assert_eq!(
        value("x.yaml", "[007, 1_000, 0x1F, '5', 2024-10-14, no, null, 1e999]"),
        r#"["007","1_000","0x1F","5","2024-10-14","no",null,"1e999"]"#
    );
    assert_eq!(value("x.toml", "day = 2024-10-14\n"), r#"{"day":"2024-10-14"}"#);
}

#[test]
fn a_table_is_a_list_of_records_of_texts() {
    assert_eq!(
        value("x.csv", "\u{feff}name, year\nAda,1843\n\"Hopper, Grace\",007\n"),
        r#"[{"name":"Ada","year":"1843"},{"name":"Hopper, Grace","year":"007"}]"#
    );
    assert_eq!(value("x.tsv", "a\tb\r\n1\t2,5\r\n"), r#"[{"a":"1","b":"2,5"}]"#);
    assert_eq!(value("x.csv", "a;b\n1,5;\"x;y\"\n"), r#"[{"a":"1,5","b":"x;y"}]"#);
    assert_eq!(value("x.csv", ""), "[]");
}

#[test]
fn a_mistake_is_told_at_its_place_in_each_format() {
    assert_eq!(said("x.json", "{\n  \"a\": 1,\n}"), ["data/x.json:3:1 this is no JSON: trailing comma"]);
    assert_eq!(said("x.json", "{\"a\": 1,\n \"a\": 2}"), ["data/x.json:2:4 the key `a` stands twice"]);
    assert_eq!(said("x.json", ""), ["data/x.json:1:1 this is no JSON: EOF while parsing a value"]);
    let toml = said("x.toml", "a = 1\nb = = 2\n");
    assert!(toml[0].starts_with("data/x.toml:2:5 this is no TOML"), "{toml:?}");
    let twice = said("x.toml", "a = 1\na = 2\n");
    assert!(twice[0].starts_with("data/x.toml:2:1 "), "{twice:?}");
    let yaml = said("x.yaml", "a: 1\na: 2\n");
    assert!(yaml[0].starts_with("data/x.yaml:2:1 "), "{yaml:?}");
    assert_eq!(
        said("x.csv", "a,b\n1,2\n1,2,3\nü\n"),
        [
            "data/x.csv:3:1 this row has 3 cells, and the first row names 2",
            "data/x.csv:4:1 this row has 1 cells, and the first row names 2"
        ]
    );
    assert_eq!(
        said("x.csv", "a,,a\n1,2,3\n"),
        [
            "data/x.csv:1:1 column 2 has no name in the first row",
            "data/x.csv:1:1 columns 1 and 3 are both called `a`"
        ]
    );
}

#[test]
fn nesting_without_end_is_a_message_and_no_crash() {
    let deep = "[".repeat(100_000);
    assert_eq!(said("x.json", &deep).len(), 1);
    assert_eq!(said("x.toml", &format!("a = {deep}")).len(), 1);
    assert_eq!(said("x.yaml", &deep).len(), 1);
}

#[test]
fn a_file_that_is_not_utf_8_or_cannot_be_read_says_so() {
    let world = MemoryWorld::new()
        .file("data/x.json", b"{\n\"a\": \"caf\xe9\"}".to_vec())
        .denied("data/y.json", "no permission");
    let entries = world.walk(&SitePath::parse(FOLDER).unwrap(), &|_, _| false).files;
    let shelf = Shelf::read(&world, &entries);
    assert!(shelf.mistakes().is_empty(), "nobody has asked yet");
    shelf.get("x.json").unwrap_err();
    shelf.get("y.json").unwrap_err();
    shelf.get("y.json").unwrap_err();
    let mistakes = shelf.mistakes();
    assert_eq!(mistakes.len(), 2);
    assert_eq!(mistakes[0].place.as_ref().unwrap().line_column(), (2, 10));
    assert!(mistakes[1].message.contains("no permission"));
}

#[test]
fn a_name_is_found_without_its_ending_and_a_slip_gets_a_hint() {
    let shelf =
        shelf(&[("team.yaml", "[]"), ("talks/2024.csv", "a\n"), ("talks/2024.json", "1"), ("n.txt", "")]);
    assert_eq!(shelf.get("team").unwrap().0, "team.yaml");
    assert_eq!(shelf.get("data/team.yaml").unwrap().0, "team.yaml");
    let hint = |name| match shelf.get(name).unwrap_err() {
        Missing::Unknown { hint } => hint,
        broken @ Missing::Broken { .. } => panic!("{broken:?}"),
    };
    assert_eq!(hint("talks/2024"), "write `talks/2024.csv` or `talks/2024.json`");
    assert_eq!(hint("taem.yaml"), "did you mean `team.yaml`?");
    assert_eq!(hint("n.txt"), format!("data is a file that ends in {ENDINGS}"));
    assert_eq!(hint("people"), "there is talks/2024.csv, talks/2024.json, team.yaml");
    assert!(hint("../folio.yaml").starts_with("there is "));
}

proptest::proptest! {
    #[test]
    fn no_bytes_are_too_odd_for_data(bytes in proptest::collection::vec(0u8..=255, 0..60), text in "[a-zü:,\\[\\]{}\"'\n #=.0-9-]{0,60}") {
        for bytes in [bytes, text.into_bytes()] {
            for name in ["x.yaml", "x.json", "x.toml", "x.csv", "x.tsv"] {
                let world = MemoryWorld::new().file(&format!("data/{name}"), bytes.clone());
                let entries = world.walk(&SitePath::parse(FOLDER).unwrap(), &|_, _| false).files;
                let shelf = Shelf::read(&world, &entries);
                let got = shelf.get(name).is_ok();
                assert_eq!(got, shelf.mistakes().is_empty());
            }
        }
    }
}
