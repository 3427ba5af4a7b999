var nets = [["10.0.0.0", "255.0.0.0"], ["20.190.128.0", "255.255.192.0"], ["40.126.0.0", "255.255.192.0"]];
var ways = ["DIRECT", "PROXY login.corp.example:8080", "PROXY login.corp.example:8080"];
function FindProxyForURL(url, host) {
  var ip = /^\d+\.\d+\.\d+\.\d+$/.test(host) ? host : dnsResolve(host);
  for (var i = 0; ip && i < nets.length; i++) {
    if (isInNet(ip, nets[i][0], nets[i][1])) return ways[i];
  }
  return "PROXY proxy.corp.example:8080";
}
