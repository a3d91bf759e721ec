# Shell functions that find what the scripts need and, where they can, set it up. Nothing global is
# changed except by apt (browsers, compilers): cargo tools go to .tools/, npm packages to node_modules/.

readonly TRUNK_VERSION=0.21.14

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

# apt_install package...
apt_install() {
  local sudo=
  have apt-get || return 1
  if [ "$(id -u)" != 0 ]; then
    have sudo && sudo -n true 2>/dev/null || return 1
    sudo=sudo
  fi
  note "installing $*"
  $sudo env DEBIAN_FRONTEND=noninteractive apt-get update -qq &&
    $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
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

# need_cargo_tool crate program [version]: any version will do if none is given.
need_cargo_tool() {
  local crate=$1 program=$2 version=${3:-}
  if have "$program"; then
    [ -z "$version" ] && return
    case " $("$program" --version 2>/dev/null | head -n 1) " in *" $version "*) return ;; esac
  fi
  note "building $crate${version:+ $version} into .tools (once; some minutes)"
  # A build directory of its own keeps a broken-off build for the next try.
  CARGO_TARGET_DIR=$PWD/.tools/build cargo install --quiet --locked --force --root .tools ${version:+--version "=$version"} "$crate" ||
    missing "Install $crate: cargo install --locked $crate${version:+@$version}" || return
  rm -rf .tools/build
}

need_trunk() {
  need_rust && need_wasm_target &&
    need_cargo_tool trunk trunk "$TRUNK_VERSION" &&
    need_wasm_bindgen
}

need_wasm_bindgen() {
  need_cargo_tool wasm-bindgen-cli wasm-bindgen "$(locked_version wasm-bindgen)"
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
    missing "Install chromedriver of the same version as Chromium"
}

need_firefox() {
  have firefox || have firefox-esr || [ -d /Applications/Firefox.app ] ||
    apt_install "$(is_ubuntu && echo firefox || echo firefox-esr)" ||
    missing "Install Firefox" || return
  find_driver geckodriver "${GECKOWEBDRIVER:-}" >/dev/null || need_cargo_tool geckodriver geckodriver
}
