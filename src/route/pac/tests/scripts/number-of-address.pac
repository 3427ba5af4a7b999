function FindProxyForURL(url, host) {
  var ip = dnsResolve(host);
  if (ip === null) return "PROXY unknown.corp.example:8080";
  var number = convert_addr(ip);
  if ((number & 0xff000000) == (10 << 24)) return "DIRECT";
  if (number < 0) return "PROXY upper.corp.example:8080";
  return "PROXY lower.corp.example:8080";
}
