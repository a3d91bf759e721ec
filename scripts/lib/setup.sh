# Shell functions that find what the scripts need and, where they can, set it up. Nothing global is
# changed except by apt (browsers, compilers): cargo tools go to .tools/, npm packages to node_modules/.

readonly TRUNK_VERSION=0.21.14
readonly GECKODRIVER_VERSION=0.37.1
# Releases that can be fetched: crate, version, system, SHA-256, address.
readonly RELEASES=${RELEASES:-scripts/lib/releases.txt}

cargo_home=${CARGO_HOME:-$HOME/.cargo}
PATH=$PWD/node_modules/.bin:$PWD/.tools/bin:$PATH:$cargo_home/bin
export PATH
# The update check would be trunk's only use of the network.
export TRUNK_SKIP_VERSION_CHECK=true
# The browser comes from the system; the package must not fetch its own.
export PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1

have() { command -v "$1" >/dev/null 2>&1; }

note() { printf '\033[2m· %s\033[0m\n' "$*" >&2; }

# One line that says what to install; the caller decides whether to go on.
missing() {
  printf '%s\n' "$*" >&2
  return 1
}

# The version of a crate that Cargo.lock asks for.
locked_version() {
  awk -v name="\"$1\"" '$1 == "name" { here = $3 == name } here && $1 == "version" { gsub(/"/, "", $3); print $3; exit }' Cargo.lock
}

# as_root command...: fails where that takes a password.
as_root() {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  else
    have sudo && sudo -n true 2>/dev/null && sudo -n "$@"
  fi
}

# Whether packages can be installed here.
can_apt() { have apt-get && as_root true; }

# apt_install package...
apt_install() {
  can_apt || return
  note "installing $*"
  as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq &&
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

need_rust() {
  have cargo || missing "Install Rust: https://rustup.rs" || return
  have cc || apt_install gcc libc6-dev || missing "Install a C compiler (Debian: apt install gcc libc6-dev; macOS: xcode-select --install)" || return
  # rustup reads rust-toolchain.toml here, and fetches what it names at the first call.
  cargo --version >/dev/null || missing "Install the toolchain: rustup toolchain install" || return
}

need_wasm_target() {
  [ -d "$(rustc --print sysroot)/lib/rustlib/wasm32-unknown-unknown" ] && return
  have rustup && rustup target add wasm32-unknown-unknown ||
    missing "Install Rust's wasm32-unknown-unknown target: rustup target add wasm32-unknown-unknown"
}

need_component() {
  cargo "$1" --version >/dev/null 2>&1 && return
  have rustup && rustup component add "$2" || missing "Install $2: rustup component add $2"
}

# has_version program [version]: whether it is there; any version will do if none is given.
has_version() {
  have "$1" || return
  [ -z "${2:-}" ] && return
  case " $("$1" --version 2>/dev/null | head -n 1) " in *" $2 "*) ;; *) return 1 ;; esac
}

# together function...: calls them side by side, and succeeds if all do.
together() {
  local call job jobs="" status=0
  for call in "$@"; do
    # What runs in the background takes no notice of Ctrl+C unless it is told to.
    (trap - INT && "$call") &
    jobs+=" $!"
  done
  for job in $jobs; do wait "$job" || status=1; done
  return "$status"
}

checksum() { if have sha256sum; then sha256sum "$1"; else shasum -a 256 "$1"; fi | cut -d ' ' -f 1; }

# place_programs folder: moves the programs that stand in it to .tools/bin, and removes it.
place_programs() {
  mkdir -p .tools/bin
  find "$1" -type f -perm -u+x ! -name '*.tar.gz' -exec mv -f {} .tools/bin/ ';'
  rm -rf "$1"
}

