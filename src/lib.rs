//! folio: a static site generator for portfolios of results that a stranger can check.
//!
//! The rooms below stand in the order of the pipeline; each imports only from rooms above it.
//! `ARCHITECTURE.md` walks one case study through them, and `tests/architecture.rs` holds them to it.

// 0 words
pub mod decimal;
pub mod diag;
pub mod path;
pub mod period;
pub mod source;
pub mod unit;
// 1 edge
pub mod clock;
pub mod fs;
pub mod net;
pub mod world;
// 2 records
pub mod memo;
pub mod model;
pub mod table;
pub mod yaml;
// 3 proof
pub mod proof;
// 4 parse
pub mod config;
pub mod data;
pub mod discover;
pub mod front_matter;
pub mod markdown;
pub mod schema;
// 5 site
pub mod claims;
pub mod i18n;
pub mod people;
pub mod route;
pub mod taxonomy;
// 6 render
pub mod asset;
pub mod body;
pub mod chart;
pub mod emit;
pub mod highlight;
pub mod image;
pub mod render;
pub mod theme;
// 7 output
pub mod output;
// 8 build
pub mod build;
// 9 run
pub mod editor;
pub mod explain;
pub mod scaffold;
pub mod specimen;
pub mod watch;
// 10 face
pub mod cli;
