function FindProxyForURL(url, host) {
  if (isResolvable(host)) {
    var hostIP = dnsResolve(host);
    if (isInNet(hostIP, "10.0.0.0", "255.0.0.0"))
      return "DIRECT";
    return "PROXY resolved.corp.example:8080";
  }
  return "PROXY unknown.corp.example:8080";
}
