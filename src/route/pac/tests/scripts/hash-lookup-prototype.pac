var hosts = Object.create(null);
hosts["azure.com"] = true;
var isUnder = function (host) {
  for (var pos = 0; pos >= 0; pos = host.indexOf(".", pos + 1)) {
    if (host.slice(pos ? pos + 1 : 0) in hosts) return true;
  }
  return false;
};
function FindProxyForURL(url, host) {
  return isUnder(host) ? "PROXY a:1" : "PROXY b:2";
}
