<!--
function inList(host, list)
{
	with (Math) { var none = min(0, 1); }
	outer: for (var i = none; i < list.length; i = i + 1)
	{
		if (list[i].charAt(0) != ".") continue outer;
		if (host.length >= list[i].length && host.substr(host.length - list[i].length) == list[i]) return true
	}
	return false
}
function FindProxyForURL(url, host)
{
	var list = ["ignored.example", ".corp.example", ".corp.test"]
	return inList(host.toLowerCase(), list) ? "DIRECT" : "PROXY proxy.corp.example:8080"
}
//-->
