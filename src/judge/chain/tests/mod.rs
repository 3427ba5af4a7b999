//! Chains of every shape, and what is said of them.

mod attribution;
mod completion;
mod foreign;
mod genuine;
mod hostile;
mod pki;
mod quality;
