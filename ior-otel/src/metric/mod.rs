//! What was counted becomes metrics.

pub mod cell;
pub mod containers;
pub mod totals;

pub mod point;
pub mod series;

pub mod exemplars;
pub mod export;
pub mod stage;
