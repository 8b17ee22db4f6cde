//! The themes that ship inside the binary.

/// Path from folio's own root (`themes/base/theme.yaml`) and content, sorted by path.
pub const FILES: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/themes.rs"));

/// The files of one theme.
pub fn files(theme: &str) -> impl Iterator<Item = (&'static str, &'static [u8])> {
    let prefix = format!("themes/{theme}/");
    FILES.iter().copied().filter(move |(path, _)| path.starts_with(&prefix))
}

/// The names of the themes.
pub fn names() -> Vec<&'static str> {
    let mut names: Vec<_> = FILES
        .iter()
        .filter_map(|(path, _)| path.strip_prefix("themes/")?.strip_suffix("/theme.yaml"))
        .filter(|name| !name.contains('/'))
        .collect();
    names.sort_unstable();
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_theme_and_its_base_are_inside() {
        assert!(names().contains(&"base"));
        assert!(names().contains(&crate::config::DEFAULT_THEME));
        assert!(files("base").any(|(path, _)| path == "themes/base/templates/page.html"));
    }
}
