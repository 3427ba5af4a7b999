/* a comment /* that looks nested, "with quotes' // and more */ // and another
function /* here */ FindProxyForURL (/* url */ url, host /* host */) // there
{ // "
  /**/ return /* "DIRECT" */ "PROXY proxy.corp.example:8080" /* ; */ ; // return "DIRECT"
} /* the end, without a new line */ // really