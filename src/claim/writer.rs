//! Writes the canonical form of folio's own records: JSON without white space, members in the order in which a record
//! declares them, whole numbers and no others (RFC 8785, sections 3.2.2 and 3.2.3, but for floating point).

use crate::source::swar;
use serde::ser::{Error, Impossible, Serialize, SerializeMap, SerializeSeq, SerializeStruct, Serializer};
use std::fmt;

/// The name by which a record says that a text of it is canonical JSON already.
pub(super) const WRITTEN: &str = "folio::claim::Json";

/// Whole numbers up to here are those that every reader of JSON has.
const MOST: u64 = 1 << 53;

/// A record that has no canonical form.
#[derive(Debug)]
pub struct NoForm;

impl fmt::Display for NoForm {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a record has no canonical form")
    }
}

impl std::error::Error for NoForm {}

impl Error for NoForm {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }
}

/// Appends what it is given.
pub struct Writer<'a> {
    bytes: &'a mut Vec<u8>,
    /// A text is canonical JSON already.
    is_written: bool,
}

/// Appends the parts of a list or of an object.
pub struct Parts<'a> {
    bytes: &'a mut Vec<u8>,
    is_first: bool,
    end: u8,
}

impl<'a> Writer<'a> {
    pub fn new(bytes: &'a mut Vec<u8>) -> Self {
        Self { bytes, is_written: false }
    }

    fn parts(self, start: u8, end: u8) -> Parts<'a> {
        self.bytes.push(start);
        Parts { bytes: self.bytes, is_first: true, end }
    }

    fn whole(self, number: u64) -> Result<(), NoForm> {
        if number > MOST {
            return Err(NoForm);
        }
        let (mut digits, mut at, mut rest) = ([0; 20], 20, number);
        loop {
            at -= 1;
            // A remainder of ten is one digit.
            digits[at] = b'0' + u8::try_from(rest % 10).unwrap_or_default();
            rest /= 10;
            if rest == 0 {
                break;
            }
        }
        self.bytes.extend_from_slice(&digits[at..]);
        Ok(())
    }
}

impl Parts<'_> {
    fn part(&mut self) -> Writer<'_> {
        if !std::mem::replace(&mut self.is_first, false) {
            self.bytes.push(b',');
        }
        Writer::new(self.bytes)
    }

    fn close(self) {
        self.bytes.push(self.end);
    }
}

/// Appends a text in quotation marks.
fn push_text(bytes: &mut Vec<u8>, text: &str) {
    // Quotation marks, backslashes and control characters.
    let marks = |word| swar::equal(word, b'"', 0) | swar::equal(word, b'\\', 0) | swar::lacks(word, 0xe0);
    let text = text.as_bytes();
    bytes.reserve(text.len() + 2);
    bytes.push(b'"');
    let mut copied = 0;
    swar::each(text, marks, |at| {
        bytes.extend_from_slice(&text[copied..at]);
        push_escaped(bytes, text[at]);
        copied = at + 1;
    });
    bytes.extend_from_slice(&text[copied..]);
    bytes.push(b'"');
}

fn push_escaped(bytes: &mut Vec<u8>, byte: u8) {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    let short = match byte {
        b'"' | b'\\' => byte,
        0x08 => b'b',
        b'\t' => b't',
        b'\n' => b'n',
        0x0c => b'f',
        b'\r' => b'r',
        _ => {
            let digits = [HEX[usize::from(byte >> 4)], HEX[usize::from(byte & 15)]];
            bytes.extend_from_slice(b"\\u00");
            bytes.extend_from_slice(&digits);
            return;
        }
    };
    bytes.extend_from_slice(&[b'\\', short]);
}

impl<'a> Serializer for Writer<'a> {
    type Ok = ();
    type Error = NoForm;
    type SerializeSeq = Parts<'a>;
    type SerializeTuple = Impossible<(), NoForm>;
    type SerializeTupleStruct = Impossible<(), NoForm>;
    type SerializeTupleVariant = Impossible<(), NoForm>;
    type SerializeMap = Parts<'a>;
    type SerializeStruct = Parts<'a>;
    type SerializeStructVariant = Impossible<(), NoForm>;

    fn serialize_bool(self, value: bool) -> Result<(), NoForm> {
        self.bytes.extend_from_slice(if value { b"true" } else { b"false" });
        Ok(())
    }

    fn serialize_i8(self, value: i8) -> Result<(), NoForm> {
        self.serialize_i64(value.into())
    }

    fn serialize_i16(self, value: i16) -> Result<(), NoForm> {
        self.serialize_i64(value.into())
    }

