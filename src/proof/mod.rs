//! What was checked, and how.

pub mod marks;
