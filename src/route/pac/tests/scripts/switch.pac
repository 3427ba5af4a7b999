function FindProxyForURL(url, host) {
  switch (host) {
    case "login.microsoftonline.com":
    case "login.windows.net":
      return "PROXY login.corp.example:8080";
    case "localhost": return "DIRECT";
    default:
      switch (true) {
        case dnsDomainIs(host, ".azure.com"): return "PROXY azure.corp.example:8080";
      }
  }
  return "PROXY proxy.corp.example:8080";
}
