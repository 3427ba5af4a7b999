//! One signature, one key: valid, invalid, or not checkable here.
