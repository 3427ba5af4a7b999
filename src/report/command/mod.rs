//! What the other commands write: the same data, other questions.

pub mod agent_config; // the route that passed, as the agent's settings
pub mod compare; // several reports beside each other
pub mod explain; // what a finding code means
pub mod list; // what will be checked
pub mod routes; // which route every endpoint takes
pub mod rules; // what to open, and settings of firewalls and proxies
pub mod verified; // what a bundle proves
