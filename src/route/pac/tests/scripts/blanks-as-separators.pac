function FindProxyForURL(url, host) {
  // Written for Windows alone.
  return "PROXY first.corp.example:8080 PROXY second.corp.example:8080";
}
