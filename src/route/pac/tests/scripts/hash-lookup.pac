// Domains as the keys of an object, looked up label by label: how long lists are written.
var hosts = {"login.microsoftonline.com": 1, "windows.net": 1, "corp.example": 1};
function FindProxyForURL(url, host) {
  var rest = host;
  do {
    if (hosts.hasOwnProperty(rest)) return "DIRECT";
    var dot = rest.indexOf(".");
    rest = rest.substring(dot + 1);
  } while (dot >= 0);
  return "SOCKS5 127.0.0.1:1080; SOCKS 127.0.0.1:1080";
}
