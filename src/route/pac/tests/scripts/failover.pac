function FindProxyForURL(url, host) {
  return "PROXY first.corp.example:8080; PROXY second.corp.example:8080; SOCKS third.corp.example:1080; DIRECT";
}
