function FindProxyForURL(url, host) { return "PROXY four.corp.example:8080"; }
function FindProxyForURLEx(url, host) {
  var list = dnsResolveEx(host).split(";");
  for (var i = 0; i < list.length; i++)
    if (isInNetEx(list[i], "2001:db8::/32")) return "PROXY six.corp.example:8080";
  return "PROXY ex.corp.example:8080";
}
