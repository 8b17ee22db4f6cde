mod workbook;

use super::*;
use proptest::prelude::*;
use workbook::Workbook;

fn read(name: &str, bytes: impl AsRef<[u8]>) -> Result<Table, TableError> {
    Table::read(bytes.as_ref(), name, None, &Declared::default())
}

fn csv(text: &str) -> Table {
    read("a.csv", text).unwrap_or_else(|error| panic!("{error:?}"))
}

fn rows(table: &Table) -> Vec<Vec<&str>> {
    (0..table.len())
        .map(|row| (0..table.columns().len()).map(|column| table.cell(row, column)).collect())
        .collect()
}

fn error(name: &str, bytes: impl AsRef<[u8]>) -> (String, Option<usize>) {
    let error = read(name, bytes).expect_err("it is no table");
    assert!(!error.message.is_empty() && !error.hint.is_empty() && !error.message.ends_with('.'));
    (error.message, error.at.map(|(line, _)| line))
}

/// The numbers of a column, each as it is read.
fn numbers(text: &str, column: usize) -> Result<Vec<String>, String> {
    let table = csv(text);
    let numbers = table.numbers(column).map_err(|(message, _)| message)?;
    let read =
        |cell| numbers.read(cell).map_or_else(|| format!("no number: {cell}"), |number| number.to_string());
    Ok(table.cells(column).map(read).collect())
}

#[test]
fn quotes_line_ends_and_separators_inside_cells_are_read_as_rfc_4180_says() {
    let table = csv("first,last\r\n\"Jane \"\"J\"\"\",\"Roe, MD\"\r\n\"two\nlines\",\r\n");
    assert_eq!(table.columns(), ["first", "last"]);
    assert_eq!(rows(&table), [vec!["Jane \"J\"", "Roe, MD"], vec!["two\nlines", ""]]);
    assert_eq!((table.place(0), table.place(1)), (2, 3));
    assert!(table.is_plain_csv());
    let spaced = csv("\"int\", \"number\"\n\"1\", \"2.3\"\n");
    assert_eq!(rows(&spaced), [["1", "2.3"]]);
    assert!(!spaced.is_plain_csv() && !csv("a\rb\r").is_plain_csv());
    assert_eq!(rows(&csv("a,b\rc,5' 2\"\r")), [["c", "5' 2\""]]);
}

#[test]
fn the_separator_is_the_one_by_which_the_rows_are_alike() {
    for (text, delimiter) in [
        ("a,b\n1,2\n", b','),
        ("name;rate\nA;0,5\nB;1,25\n", b';'),
        ("a\tb\n1,5\t2\n", b'\t'),
        ("a|b\n1|2\n", b'|'),
        ("note,n\n\"a;b\",1\n\"c;d\",2\n", b','),
        ("value\n1\n2\n", b','),
    ] {
        assert_eq!(csv(text).delimiter, delimiter, "{text}");
    }
}

#[test]
fn what_analytics_exports_say_of_themselves_is_left_out() {
    let export = "# ----------\n# Free form, all users\n# 20240101-20240131\n# ----------\n\nDay,Users\n20240101,12\n20240102,15\n\n# end\n";
    let table = csv(export);
    assert_eq!((table.columns()[0].as_str(), table.len(), table.place(0)), ("Day", 2, 7));
    assert!(!table.is_plain_csv());
    assert_eq!(table.to_csv(), "Day,Users\n20240101,12\n20240102,15\n");
    let titled = csv("Campaign report,,\n\"January 1, 2024\",,\nCampaign,Clicks,Cost\nA,1,2\n");
    assert_eq!(titled.columns(), ["Campaign", "Clicks", "Cost"]);
    // A number sign may begin the name of a column, and a cell.
    let hash = csv("#,tag\n1,#work\n#2,#play\n");
    assert_eq!(hash.columns(), ["#", "tag"]);
    assert_eq!(hash.len(), 2);
}

