//! Whose certificates are these: name, time, strength and the way to an expected key, apart.
