// The functions that every PAC script may call, as Chromium and Firefox have them (their libraries
// are the same in all but isPlainHostName, where Chromium's is taken). Where Windows' engine is known
// to differ, the function says so. They take whatever JavaScript passes: null, nothing, numbers,
// objects. Where that makes a browser's own function throw, the answer here is false, 0 or null, with
// two exceptions that are the script's own: a pattern that is no regular expression, and names that
// are too many, which the run reports after the script has ended.
//
// `ask(name)` gives all addresses of a name, `own()` this machine's; `isAddress(text)`,
// `inNet(address, prefix)` and `sorted(addresses)` read addresses; `clock` is the moment of the run
// in milliseconds. Scripts cannot reach these six; what a script changes here, it changes for itself.
(function (ask, own, isAddress, inNet, sorted, clock) {
  "use strict";
  const DAYS = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];
  const MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];

  // A text as it is, anything else undefined.
  const textOf = (value) =>
    typeof value === "string" ? value : value instanceof String ? plain(value) : undefined;

  // What is not an object as it is, an object as the text it gives. One that gives none is undefined.
  function plain(value) {
    if (typeof value === "symbol") return undefined;
    if (typeof value !== "object" && typeof value !== "function") return value;
    try {
      return value === null ? null : String(value);
    } catch (error) {
      // Out of memory, out of stack: this is no matter of the value.
      if (error instanceof InternalError || error instanceof RangeError) throw error;
      return undefined;
    }
  }

  // A text that the functions outside can read; a String object is none to them, as in browsers.
  const asciiOf = (value) =>
    typeof value === "string" && /^[\x00-\x7f]*$/.test(value) ? value : undefined;

  const V4 = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/;
  const isV4 = (text) => {
    const parts = V4.exec(text);
    return parts !== null && parts.slice(1).every((part) => Number(part) <= 255);
  };
  const addresses = (host) => {
    const name = asciiOf(host);
    return name === undefined ? [] : ask(name);
  };
  const firstV4 = (all) => all.find(isV4);

  // Only a text is a name: browsers answer null to all else (Firefox since its bug 1724345).
  const dnsResolve = (host) =>
    (typeof host === "string" && isV4(host) ? host : firstV4(addresses(host))) ?? null;

  // A signed number of 32 bits, as in browsers; no address is read as far as it has numbers.
  function convert_addr(address) {
    const bytes = (textOf(address) ?? "").split(".");
    return bytes.slice(0, 4).reduce((all, byte, at) => all | ((byte & 0xff) << (24 - 8 * at)), 0);
  }

  function isInNet(host, net, mask) {
    const [written, wanted, bits] = [textOf(host), textOf(net), textOf(mask)];
    if (!isV4(wanted) || !isV4(bits)) return false;
    const address = isV4(written) ? written : dnsResolve(host);
    if (address === null) return false;
    const of = (text) => convert_addr(text) & convert_addr(bits);
    return of(address) === of(wanted);
  }

  function isPlainHostName(host) {
    const name = textOf(host);
    return name !== undefined && !name.includes(".") && !(asciiOf(name) !== undefined && isAddress(name));
  }

  // Upper and lower case differ, in browsers and in .NET.
  function dnsDomainIs(host, domain) {
    const [name, end] = [textOf(host), textOf(domain)];
    return name !== undefined && end !== undefined && name.endsWith(end);
  }

  function localHostOrDomainIs(host, whole) {
    const [name, full] = [textOf(host), textOf(whole)];
    return name !== undefined && full !== undefined && (name === full || full.startsWith(name + "."));
  }

  // A dot is a dot, `*` is anything, `?` is any one character; the rest is a regular expression, from
  // the start of the text to its end: `(a|b)` and `[0-9]` work. In Internet Explorer `?` and `*` alone
  // have a meaning (Microsoft's article Q274204), and so it is in .NET's own reader of scripts.
  const MEANING = { ".": "\\.", "*": ".*", "?": "." };
  function shExpMatch(text, pattern) {
    const shell = textOf(pattern);
    const subject = plain(text);
    if (shell === undefined || (subject === undefined && text !== undefined)) return false;
    const expression = shell.replace(/[.*?]/g, (sign) => MEANING[sign]);
    let fits;
    try {
      fits = new RegExp("^" + expression + "$");
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      throw new SyntaxError("shExpMatch cannot read the pattern `" + shell + "`: " + error.message);
    }
    return fits.test(subject);
  }

  // The arguments without a trailing "GMT", none where one cannot be read; and the clock's hands: they
  // are read as UTC, whatever the zone they were set in.
  function moment(given) {
    const args = Array.from(given, plain);
    if (args.some((value, at) => value === undefined && given[at] !== undefined)) args.length = 0;
    const gmt = args[args.length - 1] === "GMT";
    if (gmt) args.pop();
    const now = new Date(clock);
    if (!gmt) now.setTime(clock - now.getTimezoneOffset() * 60000);
    return { args, now };
  }

  // Is `now` from `from` to `to`, both included? A range may go over the turn of day, week or year.
  const within = (now, from, to) =>
    from <= to ? from <= now && now <= to : from <= now || now <= to;

  function weekdayRange() {
    const { args, now } = moment(arguments);
    const from = DAYS.indexOf(args[0]);
    const to = args.length === 2 ? DAYS.indexOf(args[1]) : from;
    return from >= 0 && to >= 0 && within(now.getUTCDay(), from, to);
  }

  // Hours alone do not go over midnight, hours with minutes do.
  function timeRange() {
    const { args, now } = moment(arguments);
    const [hour, minute, second] = [now.getUTCHours(), now.getUTCMinutes(), now.getUTCSeconds()];
    const whole = (value) => Math.trunc(Number(value));
    const at = (h, m, s) => whole(h) * 3600 + whole(m) * 60 + whole(s);
    const rightNow = at(hour, minute, second);
    switch (args.length) {
      case 1: return hour == args[0];
      case 2: return args[0] <= hour && hour <= args[1];
      case 4: return within(rightNow, at(args[0], args[1], 0), at(args[2], args[3], 59));
      case 6: return within(rightNow, at(...args.slice(0, 3)), at(...args.slice(3)));
      default: return false;
    }
  }

  // What a part of a date is, told by its look: a day, a year, or else a month.
  function datePart(part) {
    const number = parseInt(part, 10);
    if (Number.isNaN(number)) return { month: MONTHS.indexOf(part) };
    return number < 32 ? { day: number } : { year: number };
  }

  // The first half of the parts changes the year's first moment, one after the other, the second half
  // its last. So it is in browsers, where a month that is too short for the day runs over into the next.
  function dateRange() {
    const { args, now } = moment(arguments);
    // "GMT" alone is the whole year.
    if (args.length === 0) return arguments.length === 1 && textOf(arguments[0]) === "GMT";
    const [year, month] = [now.getUTCFullYear(), now.getUTCMonth()];
    const parts = args.map(datePart);
    if (parts.length === 1) {
      const [only] = parts;
      return only.month === month || only.day === now.getUTCDate() || only.year === year;
    }
    const set = (date, part) => {
      if ("month" in part) date.setUTCMonth(part.month);
      else if ("day" in part) date.setUTCDate(part.day);
      else date.setUTCFullYear(part.year);
    };
    const half = parts.length >> 1;
    const from = new Date(Date.UTC(year, 0, 1));
    const to = new Date(Date.UTC(year, 11, 31, 23, 59, 59));
    parts.slice(0, half).forEach((part) => set(from, part));
    parts.slice(half).forEach((part) => set(to, part));
    // Two parts that begin with a day are of this month.
    if (parts.length === 2 && "day" in parts[0]) [from, to].forEach((date) => date.setUTCMonth(month));
    return within(now, from, to);
  }

  function isInNetEx(address, prefix) {
    if (typeof address !== "string" || typeof prefix !== "string") return null;
    const [ascii, net] = [asciiOf(address), asciiOf(prefix)];
    return ascii !== undefined && net !== undefined && inNet(ascii, net);
  }

  function sortIpAddressList(list) {
    const text = asciiOf(list);
    return text === undefined ? null : sorted(text) ?? false;
  }

  const helpers = {
    convert_addr, dateRange, dnsDomainIs, dnsResolve, isInNet, isInNetEx, isPlainHostName,
    localHostOrDomainIs, shExpMatch, sortIpAddressList, timeRange, weekdayRange,
    alert: () => {},
    dnsDomainLevels: (host) => (textOf(host) ?? "").split(".").length - 1,
    dnsResolveEx: (host) => addresses(host).join(";"),
    getClientVersion: () => "1.0",
    isResolvable: (host) => dnsResolve(host) !== null,
    isResolvableEx: (host) => addresses(host).length > 0,
    isValidIpAddress: (address) => isV4(plain(address)),
    myIpAddress: () => firstV4(own()) ?? "127.0.0.1",
    myIpAddressEx: () => own().join(";"),
  };
  for (const name of Object.keys(helpers)) globalThis[name] = helpers[name];
})
