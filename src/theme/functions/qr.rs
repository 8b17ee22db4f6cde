//! `qr`: a text as a QR code (ISO/IEC 18004), for paper.

use super::arguments;
use qrcode::{Color, EcLevel, QrCode};
use std::fmt::Write as _;
use tera::{Error, Kwargs, Map, State, Tera, TeraResult, Value};

pub(super) fn register(tera: &mut Tera) {
    tera.register_function("qr", |args: Kwargs, _: &State<'_>| {
        arguments::only(&args, "qr", &["text"])?;
        value(args.must_get("text")?)
    });
}

fn value(text: &str) -> TeraResult<Value> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M)
        .map_err(|_| Error::message(format!("a text of {} bytes is too long for a QR code", text.len())))?;
    let mut value = Map::new();
    value.insert("size".into(), Value::from(code.width()));
    value.insert("path".into(), Value::from(path(&code.to_colors(), code.width())));
    Ok(Value::from(value))
}

/// The dark modules as strokes, one unit wide, from left to right: `M0 .5h7m1 0h2`.
fn path(modules: &[Color], width: usize) -> String {
    let mut path = String::new();
    for (y, row) in modules.chunks(width.max(1)).enumerate() {
        let mut at = None;
        let mut x = 0;
        for run in row.chunk_by(|one, other| one == other) {
            if run[0] == Color::Dark {
                _ = match at {
                    None => write!(path, "M{x} {y}.5h{}", run.len()),
                    Some(end) => write!(path, "m{} 0h{}", x - end, run.len()),
                };
                at = Some(x + run.len());
            }
            x += run.len();
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dark_modules_become_strokes_that_start_anew_in_each_row() {
        let (dark, light) = (Color::Dark, Color::Light);
        let modules = [dark, dark, light, dark, light, light, light, light, light, dark, dark, light];
        assert_eq!(path(&modules, 4), "M0 0.5h2m1 0h1M1 2.5h2");
    }

    #[test]
    fn a_short_address_gives_a_small_code_and_a_novel_none() {
        let code = value("https://ada.example/p/x7k2q/").expect("it fits");
        // Version 3, the 42 bytes of which hold such an address at level M.
        assert_eq!(code.get_from_path("size").and_then(Value::as_i64), Some(29));
        assert!(value(&"a".repeat(4000)).is_err());
    }
}
