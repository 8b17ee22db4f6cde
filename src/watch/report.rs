//! Which mistakes are told, and when: each once, and as mended only when that is known.

use crate::diag::Diagnostic;
use crate::path::SitePath;
use std::collections::BTreeSet;

/// A mistake in the words of the terminal: pieces of text, each with the name of its style or an empty one.
pub type Block = Vec<(&'static str, String)>;

/// How a mistake is said.
pub type Words<'a> = &'a dyn Fn(&Diagnostic) -> Block;

/// What was told so far.
pub struct Report<'a> {
    words: Words<'a>,
    /// The mistakes that stand.
    standing: Vec<(Block, Diagnostic)>,
    /// Everything that was said and still holds, warnings among it.
    said: BTreeSet<Block>,
    /// Files that changed since everything was known.
    changed: BTreeSet<String>,
}

/// What is to be told now.
#[derive(Debug, Default)]
pub struct News {
    /// For browsers, all mistakes, if they are not those that were told last.
    pub blocks: Option<Vec<Block>>,
    /// What was not said before, warnings among it.
    pub found: Vec<Diagnostic>,
    pub mended: bool,
}

impl<'a> Report<'a> {
    pub fn new(words: Words<'a>) -> Self {
        Self { words, standing: Vec::new(), said: BTreeSet::new(), changed: BTreeSet::new() }
    }

    /// Files that are not as they were when mistakes in them were found.
    pub fn changed(&mut self, paths: &[SitePath]) {
        self.changed.extend(paths.iter().map(|path| path.as_str().to_owned()));
    }

    /// Takes in what is wrong. Unless `all` is known, a mistake that is not among it may be in a page that was not
    /// made yet: it stands, if its file is as it was.
    pub fn take(&mut self, diagnostics: Vec<Diagnostic>, all: bool) -> News {
        let mut standing = Vec::new();
        let mut said = BTreeSet::new();
        let mut news = News::default();
        for diagnostic in diagnostics {
            let block = (self.words)(&diagnostic);
            if !self.said.contains(&block) && said.insert(block.clone()) {
                news.found.push(diagnostic.clone());
            }
            said.insert(block.clone());
            if diagnostic.is_error() {
                standing.push((block, diagnostic));
            }
        }
        if all {
            self.changed.clear();
        } else {
            let known: BTreeSet<&Block> = standing.iter().map(|(block, _)| block).collect();
            let doubtful: Vec<_> = self
                .standing
                .iter()
                .filter(|(block, diagnostic)| !known.contains(block) && self.may_stand(diagnostic))
                .cloned()
                .collect();
            standing.extend(doubtful);
            said.extend(self.said.iter().cloned());
        }
        let blocks = |standing: &[(Block, Diagnostic)]| -> Vec<Block> {
            standing.iter().map(|(block, _)| block.clone()).collect()
        };
        let (before, now) = (blocks(&self.standing), blocks(&standing));
        news.mended = now.is_empty() && !before.is_empty();
        news.blocks = (before != now).then_some(now);
        self.standing = standing;
        self.said = said;
        news
    }

    fn may_stand(&self, diagnostic: &Diagnostic) -> bool {
        diagnostic.place.as_ref().is_some_and(|place| !self.changed.contains(place.source.name()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::Code;

    fn error(file: &str, words: &str) -> Diagnostic {
        Diagnostic::error(Code("test"), words).in_file(file)
    }

    fn words(diagnostic: &Diagnostic) -> Block {
        vec![("error", diagnostic.message.clone())]
    }

    fn told(news: &News) -> (Option<usize>, Vec<&str>, bool) {
        let found = news.found.iter().map(|diagnostic| &*diagnostic.message).collect();
        (news.blocks.as_ref().map(Vec::len), found, news.mended)
    }

    #[test]
    fn a_mistake_is_told_once_and_so_is_that_it_is_mended() {
        let mut report = Report::new(&words);
        assert_eq!(told(&report.take(vec![error("a.md", "x")], false)), (Some(1), vec!["x"], false));
        assert_eq!(told(&report.take(vec![error("a.md", "x")], true)), (None, vec![], false));
        report.changed(&[SitePath::parse("a.md").expect("a path")]);
        assert_eq!(told(&report.take(vec![], false)), (Some(0), vec![], true));
        assert_eq!(told(&report.take(vec![], true)), (None, vec![], false));
    }

    #[test]
    fn a_mistake_in_a_page_that_was_not_made_again_stands_until_it_is() {
        let mut report = Report::new(&words);
        report.take(vec![error("a.md", "x"), error("b.md", "y")], true);
        report.changed(&[SitePath::parse("b.md").expect("a path")]);
        assert_eq!(told(&report.take(vec![], false)), (Some(1), vec![], false));
        assert_eq!(told(&report.take(vec![error("a.md", "x")], true)), (None, vec![], false));
        report.changed(&[SitePath::parse("b.md").expect("a path")]);
        assert_eq!(told(&report.take(vec![], true)), (Some(0), vec![], true));
    }

    #[test]
    fn warnings_are_said_and_never_shown_over_a_page() {
        let mut report = Report::new(&words);
        let warning = || Diagnostic::warning(Code("test"), "w");
        assert_eq!(told(&report.take(vec![warning()], true)), (None, vec!["w"], false));
        assert_eq!(told(&report.take(vec![warning()], true)), (None, vec![], false));
    }
}
