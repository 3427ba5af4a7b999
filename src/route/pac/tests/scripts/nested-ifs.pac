function FindProxyForURL(url, host) {
    if (isPlainHostName(host)) {
        return "DIRECT";
    } else {
        if (shExpMatch(host, "*.corp.example")) {
            if (shExpMatch(host, "cloud*.corp.example")) {
                return "PROXY cloud.corp.example:8080";
            } else {
                return "DIRECT";
            }
        } else {
            if (url.substring(0, 5) == "http:") {
                return "PROXY plain.corp.example:8080";
            } else if (url.substring(0, 6) == "https:") {
                return "PROXY secure.corp.example:8443";
            }
        }
    }
    return "PROXY other.corp.example:8080";
}
