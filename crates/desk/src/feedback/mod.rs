//! Helpful or not, and satisfaction asked once.

mod csat;
mod rate;

pub use csat::{CsatError, rate_satisfaction};
pub use rate::{RateError, rate};