#[test]
fn rows_that_say_something_of_the_file_do_not_name_its_columns() {
    let report = csv(
        "Report;;;\nCreated;02.10.2024;;\n;;;\nDay;Orders;Sales;Share\n2024-09-01;1;2;3\n2024-09-02;4;5;6\n",
    );
    assert_eq!(report.columns(), ["Day", "Orders", "Sales", "Share"]);
    assert_eq!(report.len(), 2);
    // Names that are missing are no such row: what follows holds numbers.
    let table = csv("a,b,,\n1,2,3,4\n5,6,7,8\n");
    assert_eq!(table.columns(), ["a", "b", "", ""]);
}

#[test]
fn a_row_of_the_wrong_length_is_told_with_its_line() {
    assert_eq!(
        error("a.csv", "id,name\n1,a\n2\n"),
        ("line 3 has 1 cell, and the table has 2 columns".to_owned(), Some(3))
    );
    assert_eq!(error("a.csv", "id,name\n1,\"a\nb\"\n2,c,d\n").1, Some(4));
    assert_eq!(error("a.csv", "value\n1,5\n2,5\n").1, Some(2));
    assert_eq!(rows(&csv("id,name\n1,a,,\n,,\n2,b\n")), [["1", "a"], ["2", "b"]]);
}

#[test]
fn a_quotation_mark_that_is_not_closed_is_told_with_the_line_that_opens_it() {
    assert_eq!(error("a.csv", "a,b\n1,2\n3,\"four\n5,6\n").1, Some(3));
    assert_eq!(error("a.csv", "a,b\n1,\"2\" x\n").1, Some(2));
}

#[test]
fn encodings_are_recognised_or_declared() {
    let utf16: Vec<u8> = "\u{feff}Tag;Zähler\n1;2\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    for bytes in [utf16.clone(), utf16[2..].to_vec(), b"Tag;Z\xe4hler\n1;2\n".to_vec()] {
        let table = read("a.csv", bytes).unwrap();
        assert_eq!(table.columns(), ["Tag", "Zähler"]);
        assert!(!table.is_plain_csv());
    }
    assert_eq!(csv("\u{feff}a,b\n1,2\n").columns(), ["a", "b"]);
    let greek = Declared { encoding: "iso-8859-7".to_owned(), ..Declared::default() };
    let table = Table::read(b"id,name\n1,\xcb\xf9\xed\n", "a.csv", None, &greek).unwrap();
    assert_eq!(table.cell(0, 1), "Λων");
    let unknown = Declared { encoding: "latin-seven".to_owned(), ..Declared::default() };
    assert!(
        Table::read(b"a,b\n\xe9,1\n", "a.csv", None, &unknown).unwrap_err().message.contains("latin-seven")
    );
}

#[test]
fn what_is_no_table_is_refused_with_what_it_is() {
    assert!(error("a.csv", b"PK\x03\x04rest").0.contains("zip"));
    assert!(error("a.csv", b"\x1f\x8b\x08").0.contains("gzip"));
    assert!(error("a.csv", b"a,b\n\0\0\x01,2\n").0.contains("no text"));
    assert!(error("a.csv", "").0.contains("empty"));
    assert!(error("a.csv", "\n\n").0.contains("no table"));
    assert!(error("a.pdf", "x").0.contains("no table"));
    assert!(error("a.xlsx", "x").0.contains("cannot be read"));
}

#[test]
fn a_column_is_found_by_its_name_alone() {
    let table = csv("Month,users,users\n1,2,3\n");
    assert_eq!(table.column("Month"), Ok(0));
    assert!(table.column("month").unwrap_err().1.contains("`Month`"));
    assert!(table.column("users").unwrap_err().0.contains("columns 2 and 3"));
    assert!(table.column("Mnoth").unwrap_err().1.contains("did you mean `Month`"));
}

