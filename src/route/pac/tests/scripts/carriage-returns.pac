// one line
function FindProxyForURL(url, host) {
  // DIRECT
  return "PROXY proxy.corp.example:8080";
}
