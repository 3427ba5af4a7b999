function FindProxyForURL(url, host) {
  if (isInNet(myIpAddress(), "10.10.0.0", "255.255.0.0"))
    return "PROXY berlin.corp.example:8080";
  if (isInNet(myIpAddress(), "10.20.0.0", "255.255.0.0"))
    return "PROXY madrid.corp.example:8080";
  return "DIRECT";
}
