function FindProxyForURL(url, host) {
  if (url.substring(0, 5) == "http:") { return "PROXY http.corp.example:80"; }
  else if (url.substring(0, 4) == "ftp:") { return "PROXY ftp.corp.example:80"; }
  else if (url.substring(0, 6) == "https:" || url.substring(0, 6) == "snews:") {
    return "PROXY security.corp.example:8080";
  }
  else { return "DIRECT"; }
}
