//! folio's promises, as a stranger meets them: one binary, one file for each kind of promise.

#![allow(
    clippy::disallowed_methods,
    reason = "tests lay out sites and look at what became of them, on the real disk"
)]

mod amend;
mod architecture;
mod assets;
mod calculations;
mod cards;
mod cases;
mod check;
mod code;
mod commands;
mod commonmark;
mod components;
mod data;
mod documentation;
mod editors;
mod edits;
mod emit;
mod evidence;
mod explain;
mod figures;
mod hosting;
mod hosts;
mod images;
mod known_evidence;
mod markdown;
mod memo;
mod newcomer;
mod output;
mod paths;
mod people;
mod reading;
mod readme;
mod ready_made;
mod recalculation;
mod refused;
mod resume;
mod same_bytes;
mod search;
mod sections;
mod session;
mod site;
mod templates;
mod terms;
mod theme_commands;
mod themes;
mod verify;
mod watch;
