//! `True`, `False`, `Unspecified`, and the numbers behind them: what `EnumConverter` takes.

/// A value of `usesystemdefault`, `autoDetect` or `bypassonlocal`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Switch {
    #[default]
    Unspecified,
    False,
    True,
    /// A number without a name: neither true nor unspecified.
    Other,
}

/// Names in any case or whole numbers, blanks around them; several behind commas are joined bit by bit
/// (`EnumConverter.ConvertFrom`, `Enum.Parse`).
pub(super) fn parse(text: &str) -> Option<Switch> {
    let mut joined = 0_i64;
    for part in text.split(',') {
        joined |= number(part.trim())?;
    }
    Some(match joined {
        -1 => Switch::Unspecified,
        0 => Switch::False,
        1 => Switch::True,
        _ => Switch::Other,
    })
}

fn number(word: &str) -> Option<i64> {
    let names = [("Unspecified", -1), ("False", 0), ("True", 1)];
    let named = names
        .into_iter()
        .find(|(name, _)| word.eq_ignore_ascii_case(name));
    if let Some((_, number)) = named {
        return Some(number);
    }
    word.parse::<i32>().ok().map(i64::from)
}
