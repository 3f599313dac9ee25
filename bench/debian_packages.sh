#!/bin/sh
# What the tests need from Debian: installed when we are root, named in one line when we are not.
# With names as arguments, only those: `debian_packages.sh gettext`.
set -eu

missing=""
wanted=${*:-all}
need() { # need PACKAGE TEST...: add the package when it is wanted and the test fails
  package=$1
  shift
  case " $wanted " in *" all "* | *" $package "*) ;; *) return 0 ;; esac
  "$@" >/dev/null 2>&1 || missing="$missing $package"
}
has_postgresql() { ls /usr/lib/postgresql/*/bin/initdb; }
has_libatomic() { ls /usr/lib/*/libatomic.so.1; } # Playwright's own Node.js is linked to it
has_cjk_font() { ls /usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc; }

need chromium test -x /usr/bin/chromium
need fonts-noto-cjk has_cjk_font
need gettext command -v msgfmt
need libatomic1 has_libatomic
need openjdk-17-jre-headless command -v java
need postgresql has_postgresql

[ -n "$missing" ] || exit 0
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
  echo "The tests need these Debian packages: apt-get install$missing" >&2
  exit 2
fi
echo "Installing for the tests:$missing"
export DEBIAN_FRONTEND=noninteractive
log=$(mktemp)
# shellcheck disable=SC2086  # a list of words
if ! { apt-get update && apt-get install -y --no-install-recommends $missing; } </dev/null >"$log" 2>&1; then
  tail -n 30 "$log" >&2
  echo "Debian could not install:$missing (whole log: $log)" >&2
  exit 2
fi
rm -f "$log"
