//! What the user wrote, checked and completed.

pub mod scalar;
