const direct = new Set(["localhost", "login.windows.net"]);
const suffixes = [".corp.example", ".corp.test"];
function FindProxyForURL(url, host) {
  if (direct.has(host) || suffixes.some((s) => host.endsWith(s))) return "DIRECT";
  const [scheme] = url.split(":");
  return `PROXY ${scheme}.corp.example:8080`;
}
