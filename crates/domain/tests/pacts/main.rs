//! Tables of cases: who may do what with a pact, when it is over, what was completed of it, and what is earned.

#[cfg(test)]
mod achievements;
#[cfg(test)]
mod completion;
#[cfg(test)]
mod notices;
#[cfg(test)]
mod table;
#[cfg(test)]
mod words;
