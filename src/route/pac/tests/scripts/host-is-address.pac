function FindProxyForURL(url, host) {
  var isIpV4Addr = /^(\d+\.){3}\d+$/;
  if (isIpV4Addr.test(host)) {
    if (isInNet(host, "10.0.0.0", "255.0.0.0")) return "DIRECT";
    return "PROXY address.corp.example:8080";
  }
  return "PROXY name.corp.example:8080";
}
