function FindProxyForURL(url, host) {
  var all = sortIpAddressList(myIpAddressEx()).split(";");
  for (var i in all) {
    if (isInNetEx(all[i], "fd00::/8")) return "PROXY six.corp.example:8080";
  }
  return "PROXY four.corp.example:8080";
}
