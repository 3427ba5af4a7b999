function FindProxyForURL(url, host) {
  var port = /^https?:\/\/[^\/]*:(\d+)\//.exec(url);
  if (port && port[1] == "8443") return "DIRECT";
  return port ? "PROXY port" + port[1] + ".corp.example:8080" : "PROXY usual.corp.example:8080";
}
