function FindProxyForURL(url, host) {
  if (dnsDomainLevels(host) == 0) return "DIRECT";
  if (dnsDomainLevels(host) > 2) return "PROXY deep.corp.example:8080";
  return "PROXY flat.corp.example:8080";
}
