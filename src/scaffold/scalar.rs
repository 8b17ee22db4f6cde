//! Any text as one YAML scalar on one line.

use std::fmt::Write as _;

/// `text` as it stands where YAML takes it for this very string, else between double quotes.
///
/// Plain are texts that begin with a letter and hold only what can have no meaning in block or flow context
/// (YAML 1.2.2 §7.3.3), and are no word that YAML 1.1 or 1.2 takes for a boolean or null.
pub fn scalar(text: &str) -> String {
    if is_plain(text) { text.to_owned() } else { quoted(text) }
}

/// `text` between double quotes, with the escapes of YAML 1.2.2 §5.7.
pub fn quoted(text: &str) -> String {
    format!("\"{}\"", escaped(text))
}

/// What stands between double quotes.
pub fn escaped(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '"' => kept.push_str("\\\""),
            '\\' => kept.push_str("\\\\"),
            '\n' => kept.push_str("\\n"),
            '\t' => kept.push_str("\\t"),
            // Line ends of other alphabets and a byte order mark are folded or dropped when written raw.
            control if control.is_control() || matches!(control, '\u{2028}' | '\u{2029}' | '\u{feff}') => {
                let _ = write!(kept, "\\u{:04x}", u32::from(control));
            }
            other => kept.push(other),
        }
    }
    kept
}

fn is_plain(text: &str) -> bool {
    let words = ["true", "false", "yes", "no", "on", "off", "y", "n", "null", "none", "nan", "inf"];
    text.starts_with(char::is_alphabetic)
        && !text.ends_with(' ')
        && !text.contains("  ")
        && text.chars().all(|c| {
            c.is_alphanumeric()
                || matches!(c, ' ' | '-' | '_' | '.' | '\'' | '’' | '/' | '(' | ')' | '+' | '%')
        })
        && !words.contains(&text.to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_titles_stay_as_they_are_and_others_are_quoted() {
        for plain in ["A shorter checkout for Larkspur", "Élan d’été", "日本語", "It's 5.9 % (so far)"]
        {
            assert_eq!(scalar(plain), plain);
        }
        let cases = [
            ("A: B", r#""A: B""#),
            ("C# in a week", r#""C# in a week""#),
            ("@home", r#""@home""#),
            ("2024", r#""2024""#),
            ("Yes", r#""Yes""#),
            ("She said \"go\" \\ left", r#""She said \"go\" \\ left""#),
            ("🎉 launch", r#""🎉 launch""#),
            ("two\nlines\u{1b}", r#""two\nlines\u001b""#),
            ("trailing ", r#""trailing ""#),
            ("", r#""""#),
        ];
        for (text, expected) in cases {
            assert_eq!(scalar(text), expected);
        }
    }
}
