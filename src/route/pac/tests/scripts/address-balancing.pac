function FindProxyForURL(url, host) {
  var myip = myIpAddress();
  var ipbits = myip.split(".");
  var myseg = parseInt(ipbits[3]);
  if (myseg == Math.floor(myseg / 2) * 2) {
    return "PROXY even.corp.example:8080; PROXY odd.corp.example:8080";
  }
  return "PROXY odd.corp.example:8080; PROXY even.corp.example:8080";
}
