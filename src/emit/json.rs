//! JSON, written field by field: a record takes no detour over a tree of values.

/// Appends a string. It may stand in a `script` element too: nothing in it can end the element or open another,
/// and the two line ends that JavaScript knows and JSON does not are escaped.
pub fn push_string(out: &mut String, text: &str) {
    out.push('"');
    let mut plain = 0;
    for (at, byte) in text.bytes().enumerate() {
        if !ESCAPED[usize::from(byte)] {
            continue;
        }
        // U+2028 and U+2029 begin with E2 80, and so does an en dash.
        let line_end = text.as_bytes().get(at..at + 3).and_then(|bytes| match bytes {
            [0xe2, 0x80, 0xa8] => Some("\\u2028"),
            [0xe2, 0x80, 0xa9] => Some("\\u2029"),
            _ => None,
        });
        if byte == 0xe2 && line_end.is_none() {
            continue;
        }
        out.push_str(&text[plain..at]);
        plain = at + line_end.map_or(1, |_| 3);
        match byte {
            b'"' => out.push_str("\\\""),
            b'\\' => out.push_str("\\\\"),
            b'\n' => out.push_str("\\n"),
            b'\r' => out.push_str("\\r"),
            b'\t' => out.push_str("\\t"),
            0xe2 => out.push_str(line_end.unwrap_or_default()),
            _ => {
                out.push_str("\\u00");
                for digit in [byte >> 4, byte & 15] {
                    out.push(char::from_digit(u32::from(digit), 16).unwrap_or('0'));
                }
            }
        }
    }
    out.push_str(&text[plain..]);
    out.push('"');
}

/// The bytes at which a string may need an escape; all others are copied in runs.
const ESCAPED: [bool; 256] = {
    let mut escaped = [false; 256];
    let mut control = 0;
    while control < 0x20 {
        escaped[control] = true;
        control += 1;
    }
    let marks = b"\"\\<>&\xe2";
    let mut mark = 0;
    while mark < marks.len() {
        escaped[marks[mark] as usize] = true;
        mark += 1;
    }
    escaped
};

/// An object that is being written. What is empty is left out.
#[derive(Debug)]
pub struct Object<'o> {
    out: &'o mut String,
    first: bool,
}

impl<'o> Object<'o> {
    pub fn open(out: &'o mut String) -> Self {
        out.push('{');
        Self { out, first: true }
    }

    pub fn close(self) {
        self.out.push('}');
    }

    /// Writes the key; the caller writes a value next.
    pub fn key(&mut self, key: &str) -> &mut String {
        if !std::mem::take(&mut self.first) {
            self.out.push(',');
        }
        push_string(self.out, key);
        self.out.push(':');
        self.out
    }

    pub fn text(&mut self, key: &str, value: &str) -> &mut Self {
        if !value.is_empty() {
            push_string(self.key(key), value);
        }
        self
    }

    pub fn texts<'a>(&mut self, key: &str, values: impl IntoIterator<Item = &'a str>) -> &mut Self {
        let mut values = values.into_iter().peekable();
        if values.peek().is_some() {
            push_strings(self.key(key), values);
        }
        self
    }

    pub fn record(&mut self, key: &str, write: impl FnOnce(&mut Object<'_>)) -> &mut Self {
        let mut inner = Object::open(self.key(key));
        write(&mut inner);
        inner.close();
        self
    }

    pub fn records<T>(
        &mut self,
        key: &str,
        values: impl IntoIterator<Item = T>,
        mut write: impl FnMut(&mut Object<'_>, T),
    ) -> &mut Self {
        let mut values = values.into_iter().peekable();
        if values.peek().is_none() {
            return self;
        }
        let out = self.key(key);
        out.push('[');
        while let Some(value) = values.next() {
            let mut inner = Object::open(out);
            write(&mut inner, value);
            inner.close();
            if values.peek().is_some() {
                out.push(',');
            }
        }
        out.push(']');
        self
    }
}

/// Appends a list of strings.
pub fn push_strings<'a>(out: &mut String, values: impl IntoIterator<Item = &'a str>) {
    out.push('[');
    for (index, value) in values.into_iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        push_string(out, value);
    }
    out.push(']');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_reads_back_and_cannot_leave_a_script_element() {
        let text = "</script><!-- \"\\\u{2028}a\u{2029}–€\u{1}\u{1f}\r\n\t& مرحبا 🎈";
        let mut out = String::new();
        let mut object = Object::open(&mut out);
        object.text("a", text).text("none", "").texts("b", ["1", text]).texts("no", []);
        object.record("c", |inner| _ = inner.text("d", "e"));
        object.records("f", [1, 2], |inner, value| _ = inner.text("g", &value.to_string()));
        object.close();
        let read: serde_json::Value = serde_json::from_str(&out).expect("it is JSON");
        let wanted = serde_json::json!({ "a": text, "b": ["1", text], "c": { "d": "e" }, "f": [{ "g": "1" }, { "g": "2" }] });
        assert_eq!(read, wanted);
        assert!(!out.contains(['<', '>', '&', '\u{2028}', '\n']), "{out}");
    }
}
