var direct = new Array("*.corp.example", "*.windows.net", "10.*", "localhost");
var proxy = "PROXY proxy.corp.example:8080";

function FindProxyForURL(url, host) {
  for (var i = 0; i < direct.length; i++) {
    if (shExpMatch(host, direct[i])) return "DIRECT";
  }
  return proxy;
}
