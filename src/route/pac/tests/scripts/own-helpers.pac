// Scripts bring helpers of their own, and with the names of those that are there.
function isInNet(host, net, mask) { return host.indexOf("10.") == 0; }
function endsWith(s, end) { return s.lastIndexOf(end) == s.length - end.length && s.length >= end.length; }
String.prototype.endsIn = function (end) { return endsWith(this, end); };
function FindProxyForURL(url, host) {
  if (isInNet(host, "ignored", "ignored")) return "DIRECT";
  if (host.endsIn(".azure.com")) return "PROXY azure.corp.example:8080";
  return "PROXY proxy.corp.example:8080";
}
