function FindProxyForURL(url, host) {
  if (shExpMatch(host, "(*.corp.example|localhost)")) return "DIRECT";
  if (shExpMatch(url, "https://(login|device).*/*")) return "PROXY login.corp.example:8080";
  if (shExpMatch(host, "10.[0-9]+.*")) return "DIRECT";
  return "PROXY proxy.corp.example:8080";
}
