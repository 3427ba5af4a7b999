//! .NET's classes of characters, as far as ASCII goes.

/// The set with this character, if it is ASCII.
pub(super) fn one(c: char) -> u128 {
    if c.is_ascii() { 1 << u32::from(c) } else { 0 }
}

/// The set of these characters, both ends in it.
pub(super) fn range(from: char, to: char) -> u128 {
    ('\0'..='\x7f')
        .filter(|c| (from..=to).contains(c))
        .map(one)
        .sum()
}

/// All but the line feed.
pub(super) const NOT_LINE_END: u128 = !(1 << 10);

pub(super) fn all() -> u128 {
    u128::MAX
}

pub(super) fn of(fits: impl Fn(char) -> bool) -> u128 {
    ('\0'..='\x7f').filter(|c| fits(*c)).map(one).sum()
}

/// With both cases of every letter.
pub(super) fn folded(set: u128) -> u128 {
    let has = |c: char| set & one(c) != 0;
    set | of(|c| has(c.to_ascii_lowercase()) || has(c.to_ascii_uppercase()))
}

pub(super) fn digits() -> u128 {
    of(|c| c.is_ascii_digit())
}

pub(super) fn words() -> u128 {
    of(is_word)
}

pub(super) fn spaces() -> u128 {
    of(|c| matches!(c, '\t'..='\r' | ' '))
}

/// `RegexCharClass.IsWordChar`, for all of Unicode: names of groups may have such letters.
pub(super) fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// `\p{NAME}`: a category, or a block; nothing for a name that .NET does not know.
pub(super) fn property(name: &str, ignore_case: bool) -> Option<u128> {
    if ignore_case && matches!(name, "Lu" | "Ll" | "Lt") {
        return Some(of(|c| c.is_ascii_alphabetic()));
    }
    category(name).or_else(|| match name {
        "IsBasicLatin" => Some(all()),
        other => BLOCKS.contains(&other).then_some(0),
    })
}

fn category(name: &str) -> Option<u128> {
    let chars = |text: &str| text.chars().map(one).sum();
    Some(match name {
        "L" => of(|c| c.is_ascii_alphabetic()),
        "Lu" => of(|c| c.is_ascii_uppercase()),
        "Ll" => of(|c| c.is_ascii_lowercase()),
        "N" | "Nd" => digits(),
        "C" | "Cc" => of(|c| c.is_ascii_control()),
        "P" => chars("!\"#%&'()*,-./:;?@[\\]_{}"),
        "Pc" => one('_'),
        "Pd" => one('-'),
        "Ps" => chars("([{"),
        "Pe" => chars(")]}"),
        "Po" => chars("!\"#%&'*,./:;?@\\"),
        "S" => chars("$+<=>^`|~"),
        "Sc" => one('$'),
        "Sk" => chars("^`"),
        "Sm" => chars("+<=>|~"),
        "Z" | "Zs" => one(' '),
        "Lt" | "Lm" | "Lo" | "M" | "Mn" | "Mc" | "Me" | "Nl" | "No" | "Cf" | "Cs" | "Co" | "Cn"
        | "Pi" | "Pf" | "So" | "Zl" | "Zp" => 0,
        _ => return None,
    })
}

/// The blocks beyond ASCII that `RegexCharClass` names.
const BLOCKS: [&str; 107] = [
    "IsAlphabeticPresentationForms",
    "IsArabic",
    "IsArabicPresentationForms-A",
    "IsArabicPresentationForms-B",
    "IsArmenian",
    "IsArrows",
    "IsBengali",
    "IsBlockElements",
    "IsBopomofo",
    "IsBopomofoExtended",
    "IsBoxDrawing",
    "IsBraillePatterns",
    "IsBuhid",
    "IsCJKCompatibility",
    "IsCJKCompatibilityForms",
    "IsCJKCompatibilityIdeographs",
    "IsCJKRadicalsSupplement",
    "IsCJKSymbolsandPunctuation",
    "IsCJKUnifiedIdeographs",
    "IsCJKUnifiedIdeographsExtensionA",
    "IsCherokee",
    "IsCombiningDiacriticalMarks",
    "IsCombiningDiacriticalMarksforSymbols",
    "IsCombiningHalfMarks",
    "IsCombiningMarksforSymbols",
    "IsControlPictures",
    "IsCurrencySymbols",
    "IsCyrillic",
    "IsCyrillicSupplement",
    "IsDevanagari",
    "IsDingbats",
    "IsEnclosedAlphanumerics",
    "IsEnclosedCJKLettersandMonths",
    "IsEthiopic",
    "IsGeneralPunctuation",
    "IsGeometricShapes",
    "IsGeorgian",
    "IsGreek",
    "IsGreekExtended",
    "IsGreekandCoptic",
    "IsGujarati",
    "IsGurmukhi",
    "IsHalfwidthandFullwidthForms",
    "IsHangulCompatibilityJamo",
    "IsHangulJamo",
    "IsHangulSyllables",
    "IsHanunoo",
    "IsHebrew",
    "IsHighPrivateUseSurrogates",
    "IsHighSurrogates",
    "IsHiragana",
    "IsIPAExtensions",
    "IsIdeographicDescriptionCharacters",
    "IsKanbun",
    "IsKangxiRadicals",
    "IsKannada",
    "IsKatakana",
    "IsKatakanaPhoneticExtensions",
    "IsKhmer",
    "IsKhmerSymbols",
    "IsLao",
    "IsLatin-1Supplement",
    "IsLatinExtended-A",
    "IsLatinExtended-B",
    "IsLatinExtendedAdditional",
    "IsLetterlikeSymbols",
    "IsLimbu",
    "IsLowSurrogates",
    "IsMalayalam",
    "IsMathematicalOperators",
    "IsMiscellaneousMathematicalSymbols-A",
    "IsMiscellaneousMathematicalSymbols-B",
    "IsMiscellaneousSymbols",
    "IsMiscellaneousSymbolsandArrows",
    "IsMiscellaneousTechnical",
    "IsMongolian",
    "IsMyanmar",
    "IsNumberForms",
    "IsOgham",
    "IsOpticalCharacterRecognition",
    "IsOriya",
    "IsPhoneticExtensions",
    "IsPrivateUse",
    "IsPrivateUseArea",
    "IsRunic",
    "IsSinhala",
    "IsSmallFormVariants",
    "IsSpacingModifierLetters",
    "IsSpecials",
    "IsSuperscriptsandSubscripts",
    "IsSupplementalArrows-A",
    "IsSupplementalArrows-B",
    "IsSupplementalMathematicalOperators",
    "IsSyriac",
    "IsTagalog",
    "IsTagbanwa",
    "IsTaiLe",
    "IsTamil",
    "IsTelugu",
    "IsThaana",
    "IsThai",
    "IsTibetan",
    "IsUnifiedCanadianAboriginalSyllabics",
    "IsVariationSelectors",
    "IsYiRadicals",
    "IsYiSyllables",
    "IsYijingHexagramSymbols",
];
