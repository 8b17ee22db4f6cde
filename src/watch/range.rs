//! One range of bytes, as players of video ask for it (RFC 9110, section 14).

use std::ops::Range;

/// What a `Range` header comes to for a file of some length.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// The header is none that has to be followed: several ranges, another unit, no range at all.
    Whole,
    Bytes(Range<u64>),
    /// The range begins behind the end.
    Beyond,
}

/// Reads `bytes=0-99`, `bytes=100-` and `bytes=-100`.
pub fn part(header: &str, len: u64) -> Part {
    let Some(range) = header.trim().strip_prefix("bytes=") else { return Part::Whole };
    let Some((from, to)) = range.trim().split_once('-') else { return Part::Whole };
    if !(digits(from) && digits(to)) {
        return Part::Whole;
    }
    match (number(from), number(to)) {
        (None, None) => Part::Whole,
        (Some(from), Some(to)) if from > to => Part::Whole,
        (Some(from), _) if from >= len => Part::Beyond,
        (Some(from), Some(to)) => Part::Bytes(from..to.saturating_add(1).min(len)),
        (Some(from), None) => Part::Bytes(from..len),
        // The last so many; none of them is no range.
        (None, Some(last)) if last == 0 || len == 0 => Part::Beyond,
        (None, Some(last)) => Part::Bytes(len.saturating_sub(last)..len),
    }
}

fn digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

/// None when it is left out. What is too large for any file is as good as the largest.
fn number(digits: &str) -> Option<u64> {
    (!digits.is_empty()).then(|| digits.parse().unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_is_followed_where_it_lies_in_the_file() {
        for (header, wanted) in [
            ("bytes=0-3", Part::Bytes(0..4)),
            ("bytes=2-", Part::Bytes(2..10)),
            ("bytes=-3", Part::Bytes(7..10)),
            ("bytes=-99", Part::Bytes(0..10)),
            ("bytes=9-99999999999999999999", Part::Bytes(9..10)),
            ("bytes=10-", Part::Beyond),
            ("bytes=-0", Part::Beyond),
            ("bytes=3-2", Part::Whole),
            ("bytes=0-1,4-5", Part::Whole),
            ("bytes=", Part::Whole),
            ("bytes=-", Part::Whole),
            ("bytes=a-b", Part::Whole),
            ("bytes=+1-2", Part::Whole),
            ("lines=0-1", Part::Whole),
        ] {
            assert_eq!(part(header, 10), wanted, "{header}");
        }
        assert_eq!(part("bytes=0-", 0), Part::Beyond);
        assert_eq!(part("bytes=-5", 0), Part::Beyond);
    }
}
