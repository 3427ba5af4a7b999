// Für alle Geräte im Büro – „außer“ den Druckern
function FindProxyForURL(url, host) {
  var größe = "Straße".length;
  return "PROXY proxy" + größe + ".corp.example:8080";
}
