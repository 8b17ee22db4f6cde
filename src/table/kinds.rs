//! What the cells of a column are, for tools that want to know before they read.

/// `integer`, `number`, `date` or `string`, as Table Schema calls them. A number is written as JSON writes it, and a
/// day as ISO 8601 does; whatever has another form is a text.
pub fn kind<'a>(cells: impl Iterator<Item = &'a str>) -> &'static str {
    let (mut integer, mut number, mut date, mut any) = (true, true, true, false);
    for cell in cells.filter(|cell| !cell.is_empty()) {
        any = true;
        let digits = cell.strip_prefix('-').unwrap_or(cell);
        let (whole, fraction) =
            digits.split_once('.').map_or((digits, None), |(whole, rest)| (whole, Some(rest)));
        let plain = |text: &str| {
            !text.is_empty() && text.len() <= 18 && text.bytes().all(|byte| byte.is_ascii_digit())
        };
        let whole = plain(whole) && (whole.len() == 1 || !whole.starts_with('0'));
        integer &= whole && fraction.is_none();
        number &= whole && fraction.is_none_or(plain);
        date &= cell.len() == 10 && super::days::is_iso(cell);
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
