//! What the cells of a column are, for tools that want to know before they read.

/// `integer`, `number`, `date` or `string`, as Table Schema calls them. A number is written as JSON writes it, and a
/// day as ISO 8601 does; whatever has another form is a text.
pub fn kind<'a>(cells: impl Iterator<Item = &'a str>) -> &'static str {
    let (mut integer, mut number, mut date, mut any) = (true, true, true, false);
    for cell in cells.filter(|cell| !cell.is_empty()) {
        any = true;
        let (is_integer, is_number) = of_number(cell);
        integer &= is_integer;
        number &= is_number;
        date = date && cell.len() == 10 && super::days::is_iso(cell);
        if !(number || date) {
            return "string";
        }
    }
    match (any, integer, number, date) {
        (false, ..) => "string",
        (_, true, ..) => "integer",
        (_, _, true, _) => "number",
        _ => "date",
    }
}

/// Whether a cell is a whole number as JSON writes it, and whether it is a number.
fn of_number(cell: &str) -> (bool, bool) {
    let bytes = cell.strip_prefix('-').unwrap_or(cell).as_bytes();
    let length = bytes.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (whole, rest) = bytes.split_at(length);
    let fits = |digits: &[u8]| (1..=18).contains(&digits.len());
    let is_whole = fits(whole) && (length == 1 || whole[0] != b'0');
    match rest {
        [] => (is_whole, is_whole),
        [b'.', fraction @ ..] => {
            (false, is_whole && fits(fraction) && fraction.iter().all(u8::is_ascii_digit))
        }
        _ => (false, false),
    }
}
