//! How a language counts: which form of a word stands beside a number. Whole numbers only, after the cardinal rules
//! of CLDR 48 (<https://www.unicode.org/cldr/charts/48/supplemental/language_plural_rules.html>).

/// The form of a word that a number asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Plural {
    Zero,
    One,
    Two,
    Few,
    Many,
    Other,
}

impl Plural {
    pub const ALL: [Self; 6] = [Self::Zero, Self::One, Self::Two, Self::Few, Self::Many, Self::Other];

    /// The name that CLDR gives it, which is the key under a word's forms.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Zero => "zero",
            Self::One => "one",
            Self::Two => "two",
            Self::Few => "few",
            Self::Many => "many",
            Self::Other => "other",
        }
    }

    /// The form that `number` asks for in a language, given as a BCP 47 tag.
    #[must_use]
    pub fn of(number: usize, language: &str) -> Self {
        let tag = language.to_ascii_lowercase();
        let primary = tag.split('-').next().unwrap_or_default();
        match primary {
            "bm" | "bo" | "dz" | "hnj" | "id" | "ig" | "ii" | "in" | "ja" | "jbo" | "jv" | "jw" | "kde"
            | "kea" | "km" | "ko" | "lkt" | "lo" | "ms" | "my" | "nqo" | "osa" | "root" | "sah" | "ses"
            | "sg" | "su" | "th" | "to" | "tpi" | "vi" | "wo" | "yo" | "yue" | "zh" => Self::Other,
            "pt" if tag == "pt-pt" => romance(number, 1..=1),
            "ca" | "es" | "it" | "lld" | "scn" | "vec" => romance(number, 1..=1),
            "fr" | "pt" => romance(number, 0..=1),
            "be" | "ru" | "uk" => east_slavic(number),
            "bs" | "hr" | "sh" | "sr" => south_slavic(number),
            "cs" | "sk" => pick(&[(number == 1, Self::One), ((2..=4).contains(&number), Self::Few)]),
            "pl" => polish(number),
            "dsb" | "hsb" | "sl" => pick(&[
                (number % 100 == 1, Self::One),
                (number % 100 == 2, Self::Two),
                ((3..=4).contains(&(number % 100)), Self::Few),
            ]),
            "lt" => lithuanian(number),
            "lv" | "prg" => latvian(number),
            "is" | "mk" => pick(&[(number % 10 == 1 && number % 100 != 11, Self::One)]),
            "mo" | "ro" => pick(&[
                (number == 1, Self::One),
                (number == 0 || (1..=19).contains(&(number % 100)), Self::Few),
            ]),
            "ar" | "ars" => arabic(number),
            "he" | "iu" | "iw" | "naq" | "sat" | "se" | "sma" | "smi" | "smj" | "smn" | "sms" => {
                pick(&[(number == 1, Self::One), (number == 2, Self::Two)])
            }
            "ak" | "am" | "as" | "bho" | "bn" | "csw" | "doi" | "fa" | "ff" | "gu" | "guw" | "hi" | "hy"
            | "kab" | "kn" | "ln" | "mg" | "nso" | "pa" | "pcm" | "si" | "ti" | "wa" | "zu" => {
                pick(&[(number <= 1, Self::One)])
            }
            "ceb" | "fil" | "tl" => pick(&[(!matches!(number % 10, 4 | 6 | 9), Self::One)]),
            "blo" | "cv" | "ksh" | "lag" => pick(&[(number == 0, Self::Zero), (number == 1, Self::One)]),
            "shi" => pick(&[(number <= 1, Self::One), (number <= 10, Self::Few)]),
            "tzm" => pick(&[(number <= 1 || (11..=99).contains(&number), Self::One)]),
            "br" | "cy" | "ga" | "gd" | "gv" | "kw" => celtic(primary, number),
            "mt" => maltese(number),
            _ => pick(&[(number == 1, Self::One)]),
        }
    }
}

/// The first form whose condition holds.
fn pick(forms: &[(bool, Plural)]) -> Plural {
    forms.iter().find(|(holds, _)| *holds).map_or(Plural::Other, |(_, form)| *form)
}

/// A word of its own for whole millions: `un million de pages`.
fn romance(number: usize, one: std::ops::RangeInclusive<usize>) -> Plural {
    let million = number != 0 && number.is_multiple_of(1_000_000);
    pick(&[(one.contains(&number), Plural::One), (million, Plural::Many)])
}

fn east_slavic(number: usize) -> Plural {
    match south_slavic(number) {
        Plural::Other => Plural::Many,
        form => form,
    }
}

fn south_slavic(number: usize) -> Plural {
    pick(&[(number % 10 == 1 && number % 100 != 11, Plural::One), (is_few(number), Plural::Few)])
}

fn polish(number: usize) -> Plural {
    let form = pick(&[(number == 1, Plural::One), (is_few(number), Plural::Few)]);
    if form == Plural::Other { Plural::Many } else { form }
}

/// It ends in 2, 3 or 4, but not in 12, 13 or 14.
fn is_few(number: usize) -> bool {
    (2..=4).contains(&(number % 10)) && !(12..=14).contains(&(number % 100))
}

