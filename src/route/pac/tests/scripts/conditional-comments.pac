/*@cc_on @*/
function FindProxyForURL(url, host) {
  var windows = false;
  /*@if (@_win32)
    windows = true;
  @end @*/
  return windows ? "PROXY windows.corp.example:8080" : "PROXY proxy.corp.example:8080";
}
