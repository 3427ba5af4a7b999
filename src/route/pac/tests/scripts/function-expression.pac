var FindProxyForURL = function (url, host) {
  return helper(host);
};
function helper(h) { return h == "localhost" ? "DIRECT" : "PROXY proxy.corp.example:8080"; }