# fetch_release crate version: the programs that its project has released for this system, if their
# checksum is known here.
fetch_release() {
  local crate=$1 version=$2 sum url folder=.tools/fetched/$1
  have curl || return
  read -r sum url <<<"$(awk -v release="$crate $version $(uname -s)-$(uname -m)" '$1 " " $2 " " $3 == release { print $4, $5 }' "$RELEASES")"
  [ -n "$sum" ] || return
  note "fetching $crate $version (some seconds)"
  mkdir -p "$folder"
  # Where it cannot be had, or drips, building is quicker.
  curl --fail --silent --location --connect-timeout 5 --speed-time 10 --speed-limit 50000 --output "$folder/release.tar.gz" "$url" || {
    note "$crate cannot be fetched from here"
    return 1
  }
  [ "$(checksum "$folder/release.tar.gz")" = "$sum" ] || {
    note "what was fetched as $crate is not what its project released, and is left alone"
    return 1
  }
  tar -xzf "$folder/release.tar.gz" -C "$folder" && place_programs "$folder"
}

# fetch_by_binstall crate version: by cargo-binstall, if it is there.
fetch_by_binstall() {
  have cargo-binstall || return
  note "fetching $1 by cargo-binstall"
  cargo binstall --no-confirm --force --root .tools --disable-strategies compile --maximum-resolution-timeout 5 "$1${2:+@$2}" ||
    { note "cargo-binstall has no $1${2:+ $2} for this machine" && return 1; }
}

