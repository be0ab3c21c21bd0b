//! Kith's rooms in simulated worlds: nodes, clients, journals and a store in virtual time, with every fault that a seed
//! draws. The rooms are the real ones; what is around them is modelled here, and knows nothing of the server's code.

pub mod calm;
pub mod campaign;
pub mod clients;
pub mod dice;
pub mod disk;
pub mod doors;
pub mod event;
pub mod fate;
pub mod hub;
pub mod journal_work;
pub mod names;
pub mod node;
pub mod oracle;
pub mod plant;
pub mod process;
pub mod run;
pub mod store;
pub mod store_work;
pub mod swarm;
pub mod tally;
pub mod trace;
pub mod twin;
pub mod world;
