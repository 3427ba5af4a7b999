//! What exit codes mean, as help says it.

pub(super) const EXIT_CODES: &str = "Exit codes:
  0    every required endpoint passes, perhaps with warnings
  1    a required endpoint fails or is unproven; with `--fail-on warn` also
       where the verdict is a warning
  2    the tool could not do what was asked
  130  interrupted; what was seen so far is reported";
