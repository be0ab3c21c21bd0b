//! The journal against real files: order, torn ends, damage, full disks, killed processes, and the order of system
//! calls as `strace` sees it. Linux has all of these; what a machine lacks is skipped there and fails under `CI=true`.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails there")]

mod bed;
mod child;
mod damage;
mod death;
mod disk;
mod model;
mod order;
mod power;
mod release;
