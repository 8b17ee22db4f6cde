//! What was checked, and how.

pub mod calc;
pub mod marks;