fn lithuanian(number: usize) -> Plural {
    let teen = (11..=19).contains(&(number % 100));
    pick(&[
        (number % 10 == 1 && !teen, Plural::One),
        ((2..=9).contains(&(number % 10)) && !teen, Plural::Few),
    ])
}

fn latvian(number: usize) -> Plural {
    let teen = (11..=19).contains(&(number % 100));
    pick(&[(number.is_multiple_of(10) || teen, Plural::Zero), (number % 10 == 1, Plural::One)])
}

fn arabic(number: usize) -> Plural {
    pick(&[
        (number == 0, Plural::Zero),
        (number == 1, Plural::One),
        (number == 2, Plural::Two),
        ((3..=10).contains(&(number % 100)), Plural::Few),
        ((11..=99).contains(&(number % 100)), Plural::Many),
    ])
}

fn maltese(number: usize) -> Plural {
    pick(&[
        (number == 1, Plural::One),
        (number == 2, Plural::Two),
        (number == 0 || (3..=10).contains(&(number % 100)), Plural::Few),
        ((11..=19).contains(&(number % 100)), Plural::Many),
    ])
}

fn celtic(language: &str, number: usize) -> Plural {
    let (ten, hundred) = (number % 10, number % 100);
    match language {
        "br" => {
            let off = matches!(hundred, 10..=19 | 70..=79 | 90..=99);
            let million = number != 0 && number.is_multiple_of(1_000_000);
            pick(&[
                (ten == 1 && !off, Plural::One),
                (ten == 2 && !off, Plural::Two),
                (matches!(ten, 3 | 4 | 9) && !off, Plural::Few),
                (million, Plural::Many),
            ])
        }
        "cy" => match number {
            0 => Plural::Zero,
            1 => Plural::One,
            2 => Plural::Two,
            3 => Plural::Few,
            6 => Plural::Many,
            _ => Plural::Other,
        },
        "ga" => match number {
            1 => Plural::One,
            2 => Plural::Two,
            3..=6 => Plural::Few,
            7..=10 => Plural::Many,
            _ => Plural::Other,
        },
        "gd" => match number {
            1 | 11 => Plural::One,
            2 | 12 => Plural::Two,
            3..=10 | 13..=19 => Plural::Few,
            _ => Plural::Other,
        },
        "gv" => pick(&[
            (ten == 1, Plural::One),
            (ten == 2, Plural::Two),
            (matches!(hundred, 0 | 20 | 40 | 60 | 80), Plural::Few),
        ]),
        _ => cornish(number),
    }
}

fn cornish(number: usize) -> Plural {
    let hundred = number % 100;
    let round =
        number.is_multiple_of(1000) && matches!(number % 100_000, 1000..=20_000 | 40_000 | 60_000 | 80_000);
    let two = matches!(hundred, 2 | 22 | 42 | 62 | 82) || round || number % 1_000_000 == 100_000;
    pick(&[
        (number == 0, Plural::Zero),
        (number == 1, Plural::One),
        (two, Plural::Two),
        (matches!(hundred, 3 | 23 | 43 | 63 | 83), Plural::Few),
        (matches!(hundred, 1 | 21 | 41 | 61 | 81), Plural::Many),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_language_counts_as_its_speakers_do() {
        for (language, forms) in [
            ("en-GB", [(0, "other"), (1, "one"), (2, "other"), (21, "other")].as_slice()),
            ("de", &[(0, "other"), (1, "one"), (101, "other")]),
            ("fr-CA", &[(0, "one"), (1, "one"), (2, "other"), (1_000_000, "many")]),
            ("pt", &[(0, "one"), (2, "other")]),
            ("pt-PT", &[(0, "other"), (1, "one"), (2_000_000, "many")]),
            ("ja", &[(0, "other"), (1, "other")]),
            ("ru", &[(1, "one"), (3, "few"), (5, "many"), (11, "many"), (21, "one"), (112, "many")]),
            ("pl", &[(1, "one"), (21, "many"), (22, "few"), (12, "many"), (0, "many")]),
            ("cs", &[(1, "one"), (4, "few"), (5, "other"), (22, "other")]),
            ("sl", &[(101, "one"), (2, "two"), (104, "few"), (5, "other")]),
            ("lt", &[(21, "one"), (9, "few"), (11, "other"), (10, "other")]),
            ("lv", &[(0, "zero"), (11, "zero"), (21, "one"), (22, "other")]),
            ("ro", &[(0, "few"), (1, "one"), (119, "few"), (20, "other")]),
            ("ar", &[(0, "zero"), (1, "one"), (2, "two"), (103, "few"), (11, "many"), (100, "other")]),
            ("he", &[(1, "one"), (2, "two"), (3, "other")]),
            ("cy", &[(0, "zero"), (3, "few"), (6, "many"), (7, "other")]),
            ("ga", &[(6, "few"), (7, "many"), (11, "other")]),
            ("nobody-speaks-it", &[(1, "one"), (2, "other")]),
        ] {
            for (number, form) in forms {
                assert_eq!(Plural::of(*number, language).name(), *form, "{number} in {language}");
            }
        }
    }
}
