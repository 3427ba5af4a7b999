function FindProxyForURL(url, host)
{
  /* our own domains */
  if (dnsDomainIs(host, ".corp.example") ||
      dnsDomainIs(host, ".corp.test") ||
      dnsDomainIs(host, "intranet.example"))
    return "DIRECT";
  else
    return "PROXY proxy.corp.example:3128; DIRECT";
}
