//! `kith seed-demo`.
