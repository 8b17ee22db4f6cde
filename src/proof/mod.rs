//! What was checked, and how.

pub mod calc;
pub mod digest;
pub mod forensics;
pub mod git;
pub mod lock;
pub mod manifest;
pub mod marks;
pub mod package;
pub mod page;
pub mod script;
pub mod words;
