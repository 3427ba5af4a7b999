var LIST = "corp.example,corp.test , azure.com".split(/\s*,\s*/);
var PATTERN = new RegExp("(^|\\.)(" + LIST.join("|").replace(/\./g, "\\.") + ")$");
function FindProxyForURL(url, host) { return PATTERN.test(host) ? "DIRECT" : ["PROXY a:1", "PROXY b:2"].join("; "); }
