// After the examples of Netscape's own page of 1996.
function FindProxyForURL(url, host)
{
    if ((isPlainHostName(host) ||
         dnsDomainIs(host, ".corp.example")) &&
        !localHostOrDomainIs(host, "www.corp.example") &&
        !localHostOrDomainIs(host, "merchant.corp.example"))
        return "DIRECT";
    else
        return "PROXY w3proxy.corp.example:8080; DIRECT";
}