#[test]
fn the_numbers_of_a_column_are_all_written_in_one_way() {
    assert_eq!(numbers("v;x\n0,5;\n1.234,5;\n12;\n", 0).unwrap(), ["0.5", "1234.5", "12"]);
    assert_eq!(numbers("v\n\"1,234\"\n\"12,345.60\"\n", 0).unwrap(), ["1234", "12345.60"]);
    assert_eq!(numbers("v;x\n1,234;\n", 0).unwrap(), ["1.234"]);
    assert_eq!(numbers("v,x\n\"1,234\",\n", 0).unwrap(), ["1234"]);
    assert_eq!(numbers("v\n3.4 %\n12%\n7\n", 0).unwrap(), ["3.4", "12", "no number: 7"]);
    assert_eq!(numbers("v\n$4.00\n€5\n", 0).unwrap(), ["4.00", "no number: €5"]);
    assert_eq!(
        numbers("v\n-2.00E-02\n+1.5e3\n−7\n.5\n007\n", 0).unwrap(),
        ["-0.0200", "1500", "-7", "0.5", "7"]
    );
    assert_eq!(numbers("v\n1 234 567\n12\u{a0}345\n1'000\n", 0).unwrap(), ["1234567", "12345", "1000"]);
    for text in ["NaN", "INF", "1-2", "1.2.3", "12 34", "0x10", "--1", ".", "-", "5.", "1e", "٤"] {
        let read = numbers(&format!("v,x\n{text},\n"), 0).unwrap();
        assert_eq!(read, [if text == "5." { "5".to_owned() } else { format!("no number: {text}") }]);
    }
}

#[test]
fn numbers_that_can_be_read_in_two_ways_are_not_guessed() {
    assert!(numbers("v;x\n1.234;\n", 0).unwrap_err().contains("`1.234`"));
    assert!(numbers("v\tx\n1,234\t\n", 0).unwrap_err().contains("`1,234`"));
    let declared = Declared { decimal: Some(Mark::Comma), ..Declared::default() };
    let table = Table::read(b"v;x\n1.234;\n", "a.csv", None, &declared).unwrap();
    assert_eq!(table.numbers(0).unwrap().read("1.234").unwrap().to_string(), "1234");
}

#[test]
fn days_are_read_in_the_order_that_the_column_shows() {
    let day = |text: &str, cell: &str| csv(text).days(0).read(cell).map(|period| period.to_string());
    let some = |text: &str| Some(text.to_owned());
    assert_eq!(day("d\n13/10/2021\n", "04/10/2021"), some("2021-10-04"));
    assert_eq!(day("d\n10/13/2021\n", "04/10/2021"), some("2021-04-10"));
    assert_eq!(day("d\n04/10/2021\n", "04/10/2021"), None);
    assert!(csv("d\n04/10/2021\n").days(0).is_ambiguous("04/10/2021"));
    for (cell, read) in [
        ("2024-09-30", "2024-09-30"),
        ("2024-09", "2024-09"),
        ("20240930", "2024-09-30"),
        ("202409", "2024-09"),
        ("2024-09-30 12:00:00", "2024-09-30"),
        ("2024-09-30T12:00:00Z", "2024-09-30"),
        ("2015/01/01 01:00:00", "2015-01-01"),
        ("30.09.2024", "2024-09-30"),
        ("Sep 2024", "2024-09"),
        ("Sep 30, 2024", "2024-09-30"),
        ("2024-Q3", "2024-Q3"),
        ("2024", "2024"),
    ] {
        assert_eq!(day("d\n2024\n", cell), some(read), "{cell}");
    }
    assert_eq!(day("d\nx\n", "999999"), None);
    assert_eq!(csv("d\n2024-09-30\n\n2024-09-30 12:00\n").days(0).form, Form::Iso);
    assert_eq!(csv("d\n2024/09/30 01:00\n2024/10/01\n").days(0).form, Form::Slashes);
    assert_eq!(csv("d\n20240930\n20241001\n").days(0).form, Form::Digits);
    assert_eq!(csv("d\n2024-09\n\n2023-12\n").days(0).form, Form::Month);
    assert_eq!(csv("d\n2024-09\n2024-Q4\n").days(0).form, Form::Other);
    assert_eq!(csv("d\n2024-09-30\n20240930\n").days(0).form, Form::Other);
}

