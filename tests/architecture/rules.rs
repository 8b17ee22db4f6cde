//! What the house holds its rooms to, as data, and the reading of it.

use super::house::{House, Mention, What};
use std::collections::BTreeSet;

pub struct Rules<'a> {
    /// The rooms, lowest layer first, each layer from left to right.
    pub layers: &'a [&'a [&'a str]],
    /// Rooms that may import nothing but these.
    pub narrow: &'a [(&'a str, &'a [&'a str])],
    /// Paths of other crates, and the rooms that may name them.
    pub only_in: &'a [(&'a str, &'a [&'a str])],
    pub methods_only_in: &'a [(&'a str, &'a [&'a str])],
    pub macros_only_in: &'a [(&'a str, &'a [&'a str])],
}

impl Rules<'_> {
    /// Layer, and place in it. Their order is the order of the table.
    fn position(&self, room: &str) -> Option<(usize, usize)> {
        self.layers
            .iter()
            .enumerate()
            .find_map(|(layer, rooms)| Some((layer, rooms.iter().position(|known| *known == room)?)))
    }
}

/// Every breach, each as `file:line: what is wrong`.
pub fn faults(house: &House, rules: &Rules) -> Vec<String> {
    let mut faults: BTreeSet<String> = house.gaps.iter().cloned().collect();
    for (room, line) in &house.rooms {
        if rules.position(room).is_none() {
            faults.insert(format!("lib.rs:{line}: `{room}` is no room of the table"));
        }
    }
    for room in rules.layers.iter().copied().flatten() {
        if !house.rooms.contains_key(*room) {
            faults.insert(format!("the table names `{room}`, which the house does not have"));
        }
    }
    for mention in &house.mentions {
        let Mention { file, line, room, what } = mention;
        let fault = match what {
            What::Inside { path, glob } => inside(house, rules, room, path, *glob),
            What::Outside { path, glob } => outside(rules, room, path, *glob),
            What::Macro(name) => belongs(rules.macros_only_in, room, name, "!"),
            What::Method(name) => belongs(rules.methods_only_in, room, name, "()"),
        };
        faults.extend(fault.map(|fault| format!("{file}:{line}: {fault}")));
    }
    faults.into_iter().collect()
}

fn inside(house: &House, rules: &Rules, room: &str, path: &[String], glob: bool) -> Option<String> {
    let Some(other) = path.first() else {
        let how = if glob { "imports a glob of" } else { "renames" };
        return Some(format!("`{room}` {how} the crate's root, which hides what it uses"));
    };
    if !house.rooms.contains_key(other) {
        return Some(format!("`{room}` names `{other}` at the crate's root, which is no room"));
    }
    if room == other {
        return None;
    }
    if let Some((_, allowed)) = rules.narrow.iter().find(|(narrow, _)| narrow == &room)
        && !allowed.contains(&other.as_str())
    {
        return Some(format!("`{room}` imports `{other}`, but may import only {}", allowed.join(", ")));
    }
    match (rules.position(room), rules.position(other)) {
        (Some(own), Some(theirs)) if own.0 < theirs.0 => {
            Some(format!("`{room}` (layer {}) imports `{other}` of the higher layer {}", own.0, theirs.0))
        }
        (Some(own), Some(theirs)) if own < theirs => {
            Some(format!("`{room}` imports `{other}`, which stands to its right in layer {}", own.0))
        }
        _ => None,
    }
}

fn outside(rules: &Rules, room: &str, path: &[String], glob: bool) -> Option<String> {
    let path = path.join("::");
    let under = |inner: &str, outer: &str| inner == outer || inner.starts_with(&format!("{outer}::"));
    rules
        .only_in
        .iter()
        .find(|(guarded, rooms)| {
            !rooms.contains(&room) && (under(&path, guarded) || (glob && under(guarded, &path)))
        })
        .map(|(guarded, rooms)| format!("`{room}` names `{guarded}`, which is for {}", list(rooms)))
}

fn belongs(table: &[(&str, &[&str])], room: &str, name: &str, mark: &str) -> Option<String> {
    table
        .iter()
        .find(|(guarded, rooms)| *guarded == name && !rooms.contains(&room))
        .map(|(_, rooms)| format!("`{room}` calls `{name}{mark}`, which is for {}", list(rooms)))
}

fn list(rooms: &[&str]) -> String {
    if rooms.is_empty() { "no room".to_owned() } else { format!("{} only", rooms.join(", ")) }
}
