var cache = {}, asked = 0;
function way(host) {
  if (!(host in cache)) { asked++; cache[host] = isInNet(host, "10.0.0.0", "255.0.0.0") ? "DIRECT" : "PROXY proxy.corp.example:8080"; }
  return cache[host];
}
function FindProxyForURL(url, host) { way(host); way(host); return asked == 1 ? way(host) : "PROXY wrong:1"; }
