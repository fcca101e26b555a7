/**
 * What the script for the migration host does, the same for every host; `install-script.ts` sets the variables before it.
 *
 * All of it is functions, and the last line calls them, with nothing on standard input: a script that is cut off does
 * nothing, and no command can read the rest of it. MongoDB documents signatures of Ops Manager's packages and of the
 * server's, and none of the agent's (Ops Manager docs, Verify Integrity of Ops Manager Packages): the manager's TLS is
 * what vouches for them, and the digest is shown.
 */
export const installScriptBody = String.raw`
# Another place, such as local.config of an installation by tar, goes into MMS_AGENT_CONFIG.
config=$(printenv MMS_AGENT_CONFIG || echo /etc/mongodb-mms/automation-agent.config)
unit=mongodb-mms-automation-agent.service

say() { printf '%s\n' "$*" >&2; }

fail() {
  say "$*"
  exit 1
}

read_key() {
  key=$(printenv MMS_API_KEY || true)
  unset MMS_API_KEY
  if [ -z "$key" ] && [ -t 0 ]; then
    printf 'The agent API key: ' >&2
    IFS= read -rs key || true
    say
  elif [ -z "$key" ]; then
    IFS= read -r key || true
  fi
  key=$(printf '%s' "$key" | tr -d '\r')
  [ -n "$key" ] || fail 'The agent API key is missing: give it on standard input or in MMS_API_KEY.'
}

# What the agent's settings say now, without trailing slash; nothing where they do not say it.
setting() {
  [ -e "$config" ] || return 0
  name=$1 awk '
    { option = $0; sub(/^[ \t]+/, "", option); sub(/[ \t]*=.*/, "", option) }
    option == ENVIRON["name"] { value = $0; sub(/^[^=]*=[ \t]*/, "", value); sub(/[ \t\r\/]+$/, "", value) }
    END { print value }' "$config"
}

# Replaces the line if there is one; awk rather than sed, because a key may hold any character.
set_option() {
  name=$1 value=$2 awk '
    { option = $0; sub(/^[ \t]+/, "", option); sub(/[ \t]*=.*/, "", option) }
    option == ENVIRON["name"] { next }
    { print }
    END { print ENVIRON["name"] "=" ENVIRON["value"] }' "$config" >"$place/config"
  cat "$place/config" >"$config"
}

# The package of Cloud Manager may name one of MongoDB's own addresses, or none.
is_same_manager() {
  [ -n "$1" ] || return 0
  if [ -z "$agent_url" ]; then
    [[ $1 =~ ^https://([a-z0-9-]+\.)*mongodb\.com(:443)?(/|$) ]]
  else
    [ "$(lower "$1")" = "$(lower "$agent_url")" ]
  fi
}

lower() { printf '%s' "$1" | tr '[:upper:]' '[:lower:]'; }

look_whose_it_is() {
  local has_project has_url theirs ours
  has_project=$(setting mmsGroupId)
  has_url=$(setting mmsBaseUrl)
  if [ -z "$has_project" ] || [ "$has_project" = "$project" ]; then
    if is_same_manager "$has_url"; then
      say "An agent is installed here already: it gets the settings for live migration and the new key."
      return 0
    fi
  fi
  theirs="project $has_project at $(named "$has_url")"
  ours="project $project at $manager"
  if [ "$take_over" = yes ]; then
    say "Taking over this host: its agent belonged to $theirs, and will belong to $ours."
    return 0
  fi
  say "$refused the agent on this host belongs to $theirs, not to $ours. Nothing was changed. With --take-over it is taken from there."
  exit 3
}

named() {
  if [ -n "$1" ]; then printf '%s' "$1"; else printf 'Cloud Manager'; fi
}

# A redirection may lead to TLS, and never away from it.
download() {
  local file=$1 protocols='=https'
  if [[ $manager = http://* ]]; then
    protocols='=http,https'
    say "$manager is not encrypted: nothing vouches for the package that comes from there."
  fi
  set -- --proto "$protocols" --proto-redir "$protocols"
  if [ -n "$ca" ]; then set -- "$@" --cacert "$place/ca.pem"; fi
  curl --fail --silent --show-error --location "$@" --output "$place/$file" "$manager/download/agent/automation/$file" ||
    fail "$file could not be downloaded from $manager. Nothing was changed."
  say "Installing $file as $manager gave it; SHA-256: $(sha256sum "$place/$file" | cut -d ' ' -f 1)"
}

install_package() {
  local machine file
  machine=$(uname -m)
  [ "$machine" = x86_64 ] || fail "livemig knows no package of the agent for $machine. Nothing was changed: install the MongoDB Agent as the manager shows it, then run this again."
  if command -v apt-get >/dev/null; then
    file=mongodb-mms-automation-agent-manager_latest_amd64.ubuntu1604.deb
    download "$file"
    DEBIAN_FRONTEND=noninteractive apt-get install --yes "$place/$file"
  elif command -v rpm >/dev/null; then
    file=mongodb-mms-automation-agent-manager-latest.x86_64.rhel7.rpm
    download "$file"
    rpm --upgrade --hash "$place/$file"
  else
    fail 'No package is known for this system. Nothing was changed: install the MongoDB Agent as the manager shows it, then run this again.'
  fi
  [ -e "$config" ] || fail "The package was installed, but has no settings at $config."
}

# Whether the manager is reached through the proxy of the environment, which no_proxy may except it from.
is_proxied() {
  local host word
  host=$(printf '%s' "$manager" | awk '{ sub(/^[a-z]+:\/\//, ""); sub(/[:\/].*/, ""); print tolower($0) }')
  while IFS= read -r word; do
    if [ "$word" = '*' ] || [ "$host" = "$word" ] || [[ $host = *".$word" ]]; then return 1; fi
  done < <(printf '%s' "$(printenv no_proxy || printenv NO_PROXY || true)" |
    tr ', ' '\n' | awk 'NF { sub(/^\./, ""); print tolower($0) }')
}

write_settings() {
  local proxy
  proxy=$(printenv https_proxy || printenv HTTPS_PROXY || true)
  set_option mmsGroupId "$project"
  set_option mmsApiKey "$key"
  if [ -n "$agent_url" ]; then
    set_option mmsBaseUrl "$agent_url"
  elif ! is_same_manager "$(setting mmsBaseUrl)"; then
    # Where agents call Cloud Manager (Cloud Manager docs, firewall configuration).
    set_option mmsBaseUrl https://api-agents.mongodb.com
  fi
  set_option agentFeatureCloudMigrationEnabled true
  if [ -n "$ca" ]; then
    cat "$place/ca.pem" >"$ca_file"
    chmod 644 "$ca_file"
    set_option httpsCAFile "$ca_file"
  fi
  if [ -n "$proxy" ] && is_proxied; then set_option httpProxy "$proxy"; fi
}

mind_selinux() {
  command -v getenforce >/dev/null || return 0
  [ "$(getenforce)" = Enforcing ] || return 0
  if command -v restorecon >/dev/null; then restorecon -R "$(dirname "$config")" || true; fi
  say 'SELinux is enforcing here: if the agent does not report, look at ausearch -m avc -ts recent.'
}

restart_agent() {
  systemctl cat "$unit" >/dev/null 2>&1 ||
    fail "The settings are in $config, but there is no service $unit: restart the agent in the way in which it is started here."
  systemctl enable "$unit"
  systemctl restart "$unit"
  systemctl is-active --quiet "$unit" || fail "The agent was restarted and has ended again: see systemctl status $unit."
}

install_agent() {
  [ "$(uname -s)" = Linux ] || fail "The migration host has to run Linux, and this is $(uname -s). Nothing was changed."
  if ! command -v systemctl >/dev/null || ! systemctl show --property=Version >/dev/null 2>&1; then
    fail 'This host does not run systemd, which would start the agent. Nothing was changed: install and start the MongoDB Agent as the manager shows it, with agentFeatureCloudMigrationEnabled=true in its settings.'
  fi
  place=$(mktemp -d)
  trap 'rm -rf "$place"' EXIT
  ca_file=$(dirname "$config")/livemig-manager-ca.pem
  printf '%s\n' "$ca" >"$place/ca.pem"
  if [ -e "$config" ]; then look_whose_it_is; else install_package; fi
  write_settings
  mind_selinux
  restart_agent
}

main() {
  local word
  for word in "$@"; do
    [ "$word" = --take-over ] || fail "This script takes --take-over and nothing else, not $word."
    take_over=yes
  done
  [ "$(id -u)" = 0 ] || fail 'Run this as root.'
  read_key
  install_agent </dev/null
  say 'The agent was restarted; it appears in the manager within a minute or two.'
  printf '%s\n' "$installed"
}

main "$@"
`;
