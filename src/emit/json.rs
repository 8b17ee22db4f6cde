//! JSON, written field by field: a record takes no detour over a tree of values.

/// Appends a string. It may stand in a `script` element too: nothing in it can end the element or open another,
/// and the two line ends that JavaScript knows and JSON does not are escaped.
pub fn push_string(out: &mut String, text: &str) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\0'..='\u{1f}' | '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => {
                out.push_str("\\u");
                let code = u32::from(c);
                for shift in [12, 8, 4, 0] {
                    out.push(char::from_digit((code >> shift) & 15, 16).unwrap_or('0'));
                }
            }
            _ => out.push(c),
        }
    }
    out.push('"');
}

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
        let text = "</script><!-- \"\\\u{2028}\u{1}\n\t& مرحبا 🎈";
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
