var internal = /(^|\.)(corp\.example|corp\.test)$/i;
var azure = new RegExp("^[a-z0-9-]+\\.(blob|queue|table)\\.core\\.windows\\.net$");
function FindProxyForURL(url, host) {
  if (internal.test(host)) return "DIRECT";
  if (host.match(azure)) return "PROXY storage.corp.example:8080";
  return "PROXY proxy.corp.example:8080";
}
