var FindProxyForURL = (function (init, profiles) {
  return function (url, host) {
    var result = init, scheme = url.substr(0, url.indexOf(":"));
    do {
      result = profiles[result];
      if (typeof result === "function") result = result(url, host, scheme);
    } while (typeof result !== "string" || result.charCodeAt(0) === 43);
    return result;
  };
})("+auto", {
  "+auto": function (url, host, scheme) {
    "use strict";
    if (/^127\.0\.0\.1$/.test(host) || /^localhost$/.test(host)) return "DIRECT";
    if (/(?:^|\.)corp\.example$/.test(host)) return "DIRECT";
    return "+proxy";
  },
  "+proxy": function (url, host, scheme) {
    "use strict";
    return scheme === "https" ? "HTTPS proxy.corp.example:8443" : "PROXY proxy.corp.example:8080";
  }
});
