//! The library of ECMAScript 5.1 (15, and annex B.2), as far as a script can name it.

/// Names by the path of the object that has them.
pub(super) const KNOWN: &[(&str, &str)] = &[
    (
        "",
        "NaN Infinity undefined eval parseInt parseFloat isNaN isFinite decodeURI decodeURIComponent \
         encodeURI encodeURIComponent escape unescape Object Function Array String Boolean Number Date \
         RegExp Error EvalError RangeError ReferenceError SyntaxError TypeError URIError Math JSON",
    ),
    (
        "Object",
        "length name prototype getPrototypeOf getOwnPropertyDescriptor getOwnPropertyNames create \
         defineProperty defineProperties seal freeze preventExtensions isSealed isFrozen isExtensible keys",
    ),
    (
        "Object.prototype",
        "constructor toString toLocaleString valueOf hasOwnProperty isPrototypeOf propertyIsEnumerable",
    ),
    (
        "Function.prototype",
        "constructor length name toString apply call bind",
    ),
    ("Array", "length name prototype isArray"),
    (
        "Array.prototype",
        "constructor length toString toLocaleString concat join pop push reverse shift slice sort splice \
         unshift indexOf lastIndexOf every some forEach map filter reduce reduceRight",
    ),
    ("String", "length name prototype fromCharCode"),
    (
        "String.prototype",
        "constructor length toString valueOf charAt charCodeAt concat indexOf lastIndexOf localeCompare match \
         replace search slice split substring toLowerCase toLocaleLowerCase toUpperCase toLocaleUpperCase \
         trim substr anchor big blink bold fixed fontcolor fontsize italics link small strike sub sup",
    ),
    (
        "Number",
        "length name prototype MAX_VALUE MIN_VALUE NaN NEGATIVE_INFINITY POSITIVE_INFINITY",
    ),
    (
        "Number.prototype",
        "constructor toString toLocaleString valueOf toFixed toExponential toPrecision",
    ),
    (
        "Math",
        "E LN10 LN2 LOG2E LOG10E PI SQRT1_2 SQRT2 abs acos asin atan atan2 ceil cos exp floor log max min pow \
         random round sin sqrt tan",
    ),
    ("Date", "length name prototype parse UTC now"),
    (
        "Date.prototype",
        "constructor toString toDateString toTimeString toLocaleString toLocaleDateString toLocaleTimeString \
         valueOf getTime getFullYear getUTCFullYear getMonth getUTCMonth getDate getUTCDate getDay getUTCDay \
         getHours getUTCHours getMinutes getUTCMinutes getSeconds getUTCSeconds getMilliseconds \
         getUTCMilliseconds getTimezoneOffset setTime setMilliseconds setUTCMilliseconds setSeconds \
         setUTCSeconds setMinutes setUTCMinutes setHours setUTCHours setDate setUTCDate setMonth setUTCMonth \
         setFullYear setUTCFullYear toUTCString toISOString toJSON getYear setYear toGMTString",
    ),
    (
        "RegExp.prototype",
        "constructor exec test toString compile source global ignoreCase multiline lastIndex",
    ),
    ("JSON", "parse stringify"),
];
