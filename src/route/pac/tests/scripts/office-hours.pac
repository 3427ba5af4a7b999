function FindProxyForURL(url, host) {
  if (weekdayRange("MON", "FRI", "GMT") && timeRange(8, 18, "GMT"))
    return "PROXY day.corp.example:8080";
  if (timeRange(22, 0, 6, 0, "GMT")) return "PROXY night.corp.example:8080";
  return "PROXY rest.corp.example:8080";
}
