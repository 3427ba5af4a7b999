//! What commands other than `check` and `judge` write, one file or folder a command.

pub mod agent_config; // the route that passed, as the agent's settings
pub mod compare; // several reports beside each other → text
pub mod explain; // a finding code → text
pub mod list; // what will be checked → text
pub mod routes; // which route every endpoint takes → text
pub mod rules; // what to open → text, and settings of firewalls and proxies
pub mod verify; // what a bundle proves → text
