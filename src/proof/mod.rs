//! What was checked, and how.

pub mod calc;
pub mod digest;
pub mod lock;
pub mod manifest;
pub mod marks;
pub mod package;