#[test]
fn records_of_json_keep_the_digits_of_their_numbers() {
    let table = read("a.json", r#"[{"a": 0.10, "b": "x"}, {"b": null, "c": true}, {"a": 1e3}]"#).unwrap();
    assert_eq!(table.columns(), ["a", "b", "c"]);
    assert_eq!(rows(&table), [["0.10", "x", ""], ["", "", "true"], ["1e3", "", ""]]);
    let wrapped = read("a.json", r#"{"total": 1, "data": [{"a": 1}]}"#).unwrap();
    assert_eq!(rows(&wrapped), [["1"]]);
    let lines = read("a.ndjson", "{\"a\": 1}\n\n{\"a\": 2}\n").unwrap();
    assert_eq!((lines.len(), lines.place(1)), (2, 3));
    assert!(error("a.json", r#"{"key": "value"}"#).0.contains("no list of records"));
    assert!(error("a.json", r#"[{"a": {"b": 1}}]"#).0.contains("record 1 nests"));
    assert!(error("a.json", r#"[{"a": 1, "a": 2}]"#).0.contains("twice"));
    assert_eq!(error("a.json", "[\n{\"a\": 1},\n{\"a\" 2}]").1, Some(3));
    assert_eq!(error("a.ndjson", "{\"a\": 1}\n{\"a\": }\n").1, Some(2));
}

#[test]
fn a_sheet_gives_its_values_as_the_spreadsheet_shows_them() {
    let sales = [
        vec!["Monthly sales"],
        vec![],
        vec!["month", "share", "orders", "paid"],
        vec!["=45536", "0.58899999999999997", "12", "TRUE"],
        vec!["=45566.5", "", "1200000000", "FALSE"],
    ];
    let book = Workbook::new().sheet("Sales", &sales);
    for (name, bytes) in [("a.xlsx", book.xlsx()), ("a.ods", book.ods())] {
        let table = read(name, bytes).unwrap_or_else(|error| panic!("{name}: {error:?}"));
        assert_eq!(table.columns(), ["month", "share", "orders", "paid"], "{name}");
        assert_eq!(
            rows(&table),
            [["2024-09-01", "0.589", "12", "true"], ["2024-10-01T12:00:00", "", "1200000000", "false"]],
            "{name}"
        );
        assert_eq!(table.place_text(1), "row 5");
        assert!(!table.is_plain_csv());
        assert_eq!(table.to_csv().lines().next(), Some("month,share,orders,paid"));
    }
}

#[test]
fn of_several_sheets_one_has_to_be_named() {
    let one = [vec!["a"], vec!["1"]];
    let book = Workbook::new().sheet("Data", &one).sheet("Notes", &one).sheet("Empty", &[]);
    for (name, bytes) in [("a.xlsx", book.xlsx()), ("a.ods", book.ods())] {
        let error = read(name, &bytes).unwrap_err();
        assert!(
            error.message.contains("`Data`, `Notes`, `Empty`") && error.hint.contains("`#Data`"),
            "{error:?}"
        );
        let sheet = |sheet| Table::read(&bytes, name, Some(sheet), &Declared::default());
        assert_eq!(rows(&sheet("Notes").unwrap()), [["1"]]);
        assert!(sheet("Note").unwrap_err().message.contains("no sheet `Note`"));
        assert!(sheet("Empty").unwrap_err().message.contains("no table"));
    }
    let book = Workbook::new().sheet("Empty", &[]).sheet("Data", &one);
    assert_eq!(rows(&read("a.xlsx", book.xlsx()).unwrap()), [["1"]]);
    assert!(Table::read(b"a\n1\n", "a.csv", Some("Data"), &Declared::default()).is_err());
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200), text in "[a,;\"\n\r\t #|0-9.]{0,60}") {
        for name in ["a.csv", "a.tsv", "a.json", "a.ndjson", "a.xlsx", "a.ods"] {
            let _ = read(name, &bytes);
            if let Ok(table) = read(name, &text) {
                for column in 0..table.columns().len() {
                    let numbers = table.numbers(column);
                    let days = table.days(column);
                    for cell in table.cells(column) {
                        let _ = (numbers.as_ref().map(|numbers| numbers.read(cell)), days.read(cell));
                    }
                }
            }
        }
    }

    #[test]
    fn what_is_kept_of_a_column_is_what_its_cells_say(
        cells in proptest::collection::vec("(2024-0[1-3](-0[1-2])?|[0-3]/[0-3]/2024|x)?", 0..12),
        number in "-?[0-9]{0,3}[.]?[0-9]{0,20}",
    ) {
        let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
        let lines: Vec<String> = cells.iter().map(|cell| format!("{cell},1\n")).collect();
        let table = csv(&("d,n\n".to_owned() + &lines.concat()));
        let read = |cell: &str| if cell.is_empty() { None } else { table.days(0).read(cell) };
        for (row, cell) in cells.iter().enumerate() {
            prop_assert_eq!(table.window(row, 0).map(|window| window.period), read(cell));
            prop_assert_eq!(table.is_blank(row, 0), cell.is_empty());
        }
        let all_are_read = cells.iter().all(|cell| cell.is_empty() || read(cell).is_some());
        prop_assert_eq!(table.windows(0).is_some(), all_are_read);
        let different: Vec<&str> = table.different(0).unwrap().iter().map(|row| table.cell(*row as usize, 0)).collect();
        let wanted: Vec<&str> = cells.iter().copied().collect::<std::collections::BTreeSet<_>>().into_iter().collect();
        prop_assert_eq!(different, wanted);
        prop_assert_eq!(table.text_of_first(2), lines[..cells.len().min(2)].concat().replace([',', '\n'], ""));
        let is_json = serde_json::from_str::<serde_json::Number>(&number).is_ok();
        if number.len() < 18 && !number.is_empty() && number != "-" && number != "." {
            let kind = csv(&format!("n\n{number}\n")).kind(0);
            prop_assert_eq!(kind != "string", is_json, "{} {}", number, kind);
            prop_assert_eq!(kind == "integer", is_json && !number.contains('.'));
        }
    }

    #[test]
    fn a_line_without_quotation_marks_is_read_as_one_with_them(
        cells in proptest::collection::vec(proptest::collection::vec("[a-z ;|é]{0,4}", 3), 1..12),
        end in prop_oneof![Just("\n"), Just("\r\n"), Just("\r")],
    ) {
        let text = |mark: &str| {
            let line = |row: &Vec<String>| row.iter().map(|cell| format!("{mark}{cell}{mark}")).collect::<Vec<_>>().join(",");
            format!("one,two,three{end}{}", cells.iter().map(|row| line(row) + end).collect::<String>())
        };
        let declared = Declared { delimiter: Some(b','), ..Declared::default() };
        let [plain, quoted] = ["", "\""].map(|mark| Table::read(text(mark).as_bytes(), "a.csv", None, &declared).unwrap());
        prop_assert_eq!(rows(&plain), rows(&quoted));
        prop_assert_eq!(&plain.places, &quoted.places);
        prop_assert_eq!(plain.is_plain_csv(), quoted.is_plain_csv());
    }

    #[test]
    fn a_table_written_as_csv_reads_back_the_same(
        cells in proptest::collection::vec(proptest::collection::vec("[a-z\", \n;é]{0,6}", 3), 1..12),
    ) {
        let mut text = "one,two,three\n".to_owned();
        for row in &cells {
            let quoted: Vec<String> = row.iter().map(|cell| format!("\"{}\"", cell.replace('"', "\"\""))).collect();
            text.push_str(&quoted.join(","));
            text.push('\n');
        }
        let table = csv(&text);
        let again = csv(&table.to_csv());
        prop_assert_eq!(rows(&table), rows(&again));
        prop_assert!(again.is_plain_csv() && again.to_csv() == table.to_csv());
    }
}