    fn serialize_i32(self, value: i32) -> Result<(), NoForm> {
        self.serialize_i64(value.into())
    }

    fn serialize_i64(self, value: i64) -> Result<(), NoForm> {
        if value < 0 {
            self.bytes.push(b'-');
        }
        self.whole(value.unsigned_abs())
    }

    fn serialize_u8(self, value: u8) -> Result<(), NoForm> {
        self.whole(value.into())
    }

    fn serialize_u16(self, value: u16) -> Result<(), NoForm> {
        self.whole(value.into())
    }

    fn serialize_u32(self, value: u32) -> Result<(), NoForm> {
        self.whole(value.into())
    }

    fn serialize_u64(self, value: u64) -> Result<(), NoForm> {
        self.whole(value)
    }

    fn serialize_f32(self, _: f32) -> Result<(), NoForm> {
        Err(NoForm)
    }

    fn serialize_f64(self, _: f64) -> Result<(), NoForm> {
        Err(NoForm)
    }

    fn serialize_char(self, value: char) -> Result<(), NoForm> {
        self.serialize_str(value.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, value: &str) -> Result<(), NoForm> {
        if self.is_written {
            self.bytes.extend_from_slice(value.as_bytes());
        } else {
            push_text(self.bytes, value);
        }
        Ok(())
    }

    fn serialize_bytes(self, _: &[u8]) -> Result<(), NoForm> {
        Err(NoForm)
    }

    fn serialize_none(self) -> Result<(), NoForm> {
        self.serialize_unit()
    }

    fn serialize_some<T: ?Sized + Serialize>(self, value: &T) -> Result<(), NoForm> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), NoForm> {
        self.bytes.extend_from_slice(b"null");
        Ok(())
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), NoForm> {
        self.serialize_unit()
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Result<(), NoForm> {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: ?Sized + Serialize>(
        self,
        name: &'static str,
        value: &T,
    ) -> Result<(), NoForm> {
        value.serialize(Writer { is_written: name == WRITTEN, ..self })
    }

    fn serialize_newtype_variant<T: ?Sized + Serialize>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<(), NoForm> {
        Err(NoForm)
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Parts<'a>, NoForm> {
        Ok(self.parts(b'[', b']'))
    }

    fn serialize_tuple(self, _: usize) -> Result<Self::SerializeTuple, NoForm> {
        Err(NoForm)
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Self::SerializeTupleStruct, NoForm> {
        Err(NoForm)
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, NoForm> {
        Err(NoForm)
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Parts<'a>, NoForm> {
        Ok(self.parts(b'{', b'}'))
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Parts<'a>, NoForm> {
        Ok(self.parts(b'{', b'}'))
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, NoForm> {
        Err(NoForm)
    }
}

impl SerializeSeq for Parts<'_> {
    type Ok = ();
    type Error = NoForm;

    fn serialize_element<T: ?Sized + Serialize>(&mut self, value: &T) -> Result<(), NoForm> {
        value.serialize(self.part())
    }

    fn end(self) -> Result<(), NoForm> {
        self.close();
        Ok(())
    }
}

impl SerializeMap for Parts<'_> {
    type Ok = ();
    type Error = NoForm;

    fn serialize_key<T: ?Sized + Serialize>(&mut self, key: &T) -> Result<(), NoForm> {
        let part = self.part();
        let start = part.bytes.len();
        key.serialize(part)?;
        if self.bytes.get(start) == Some(&b'"') { Ok(()) } else { Err(NoForm) }
    }

    fn serialize_value<T: ?Sized + Serialize>(&mut self, value: &T) -> Result<(), NoForm> {
        self.bytes.push(b':');
        value.serialize(Writer::new(self.bytes))
    }

    fn end(self) -> Result<(), NoForm> {
        self.close();
        Ok(())
    }
}

impl SerializeStruct for Parts<'_> {
    type Ok = ();
    type Error = NoForm;

    fn serialize_field<T: ?Sized + Serialize>(&mut self, key: &'static str, value: &T) -> Result<(), NoForm> {
        // The name of a field holds nothing to escape.
        let before: &[u8] = if std::mem::replace(&mut self.is_first, false) { b"\"" } else { b",\"" };
        self.bytes.reserve(key.len() + 4);
        for piece in [before, key.as_bytes(), b"\":"] {
            self.bytes.extend_from_slice(piece);
        }
        value.serialize(Writer::new(self.bytes))
    }

    fn end(self) -> Result<(), NoForm> {
        self.close();
        Ok(())
    }
}
