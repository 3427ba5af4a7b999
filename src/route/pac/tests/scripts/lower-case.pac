function FindProxyForURL(URL, HOST) {
  var url = URL.toLowerCase(), host = HOST.toLowerCase();
  if (host.indexOf("microsoftonline") != -1) return "proxy login.corp.example:8080;direct";
  if (url.lastIndexOf("/") == url.length - 1) return "Proxy proxy.corp.example:8080 ; Direct";
  return "direct";
}
