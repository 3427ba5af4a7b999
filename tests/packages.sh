# What tests/run and tests/more share: counting tests, and bringing what the outer tier starts. Sourced, not run.

# Servers and network tools lie in folders that a user's PATH may lack.
export PATH="$PATH:/usr/sbin:/sbin"

passed=0 failed=0 skipped=0
log=$(mktemp) && trap 'rm -f "$log"' EXIT

# A command the outer tier starts, and the Debian package that brings it.
tools=(
    named:bind9 dig:bind9-dnsutils nginx:nginx-light nft:nftables ip:iproute2
    squid:squid-openssl mitmdump:mitmproxy sslsplit:sslsplit curl:curl openssl:openssl setpriv:util-linux ps:procps
    danted:dante-server microsocks:microsocks tinyproxy:tinyproxy haproxy:haproxy stunnel4:stunnel4 apache2:apache2-bin
    node:nodejs gnutls-serv:gnutls-bin
    privoxy:privoxy e2guardian:e2guardian ncat:ncat nghttpx:nghttp2-proxy ssh:openssh-client
    /usr/share/nodejs/proxy/bin/proxy.js:node-proxy
    unbound:unbound dnsmasq:dnsmasq-base pdns_recursor:pdns-recursor kresd:knot-resolver dnsdist:dnsdist nscd:nscd
    xmllint:libxml2-utils promtool:prometheus cmark-gfm:cmark-gfm tshark:tshark chromium:chromium
)
# A module of Debian's own Python that the outer tier imports, and the package that brings it.
modules=(cryptography:python3-cryptography)

# Python packages of which the outer tier starts a program, each with its version.
python_packages=()

# Below it lies what is not installed for the whole machine.
unpacked=/var/lib/clearway-outer
python=$unpacked/python
# These are unpacked here: installed, they would be this machine's resolver, and its door, from its next start.
resolved=lib/systemd/systemd-resolved
sshd=usr/sbin/sshd

# Runs the tests that these arguments of cargo name, and counts them.
tests() {
    cargo test --locked --no-fail-fast "$@" 2>&1 | tee "$log"
    local status=${PIPESTATUS[0]} counts
    read -ra counts < <(awk '/^test result:/ {
        for (i = 2; i <= NF; i++) if ($i ~ /^(passed|failed|ignored);/) sum[substr($i, 1, 6)] += $(i - 1)
    } END { print sum["passed"] + 0, sum["failed"] + 0, sum["ignore"] + 0 }' "$log")
    passed=$((passed + counts[0])) failed=$((failed + counts[1])) skipped=$((skipped + counts[2]))
    # What does not build, or dies, has no test that could be counted.
    if ((status != 0 && counts[1] == 0)); then failed=$((failed + 1)); fi
}

missing_packages() {
    local tool package
    for tool in "${tools[@]}"; do
        command -v "${tool%%:*}" >/dev/null || printf '%s\n' "${tool##*:}"
    done
    for tool in "${modules[@]}"; do
        /usr/bin/python3 -c "import ${tool%%:*}" 2>/dev/null || printf '%s\n' "${tool##*:}"
    done
    [[ -x /$resolved || -x $unpacked/$resolved ]] || echo systemd-resolved
    [[ -x /$sshd || -x $unpacked/$sshd ]] || echo openssh-server
    for package in "${python_packages[@]}"; do
        [[ -e $python/$package ]] || printf '%s\n' "$package"
    done
}

# Installs packages without starting their services: the tests start their own.
install() {
    local policy=/usr/sbin/policy-rc.d
    if [[ ! -e $policy ]]; then
        printf '#!/bin/sh\nexit 101\n' >"$policy" && chmod +x "$policy"
        trap 'rm -f "$log" /usr/sbin/policy-rc.d' EXIT
    fi
    local package installed=() pinned=()
    for package; do
        if [[ $package == *==* ]]; then pinned+=("$package"); else installed+=("$package"); fi
    done
    ((${#installed[@]} == 0)) || install_debian "${installed[@]}" || return
    ((${#pinned[@]} == 0)) || install_python "${pinned[@]}"
}

install_debian() {
    local package installed=()
    apt-get update -q || return
    for package; do
        case $package in
            systemd-resolved)
                # Its libraries come with it: those of an installed systemd may be of another version.
                unpack systemd-resolved libsystemd-shared &&
                    ln -sfn "$unpacked"/usr/lib/*/systemd "$unpacked/libraries" || return ;;
            openssh-server) unpack openssh-server && installed+=(libwrap0) || return ;;
            *) installed+=("$package") ;;
        esac
    done
    ((${#installed[@]} == 0)) ||
        DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends "${installed[@]}"
}

# Debian has none of them. A file named like the package says that this version is there.
install_python() {
    local package
    [[ -x $python/bin/pip ]] || /usr/bin/python3 -m venv "$python" || return
    for package; do
        "$python/bin/pip" install --quiet --only-binary :all: "$package" && touch "$python/$package" || return
    done
}

# Unpacks these packages where nothing else looks for them.
unpack() (
    folder=$(mktemp -d) && trap 'rm -rf "$folder"' EXIT && chmod 755 "$folder" && cd "$folder" || exit
    apt-get download -q -o APT::Sandbox::User=root "$@" || exit
    mkdir -p "$unpacked"
    for package in *.deb; do dpkg -x "$package" "$unpacked" || exit; done
)

# Says why this machine cannot run the outer tier; says nothing where it can.
obstacle() {
    local probe=clearway-$$-probe
    if [[ $(uname -s) != Linux ]]; then
        echo "it needs Linux"
    elif ((EUID != 0)); then
        echo "it needs root, for network namespaces and the ports 53, 80 and 443"
    elif [[ -n $(missing_packages) ]] && ! command -v apt-get >/dev/null; then
        echo "these packages are missing, and there is no apt-get:" $(missing_packages)
    elif command -v ip >/dev/null && ! { ip netns add "$probe" && ip netns del "$probe"; }; then
        echo "this machine does not let root make network namespaces"
    fi
}

# Runs the tests of the outer tier that these arguments name, where this machine lets it.
outer_tier() {
    local why packages
    why=$(obstacle)
    if [[ -n $why ]]; then
        echo "The outer tier is skipped: $why."
        skipped=$((skipped + $(cargo test --locked --test outer -- "$@" --list 2>/dev/null | grep -c ': test$')))
        return
    fi
    mapfile -t packages < <(missing_packages)
    if ((${#packages[@]} > 0)) && ! install "${packages[@]}"; then
        echo "The outer tier failed: cannot install ${packages[*]}."
        failed=$((failed + 1))
        return
    fi
    tests --test outer -- "$@"
}

# The last line, and the exit status.
count() {
    echo "$passed passed, $failed failed, $skipped skipped"
    ((failed == 0))
}
