//! The pattern of an address: `/:year/:month/:slug/`.

use super::{OutPath, PathError, Url, shown};

/// What a pattern may take from its page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Token {
    Year,
    Month,
    Day,
    /// The address of the page's section, without its outer slashes.
    Section,
    /// `slug:`, else the name of the file.
    Slug,
    /// The title as a slug.
    Title,
    /// The name of the file, of a bundle that of its folder.
    Filename,
}

/// The tokens as they are written, after their colon.
pub const TOKENS: [(&str, Token); 7] = [
    ("year", Token::Year),
    ("month", Token::Month),
    ("day", Token::Day),
    ("section", Token::Section),
    ("slug", Token::Slug),
    ("title", Token::Title),
    ("filename", Token::Filename),
];

/// A pattern that has been read: it begins with a slash and ends with one, or with `.html`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Permalink(Vec<Piece>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Text(String),
    Token(Token),
}

/// Why a text is no pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PermalinkError {
    /// There is no token of this name.
    UnknownToken(String),
    Path(PathError),
}

impl Permalink {
    /// # Errors
    /// For a token that is none, a missing slash, and text that no address may hold.
    pub fn parse(text: &str) -> Result<Self, PermalinkError> {
        let refused = |message: &str, hint: String| {
            let message = format!("the permalink `{}` {message}", shown(text));
            Err(PermalinkError::Path(PathError::new(message, hint)))
        };
        if !text.starts_with('/') {
            return refused("does not begin with a slash", format!("write `/{}`", shown(text)));
        }
        // A web server takes `.HTML` for another ending.
        if !text.ends_with('/') && text.strip_suffix(".html").is_none() {
            return refused("does not end with a slash", format!("write `{}/`", shown(text)));
        }
        let mut pieces = Vec::new();
        let mut parts = text.split(':');
        pieces.extend(parts.next().map(|first| Piece::Text(first.to_owned())));
        for part in parts {
            let end = part.find(|c: char| !c.is_ascii_alphabetic() && c != '_').unwrap_or(part.len());
            let (name, rest) = part.split_at(end);
            let Some((_, token)) = TOKENS.iter().find(|(known, _)| *known == name) else {
                return Err(PermalinkError::UnknownToken(name.to_owned()));
            };
            pieces.push(Piece::Token(*token));
            if !rest.is_empty() {
                pieces.push(Piece::Text(rest.to_owned()));
            }
        }
        let pattern = Self(pieces);
        // What stands between the tokens has to be fit for an address whatever they become.
        pattern.fill(|_| Some("x".to_owned())).map_err(PermalinkError::Path)?;
        Ok(pattern)
    }

    pub fn tokens(&self) -> impl Iterator<Item = Token> {
        self.0.iter().filter_map(|piece| match piece {
            Piece::Token(token) => Some(*token),
            Piece::Text(_) => None,
        })
    }

    /// The address of a page for which `value` gives each token. Nothing at a token is left out with its slash.
    ///
    /// # Errors
    /// When the result is no address.
    pub fn fill(&self, mut value: impl FnMut(Token) -> Option<String>) -> Result<Url, PathError> {
        let mut filled = String::new();
        for piece in &self.0 {
            match piece {
                Piece::Text(text) => filled.push_str(text),
                Piece::Token(token) => filled.push_str(&value(*token).unwrap_or_default()),
            }
        }
        let segments: Vec<&str> = filled.split('/').filter(|segment| !segment.is_empty()).collect();
        if segments.is_empty() {
            return Err(PathError::new("this is the address of the home page", "write another one"));
        }
        let path = segments.join("/");
        OutPath::check(&path)?;
        Url::parse(&format!("/{path}{}", if filled.ends_with('/') { "/" } else { "" }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(pattern: &str) -> String {
        let pattern = Permalink::parse(pattern).expect("a pattern");
        let value = |token| match token {
            Token::Year => Some("2024".to_owned()),
            Token::Month => Some("05".to_owned()),
            Token::Slug => Some("first".to_owned()),
            _ => None,
        };
        pattern.fill(value).expect("an address").as_str().to_owned()
    }

    #[test]
    fn tokens_stand_anywhere_and_an_empty_one_leaves_no_double_slash() {
        assert_eq!(filled("/:year/:month/:slug/"), "/2024/05/first/");
        assert_eq!(filled("/posts/:year-:month-:slug.html"), "/posts/2024-05-first.html");
        assert_eq!(filled("/:section/:slug/"), "/first/");
        assert_eq!(filled("/about/us/"), "/about/us/");
    }

    #[test]
    fn what_is_no_pattern_is_refused() {
        let said = |text: &str| match Permalink::parse(text).expect_err(text) {
            PermalinkError::UnknownToken(name) => format!("no token `{name}`"),
            PermalinkError::Path(error) => error.to_string(),
        };
        insta::assert_snapshot!(
            [":year/:slug/", "/:year/:slug", "/:yaer/", "/a/:/", "/../:slug/", "/a?b/", "/", "/con/:slug/"]
                .map(said)
                .join("\n"),
            @r"
        the permalink `:year/:slug/` does not begin with a slash (write `/:year/:slug/`)
        the permalink `/:year/:slug` does not end with a slash (write `/:year/:slug/`)
        no token `yaer`
        no token ``
        `../x` climbs out with `..` (write the path from the top, without `..`)
        `a?b` holds `?`, which not every file system takes (write `a-b`, say)
        this is the address of the home page (write another one)
        `con` is the name of a device on Windows (choose another name, a longer one for example)
        "
        );
    }
}
