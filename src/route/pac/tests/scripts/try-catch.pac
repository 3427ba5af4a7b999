function FindProxyForURL(url, host) {
  try {
    if (isInNet(dnsResolve(host), "10.0.0.0", "255.0.0.0")) return "DIRECT";
    undefined_function(host);
  } catch (e) {
    alert("PAC: " + e);
    return "PROXY caught.corp.example:8080";
  } finally {
    var done = true;
  }
}
