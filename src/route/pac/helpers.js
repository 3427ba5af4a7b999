// The functions that every PAC script may call. `ask(name)` gives all addresses of a name, `own()`
// this machine's, `inNet(address, prefix)` and `sorted(addresses)` read addresses, `clock` is the
// moment of the run in milliseconds. Scripts cannot reach these five; what a script changes here,
// it changes for itself.
(function (ask, own, inNet, sorted, clock) {
  "use strict";
  const isV4 = (text) => /^\d{1,3}(\.\d{1,3}){3}$/.test(text) && text.split(".").every((n) => n < 256);
  const number = (v4) => v4.split(".").reduce((all, n) => all * 256 + Number(n), 0);
  const masked = (v4, mask) => (number(v4) & number(mask)) >>> 0;
  const firstV4 = (all) => all.find(isV4);
  const DAYS = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];
  const MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];

  // The arguments without a trailing "GMT", and the moment by the clock they mean.
  function moment(given) {
    const args = Array.from(given);
    const gmt = args[args.length - 1] === "GMT";
    if (gmt) args.pop();
    const now = new Date(clock);
    const part = (name) => now[(gmt ? "getUTC" : "get") + name]();
    return { args, part };
  }

  // Is `now` from `from` to `to`, both included? A range may go over the turn of day, week or year.
  const within = (now, from, to) =>
    from <= to ? from <= now && now <= to : from <= now || now <= to;

  function weekdayRange() {
    const { args, part } = moment(arguments);
    const [from, to] = [DAYS.indexOf(args[0]), DAYS.indexOf(args.length > 1 ? args[1] : args[0])];
    return from >= 0 && to >= 0 && within(part("Day"), from, to);
  }

  function timeRange() {
    const { args, part } = moment(arguments);
    const seconds = (h, m, s) => Number(h) * 3600 + Number(m) * 60 + Number(s);
    const now = seconds(part("Hours"), part("Minutes"), part("Seconds"));
    switch (args.length) {
      case 1: return part("Hours") === Number(args[0]);
      case 2: return within(part("Hours"), Number(args[0]), Number(args[1]));
      case 4: return within(now, seconds(args[0], args[1], 0), seconds(args[2], args[3], 59));
      case 6: return within(now, seconds(args[0], args[1], args[2]), seconds(args[3], args[4], args[5]));
      default: return false;
    }
  }

  // A day, a month or a year, told by its look.
  function date(parts) {
    const read = {};
    for (const part of parts) {
      const month = MONTHS.indexOf(part);
      if (month >= 0) read.month = month;
      else if (Number(part) < 32) read.day = Number(part);
      else read.year = Number(part);
    }
    return read;
  }

  function dateRange() {
    const { args, part } = moment(arguments);
    if (args.length === 0) return false;
    const half = args.length > 1 ? args.length / 2 : 1;
    const [from, to] = [date(args.slice(0, half)), date(args.slice(-half))];
    const now = { year: part("FullYear"), month: part("Month"), day: part("Date") };
    const kinds = ["year", "month", "day"].filter((kind) => kind in from);
    if (!Number.isInteger(half) || kinds.some((kind) => !(kind in to))) return false;
    // As one number, as far as it was given.
    const size = (d) => kinds.reduce((all, kind) => all * 100 + d[kind], 0);
    return within(size(now), size(from), size(to));
  }

  // `*` is anything, `?` any one character; without a regular expression, so that it ends soon.
  function shExpMatch(text, glob) {
    text = String(text);
    glob = String(glob);
    let [t, g, star, back] = [0, 0, -1, 0];
    while (t < text.length) {
      if (glob[g] === "*") [star, back] = [g++, t];
      else if (g < glob.length && (glob[g] === "?" || glob[g] === text[t])) [t, g] = [t + 1, g + 1];
      else if (star >= 0) [t, g] = [++back, star + 1];
      else return false;
    }
    while (glob[g] === "*") g++;
    return g === glob.length;
  }

  function isInNet(host, net, mask) {
    const address = isV4(host) ? host : firstV4(ask(host));
    return address !== undefined && isV4(net) && isV4(mask) && masked(address, mask) === masked(net, mask);
  }

  const helpers = {
    weekdayRange, timeRange, dateRange, shExpMatch, isInNet,
    isPlainHostName: (host) => !/[.:]/.test(host),
    dnsDomainIs: (host, domain) => String(host).toLowerCase().endsWith(String(domain).toLowerCase()),
    localHostOrDomainIs: (host, whole) => host === whole || String(whole).startsWith(host + "."),
    dnsDomainLevels: (host) => String(host).split(".").length - 1,
    isResolvable: (host) => isV4(host) || firstV4(ask(host)) !== undefined,
    dnsResolve: (host) => (isV4(host) ? host : firstV4(ask(host)) ?? null),
    convert_addr: (address) => (isV4(address) ? number(address) >>> 0 : 0),
    myIpAddress: () => firstV4(own()) ?? "127.0.0.1",
    alert: () => {},
    isResolvableEx: (host) => ask(host).length > 0,
    dnsResolveEx: (host) => ask(host).join(";"),
    isInNetEx: (address, prefix) => inNet(String(address), String(prefix)),
    myIpAddressEx: () => own().join(";"),
    sortIpAddressList: (list) => sorted(String(list)) ?? false,
    getClientVersion: () => "1.0",
  };
  for (const name of Object.keys(helpers)) globalThis[name] = helpers[name];
})
