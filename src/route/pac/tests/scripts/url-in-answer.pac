function FindProxyForURL(url, host) { return "PROXY http://proxy.corp.example:8080; DIRECT"; }
