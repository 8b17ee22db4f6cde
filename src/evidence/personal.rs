//! Columns that look as if they told of people. What is published cannot be taken back, so the author says first
//! that nobody is harmed.

use crate::table::Table;

/// Words in the names of such columns, in the languages of folio's themes.
const WORDS: [&str; 34] = [
    "email",
    "e-mail",
    "mail",
    "phone",
    "telephone",
    "telefon",
    "téléphone",
    "teléfono",
    "mobile number",
    "first name",
    "firstname",
    "last name",
    "lastname",
    "surname",
    "full name",
    "fullname",
    "vorname",
    "nachname",
    "prénom",
    "nombre completo",
    "apellido",
    "birth",
    "birthday",
    "dob",
    "geburtstag",
    "ip",
    "ip address",
    "ip_address",
    "ssn",
    "passport",
    "address",
    "street",
    "straße",
    "iban",
];

/// Rows that are looked into for addresses of e-mail.
const SAMPLE: usize = 500;

/// The columns of a table that look as if they told of people.
pub fn columns(table: &Table) -> Vec<String> {
    let named = |name: &str| {
        let name = name.to_lowercase();
        let spaced = name.replace(['_', '-', '.'], " ");
        let words: Vec<&str> = spaced.split_whitespace().collect();
        WORDS.iter().any(|word| name == *word || spaced == *word || words.contains(word))
    };
    let any = table.text_of_first(SAMPLE).contains('@');
    let mailed = |column: usize| any && table.cells(column).take(SAMPLE).any(is_mail);
    let found = table.columns().iter().enumerate().filter(|(column, name)| named(name) || mailed(*column));
    found.map(|(_, name)| name.clone()).collect()
}

/// `ada@example.org`.
fn is_mail(cell: &str) -> bool {
    let Some((before, host)) = cell.split_once('@') else { return false };
    let plain =
        |text: &str| !text.is_empty() && !text.contains(|c: char| c.is_whitespace() || c == '/' || c == '@');
    plain(before) && plain(host) && host.contains('.') && !host.starts_with('.') && !host.ends_with('.')
}
