//! What every reader of a report needs, worked out once: formats only lay it out.

pub(super) mod answer; // the one sentence that comes first
pub(super) mod certificate; // what a certificate says of itself
pub(super) mod data_file; // the data file and the address files, in words
pub(super) mod groups; // findings that say the same, told once
pub(super) mod inspection; // who may look into TLS, and who does
pub(super) mod servers; // what is odd about name servers
pub(super) mod tickets; // what to ask of whom
pub(super) mod times; // when what was done
pub(super) mod wildcards; // what a rule for a wildcard has to cover