# build_tool crate [version] [option...]: for a tool that is fast enough as it is, what link-time
# optimization takes (minutes) is not worth while.
build_tool() {
  local crate=$1 version=${2:-} start=$SECONDS folder=$PWD/.tools/build/$1
  shift $(($# < 2 ? $# : 2))
  note "building $crate${version:+ $version} (once; minutes)"
  # A build directory of its own keeps a broken-off build for the next try.
  CARGO_TARGET_DIR=$folder CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 CARGO_PROFILE_RELEASE_OPT_LEVEL=${optimized:-1} \
    cargo install --quiet --locked --force --root "$folder/installed" ${version:+--version "=$version"} "$@" "$crate" ||
    missing "Install $crate: cargo install --locked $crate${version:+@$version}" || return
  place_programs "$folder/installed"
  rm -rf "$folder"
  note "$crate is built ($((SECONDS - start)) s)"
}

# need_tool crate program [version] [option of cargo install...]
need_tool() {
  local crate=$1 program=$2 version=${3:-}
  shift $(($# < 3 ? $# : 3))
  has_version "$program" "$version" && return
  fetch_release "$crate" "$version" && has_version "$program" "$version" && return
  fetch_by_binstall "$crate" "$version" && has_version "$program" "$version" && return
  build_tool "$crate" "$version" "$@"
}

# The page's tools are at hand, not fetched by trunk: it needs no network, and so none of its features.
# It only moves small files about, so it need not be quick either.
need_trunk() { optimized=0 need_tool trunk trunk "$TRUNK_VERSION" --no-default-features; }

need_wasm_bindgen() { need_tool wasm-bindgen-cli wasm-bindgen "$(locked_version wasm-bindgen)" --no-default-features; }

# Compiles the page as trunk does, with the options that it is given. What is wrong with it trunk tells.
page_options=
compile_page() {
  # shellcheck disable=SC2086 # several options
  cargo build --quiet --locked --target wasm32-unknown-unknown --no-default-features --features page $page_options >/dev/null 2>&1 || true
}

# need_images: what scripts/lib/images.mjs packs and npm does not have. A site can be built without.
need_images() {
  local folder=usr/share/datasets/fashion-mnist place=.tools/fashion-mnist
  [ -d "/$folder" ] || [ -d "$place/$folder" ] && return
  have apt-get && have dpkg-deb || return 0
  note "fetching Debian's dataset-fashion-mnist (31 MB)"
  mkdir -p "$place.part" &&
    (cd "$place.part" && apt-get download -qq dataset-fashion-mnist >/dev/null 2>&1 && dpkg-deb -x ./*.deb . && rm ./*.deb) &&
    mv "$place.part" "$place" || note "the site will be without Fashion-MNIST"
  rm -rf "$place.part"
}

# need_page [--release]: all that building the page takes. What takes minutes is done side by side.
need_page() {
  need_rust && need_wasm_target || return
  if has_version trunk "$TRUNK_VERSION" && has_version wasm-bindgen "$(locked_version wasm-bindgen)"; then
    need_npm && need_images
  else
    note "setting up the page's tools: a minute or two where they can be fetched, else about six on two cores"
    page_options=${1:-}
    together need_trunk need_wasm_bindgen need_npm need_images compile_page
  fi
}

# need_npm [folder]: the packages that the folder's lock file names.
need_npm() {
  local folder=${1:-.}
  have npm || missing "Install Node.js 20 or later: https://nodejs.org" || return
  cmp -s "$folder/package-lock.json" "$folder/node_modules/.installed-lock" && return
  note "npm ci in $folder"
  npm --prefix "$folder" ci --no-audit --no-fund --loglevel=error &&
    cp "$folder/package-lock.json" "$folder/node_modules/.installed-lock" ||
    missing "npm could not install the packages of $folder/package-lock.json"
}

need_node() { have node || missing "Install Node.js 20 or later: https://nodejs.org"; }

# Ubuntu's names are other than Debian's.
is_ubuntu() { grep -qs '^ID=ubuntu' /etc/os-release; }

need_chromium() {
  need_node || return
  if ! node scripts/lib/chromium.mjs >/dev/null 2>&1; then
    apt_install "$(is_ubuntu && echo chromium-browser || echo chromium)" || true
    node scripts/lib/chromium.mjs >/dev/null 2>&1 || missing "Install Chromium or Chrome, or set CHROMIUM to its path" || return
  fi
  CHROMIUM=$(node scripts/lib/chromium.mjs)
  export CHROMIUM
}

# find_driver program folder: its path, from PATH or from the folder where CI images keep it.
find_driver() {
  command -v "$1" || { [ -n "$2" ] && [ -x "$2/$1" ] && printf '%s\n' "$2/$1"; }
}

need_chromedriver() {
  need_chromium || return
  find_driver chromedriver "${CHROMEWEBDRIVER:-}" >/dev/null ||
    apt_install "$(is_ubuntu && echo chromium-chromedriver || echo chromium-driver)" ||
    missing "Install chromedriver of the same version as Chromium" || return
  CHROMEDRIVER=$(find_driver chromedriver "${CHROMEWEBDRIVER:-}")
}

need_firefox() {
  have firefox || have firefox-esr || [ -d /Applications/Firefox.app ] ||
    apt_install "$(is_ubuntu && echo firefox || echo firefox-esr)" ||
    missing "Install Firefox" || return
  find_driver geckodriver "${GECKOWEBDRIVER:-}" >/dev/null || { need_rust && need_tool geckodriver geckodriver "$GECKODRIVER_VERSION"; } || return
  GECKODRIVER=$(find_driver geckodriver "${GECKOWEBDRIVER:-}")
}

# WebKit is Safari's on macOS, else WebKitGTK's, which needs a screen.
need_webkit() {
  if [ "$(uname -s)" = Darwin ]; then
    WEBKITDRIVER=$(find_driver safaridriver "") || missing "Install Safari, and let it be driven: safaridriver --enable"
    return
  fi
  have WebKitWebDriver || apt_install webkit2gtk-driver || apt_install webkitgtk-webdriver ||
    missing "Install WebKit's driver (Debian: apt install webkit2gtk-driver)" || return
  have Xvfb || apt_install xvfb || missing "Install Xvfb (Debian: apt install xvfb)" || return
  WEBKITDRIVER=$(find_driver WebKitWebDriver "")
}

# need_python: Python with what tests/python/requirements.txt names, in a place of its own; PYTHON is its path.
need_python() {
  local asked=tests/python/requirements.txt place=.tools/python
  PYTHON=$place/bin/python
  cmp -s "$asked" "$place/.installed" && "$PYTHON" -c "" 2>/dev/null && return
  have python3 && python3 -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || return
  note "fetching Keras and others for Python (a minute)"
  python3 -m venv --clear "$place" && "$PYTHON" -m pip install --quiet --disable-pip-version-check --requirement "$asked" &&
    cp "$asked" "$place/.installed"
}

# need_torch: a Python with PyTorch; TORCH is its path. Debian's is for processors alone, and a fifth of what
# pip would fetch.
need_torch() {
  local try
  for try in 1 2; do
    for TORCH in .tools/python/bin/python python3 /usr/bin/python3; do
      "$TORCH" -c 'import numpy, torch' 2>/dev/null && return
    done
    [ $try = 1 ] && apt_install python3-torch || return
  done
}
