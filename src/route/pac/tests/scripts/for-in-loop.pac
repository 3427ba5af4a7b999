function FindProxyForURL(url, host) {
  rules = {".corp.example": "DIRECT", ".vault.azure.net": "PROXY vault.corp.example:8080"};
  for (suffix in rules) {
    if (dnsDomainIs(host, suffix)) { return rules[suffix]; }
  }
  return "PROXY proxy.corp.example:8080";
}
