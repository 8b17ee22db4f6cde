//! Looks for bytes in a text, eight of them at once in one word (SWAR).

const EACH: u64 = 0x0101_0101_0101_0101;
/// All bits of each byte but the highest.
const LOW: u64 = 0x7f * EACH;
const WORD: usize = 8;

/// The highest bit of each byte that is zero, and no other bit.
#[must_use]
pub const fn zero(word: u64) -> u64 {
    !(((word & LOW) + LOW) | word | LOW)
}

/// The same of each byte that, without the bits of `but`, is this one.
#[must_use]
pub const fn equal(word: u64, byte: u8, but: u8) -> u64 {
    zero((word & !(but as u64 * EACH)) ^ (byte as u64 * EACH))
}

/// The same of each byte of which none of these bits is set.
#[must_use]
pub const fn lacks(word: u64, bits: u8) -> u64 {
    zero(word & (bits as u64 * EACH))
}

/// Tells the place of each byte whose highest bit is set in `marks` of its word. A letter must not be among them: the last
/// word is filled up with such.
pub fn each(text: &[u8], marks: impl Fn(u64) -> u64, mut found: impl FnMut(usize)) {
    let mut look = |start: usize, word: [u8; WORD]| {
        let mut marked = marks(u64::from_le_bytes(word));
        while marked != 0 {
            found(start + marked.trailing_zeros() as usize / WORD);
            marked &= marked - 1;
        }
    };
    let (words, rest) = text.as_chunks::<WORD>();
    for (number, word) in words.iter().enumerate() {
        look(number * WORD, *word);
    }
    if !rest.is_empty() {
        let mut last = [b'a'; WORD];
        last[..rest.len()].copy_from_slice(rest);
        look(words.len() * WORD, last);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_byte_is_found_wherever_it_stands() {
        for byte in 0..=u8::MAX {
            let text: Vec<u8> = (0..40).map(|at| byte.wrapping_mul(at).wrapping_add(at / 3)).collect();
            for length in 0..text.len() {
                let text = &text[..length];
                let found = |marks: &dyn Fn(u64) -> u64| {
                    let mut places = Vec::new();
                    each(text, marks, |at| places.push(at));
                    places
                };
                let wanted = |is: &dyn Fn(u8) -> bool| -> Vec<usize> {
                    (0..length).filter(|at| is(text[*at])).collect()
                };
                assert_eq!(found(&|word| equal(word, b'"', 0)), wanted(&|byte| byte == b'"'));
                assert_eq!(found(&|word| equal(word, b'<', 2)), wanted(&|byte| byte == b'<' || byte == b'>'));
                assert_eq!(found(&|word| lacks(word, 0xe0)), wanted(&|byte| byte < b' '));
            }
        }
    }
}
