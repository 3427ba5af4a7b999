//! Chains of every shape, and what is said of them.

mod attribution;
mod completion;
mod foreign;
mod genuine;
mod hostile;
mod odd;
mod pki;
mod quality;
mod shapes;
mod staple;
