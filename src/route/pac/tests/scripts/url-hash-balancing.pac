function URLhash(name) {
  var cnt = 0;
  var str = name.toLowerCase(name);
  if (str.length == 0) { return cnt; }
  for (var i = 0; i < str.length; i++) {
    var ch = atoi(str.substring(i, i + 1));
    cnt = cnt + ch;
  }
  return cnt;
}
function atoi(charstring) {
  if (charstring == "a") return 0x61; if (charstring == "b") return 0x62;
  if (charstring == "e") return 0x65; if (charstring == "o") return 0x6f;
  return 0x20;
}
function FindProxyForURL(url, host) {
  ret = URLhash(url) % 3;
  if (ret == 0) return "PROXY p0:3128; PROXY p1:3128";
  if (ret == 1) return "PROXY p1:3128; PROXY p2:3128";
  return "PROXY p2:3128; PROXY p0:3128";
}
